import { formatAddr } from '../../base/inet.ts';
import {
  IP_VS_CONN_F_BYPASS,
  IP_VS_CONN_F_LOCALNODE,
  IP_VS_CONN_F_NO_CPORT,
  IP_VS_FWD_METHOD,
  type ip_vs_conn,
  is_template,
} from '../../kernel/ipvs/ip_vs.ts';
import { ip_vs_state_name } from '../../kernel/ipvs/ip_vs_proto.ts';
import type { Facts } from '../../trace/facts.ts';
import type { Phrase } from '../../trace/views.ts';
import { code, counted, strong, text } from '../phrases.ts';
import {
  branchIs,
  callOf,
  flow,
  here,
  lengthOf,
  madeBy,
  serverOf,
  took,
  type WhyContext,
} from './context.ts';

/** Packets that belong to an entry: from the client, replies, ICMP errors about them, and what was freed on the way. */

export function stateWords(context: WhyContext, facts: Facts, cp: ip_vs_conn): Phrase[] {
  const { stateFrom, stateTo } = facts;
  if (stateFrom === stateTo || stateTo < 0 || is_template(cp)) return [];
  const names = [stateFrom, stateTo].map((state) => ip_vs_state_name({ ...cp, state })).join(' → ');
  const written = here(context, 'went', (step) => step.kind === 'write' && step.text === 'state');
  const dos = context.visit.ipvs.proto.tcp_dos ? [text(', by the table of '), code('secure_tcp')] : [];
  return [text(' Its state '), written, text(' '), code(names), ...dos, text('.')];
}

function rearmed(context: WhyContext, cp: ip_vs_conn): Phrase[] {
  const set = here(context, ' The timer was set to ', (step) => step.kind === 'timer' && step.object === cp);
  if (set.kind !== 'link') return [];
  return [
    text(' '),
    { ...set, text: 'The timer was set' },
    text(` to ${lengthOf(context, cp.timeout)} from now.`),
  ];
}

/** The packet that the hook saw: what is special about it. */
function icmpWords(context: WhyContext, cp: ip_vs_conn): Phrase[] | null {
  const { what } = context.visit;
  const ip = what.kind === 'packet' ? what.ip : null;
  if (ip?.transport.kind !== 'icmp') return null;
  const { type, code: number, embedded } = ip.transport;
  const inside = embedded
    ? ` about a packet from ${formatAddr(embedded.saddr)} to ${formatAddr(embedded.daddr)}`
    : '';
  return [
    text(`An ICMP error (type ${type}, code ${number})${inside}. The packet inside belongs to entry `),
    flow(cp),
    text(', so the error follows it to '),
    context.visit.recorder.facts.entryIs === 'reply' ? text('the client') : serverOf(context, cp),
    text(', translated like its packets. State and timer stay as they are.'),
    ...madeBy(context, cp),
  ];
}

/** Why a packet of an entry was freed instead of sent. */
function freed(context: WhyContext): Phrase[] {
  const ttl = took(context, 'ttl <= 1');
  const mtu = took(context, 'ensure_mtu_is_adequate', false) || took(context, '(skb->len > mtu) && DF', true);
  const crossing = took(context, 'crosses_local_route_boundary');
  if (ttl)
    return [
      text(' But it was '),
      strong('dropped'),
      text(' on its way out: '),
      here(context, 'its TTL is used up', branchIs('ttl <= 1', true)),
      text('. Its sender gets an ICMP time exceeded.'),
    ];
  if (mtu)
    return [
      text(' But it was '),
      strong('dropped'),
      text(' on its way out: it is '),
      here(context, 'longer than the MTU of the route', (step) =>
        /^(ensure_mtu_is_adequate|\(skb->len > mtu\))/.test(step.text),
      ),
      text(' and may not be fragmented. Its sender gets an ICMP fragmentation needed.'),
    ];
  if (crossing)
    return [
      text(' But it was '),
      strong('dropped'),
      text(' on its way out: '),
      here(context, 'it would cross the border of the host', branchIs('crosses_local_route_boundary', true)),
      text('.'),
    ];
  return [];
}

/** A helper read the payload and made an entry for a connection that is still to come. */
function expected(context: WhyContext, facts: Facts): Phrase[] {
  const data = facts.expects;
  if (!data) return [];
  return [
    text(' The FTP helper '),
    here(context, 'read the address of a data connection', callOf(/^ip_vs_ftp_(in|out)$/)),
    text(' in it and made entry '),
    flow(data),
    text(data.flags & IP_VS_CONN_F_NO_CPORT ? ', whose client port is not known yet' : ''),
    text(', so that the connection goes to the same server.'),
  ];
}

function sentMessage(facts: Facts): Phrase[] {
  if (facts.sent === 0) return [];
  return [text(` The sync master sent ${counted(facts.sent, 'message')} with it.`)];
}

/** An entry was found. */
export function hitWords(context: WhyContext, facts: Facts, cp: ip_vs_conn): Phrase[] {
  const icmp = icmpWords(context, cp);
  if (icmp) return [...icmp, ...freed(context)];
  const reply = facts.entryIs === 'reply';
  const found = here(context, 'has entry ', callOf('ip_vs_conn_in_get'));
  const method = IP_VS_FWD_METHOD(cp);
  let lead: Phrase[];
  if (reply) lead = [text('A reply from '), serverOf(context, cp), text(' that belongs to entry ')];
  else if (method === IP_VS_CONN_F_BYPASS) lead = [text('Let pass to its own destination because of entry ')];
  else if (method === IP_VS_CONN_F_LOCALNODE)
    lead = [
      text('Goes to the host itself, '),
      serverOf(context, cp),
      text(', because the client has entry '),
    ];
  else
    lead = [
      text('Sent to '),
      serverOf(context, cp),
      text(' because the client '),
      found.kind === 'link' ? { ...found, text: 'has entry' } : text('has entry'),
      text(' '),
    ];
  return [
    ...lead,
    flow(cp),
    text('.'),
    ...madeBy(context, cp),
    ...stateWords(context, facts, cp),
    ...rearmed(context, cp),
    ...expected(context, facts),
    ...freed(context),
    ...sentMessage(facts),
  ];
}
