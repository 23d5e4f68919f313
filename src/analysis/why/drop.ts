import type { ip_vs_service } from '../../kernel/ipvs/ip_vs.ts';
import { ip_vs_state_name } from '../../kernel/ipvs/ip_vs_proto.ts';
import { is_overloaded } from '../../kernel/ipvs/sched/scheduler.ts';
import type { Facts } from '../../trace/facts.ts';
import type { Phrase } from '../../trace/views.ts';
import { code, strong, text } from '../phrases.ts';
import { branchIs, called, callOf, destOf, here, took, type WhyContext } from './context.ts';

/** Why a packet was dropped. */

/** The packet's conntrack is bound to the old server: IPVS waits until both are gone. */
function oldConntrack(context: WhyContext, facts: Facts): Phrase[] {
  const entry = facts.replaced ? [text(', in '), code(ip_vs_state_name(facts.replaced))] : [];
  const expires = facts.replaced
    ? text('The entry expires with the next jiffy and takes the conntrack along; what the client sends again')
    : text('What the client sends again after the entry is gone');
  return [
    strong('Dropped'),
    text(' because of '),
    here(context, 'an old conntrack', branchIs('ip_vs_conn_uses_old_conntrack', true)),
    text(': the entry'),
    ...entry,
    text(', should give way to this packet, but the packet belongs to a confirmed conntrack, '),
    text('which cannot be led to another server. '),
    expires,
    text(' (a SYN usually after 1 s) is scheduled anew.'),
  ];
}

export function clashed(context: WhyContext): Phrase[] {
  return [
    strong('Dropped'),
    text(' behind IPVS: '),
    here(context, 'its conntrack could not be confirmed', callOf('nf_conntrack_confirm')),
    text(
      ", because another one has the same addresses and ports already. With NAT that is another connection of the client's port to the same real server.",
    ),
  ];
}

export function ftpDropped(context: WhyContext): Phrase[] {
  return [
    strong('Dropped'),
    text(": the real server's answer names its own address, and without a conntrack on the packet "),
    here(context, 'ip_vs_ftp_out', callOf('ip_vs_ftp_out')),
    text(' cannot rewrite it. Sent again, it passes as it is.'),
  ];
}

/** Why each server of a service was refused, in the order of its list. */
export function refusedServers(context: WhyContext, svc: ip_vs_service): Phrase[] {
  if (svc.destinations.length === 0) return [text('it has none')];
  return svc.destinations.slice(0, 8).flatMap((dest, at): Phrase[] => {
    const why = is_overloaded(dest)
      ? `overloaded at ${dest.activeconns + dest.inactconns} of ${dest.u_threshold}`
      : dest.weight <= 0
        ? 'weight 0'
        : `weight ${dest.weight}`;
    return [text(at > 0 ? ', ' : ''), destOf(context, dest), text(` ${why}`)];
  });
}

function noDestination(context: WhyContext, svc: ip_vs_service): Phrase[] {
  const told = called(context, /^icmp(v6)?_send$/);
  return [
    strong('Dropped'),
    text(': no real server of the service can take a new connection ('),
    ...refusedServers(context, svc),
    text(').'),
    ...(told
      ? [
          text(' The client gets an '),
          here(context, 'ICMP port unreachable', callOf(/^icmp(v6)?_send$/)),
          text('.'),
        ]
      : []),
  ];
}

function defence({ visit }: WhyContext, step: Phrase): Phrase[] {
  const { sysctl, drop_rate } = visit.ipvs;
  return [
    strong('Dropped'),
    text(' by '),
    step,
    text(
      ` = ${sysctl.drop_packet}, the defence against floods: one of every ${drop_rate} packets that would begin a `,
    ),
    text('connection goes, without a word to the client. Nothing was scheduled.'),
  ];
}

export function dropWords(context: WhyContext, facts: Facts): Phrase[] {
  if (facts.oldConntrack) return oldConntrack(context, facts);
  const todrop = here(context, 'drop_packet', branchIs('ip_vs_todrop', true));
  if (todrop.kind === 'link') return defence(context, todrop);
  const { service } = facts;
  if (called(context, 'ip_vs_leave') && service) return noDestination(context, service);
  if (facts.lookedForService && service?.pe)
    return [
      strong('Dropped'),
      text(': the persistence engine '),
      code(service.pe),
      text(' found no key in it (a SIP message needs a Call-ID), so there is no template to look for.'),
    ];
  if (facts.lookedForService && service) return noDestination(context, service);
  if (took(context, '!(cp->dest->flags & IP_VS_DEST_F_AVAILABLE)'))
    return [
      strong('Dropped'),
      text(': the real server of its entry '),
      here(context, 'was removed', branchIs('!(cp->dest->flags & IP_VS_DEST_F_AVAILABLE)', true)),
      text(' and '),
      code('expire_nodest_conn'),
      text(` is ${context.visit.ipvs.sysctl.expire_nodest_conn}`),
      text(
        context.visit.ipvs.sysctl.expire_nodest_conn
          ? ': the entry expires with the next jiffy, and this packet goes nowhere.'
          : ', so the entry stays and its packets go nowhere.',
      ),
    ];
  if (called(context, /_conn_schedule$/))
    return [strong('Dropped'), text(': its transport header is not there, or not to the end.')];
  return [
    strong('Dropped'),
    text(': it comes from a real server for a connection that IPVS does not know ('),
    code('nat_icmp_send'),
    text(' is set). The server is told with an ICMP port unreachable.'),
  ];
}
