import { formatAddr } from '../../base/inet.ts';
import {
  IP_VS_CONN_F_ONE_PACKET,
  IP_VS_SVC_F_PERSISTENT,
  type ip_vs_conn,
  type ip_vs_service,
} from '../../kernel/ipvs/ip_vs.ts';
import { ip_vs_state_name } from '../../kernel/ipvs/ip_vs_proto.ts';
import type { Facts } from '../../trace/facts.ts';
import { lookBack } from '../../trace/rewind.ts';
import type { Phrase } from '../../trace/views.ts';
import { code, link, serverPhrase, strong, text } from '../phrases.ts';
import { eventRow } from '../rows.ts';
import { alternative, figuresBefore } from './alternative.ts';
import {
  branchIs,
  called,
  callOf,
  flow,
  here,
  lengthOf,
  madeAgo,
  serverOf,
  type WhyContext,
} from './context.ts';

/** Why a new connection went where it went: a template, or the scheduler. */

/** What each scheduler looks at, in a clause that follows its name. */
const RULES: Readonly<Record<string, string>> = {
  rr: ' takes the next server in turn',
  wrr: ' takes the servers in turn, by weight',
  lc: ' takes the least overhead (256 for each active connection, 1 for each)',
  wlc: ' takes the least overhead for its weight (256 for each active connection, 1 for each)',
  sed: ' takes the shortest expected delay',
  nq: ' takes an idle server, else the shortest expected delay',
  sh: " looks the client's address up in its table, whatever the load",
  dh: ' looks the destination address up in its table, whatever the load',
  mh: " looks the client's address up in its Maglev table, whatever the load",
  lblc: ' takes the server that this destination had before, unless that is overloaded; else the least overhead',
  lblcr:
    ' takes the least loaded of the servers that this destination has; overloaded ones get company from outside',
  fo: ' takes the heaviest server that is not overloaded',
  ovf: ' takes the heaviest server whose active connections are not above its weight',
  twos: ' draws two servers by weight and takes the less loaded',
};

/** The function of a scheduler, and none of those that only lead to it. */
export const SCHEDULER_CALL = /^ip_vs_[a-z]+_schedule$/;

function schedulerReason(context: WhyContext): Phrase[] {
  const { service } = context.visit.recorder.facts;
  const name = service?.scheduler;
  if (!service || !name) return [text('the scheduler chose it.')];
  const figures = figuresBefore(context.visit, service);
  const rule = text(RULES[name] ?? ' chose it');
  const asked = here(context, name, callOf(SCHEDULER_CALL));
  const lead = asked.kind === 'link' ? asked : code(name);
  if (!figures) return [lead, rule, text('.')];
  const tie = figures.tie ? text(', the first of its list on a tie') : text('');
  return [lead, rule, text(': '), code(figures.text), tie, text('.')];
}

/** What the scheduler would have done had the template not been there. */
function otherwise(context: WhyContext): Phrase[] {
  const { facts } = context.visit.recorder;
  const other = facts.service && alternative(context.visit);
  if (!other || !facts.service?.scheduler) return [];
  const ends = other.figures ? text(`: ${other.figureName} ${other.figures}.`) : text('.');
  if (other.dest === facts.template?.dest)
    return [text(' Without it '), code(facts.service.scheduler), text(' would now choose the same'), ends];
  return [
    text(' Without it '),
    code(facts.service.scheduler),
    text(' would now choose '),
    serverPhrase(context.servers.of(other.dest.addr, other.dest.port)),
    ends,
  ];
}

/** Where the client's connection before this one went: the sentence that session loss is about. */
function beforeThis(context: WhyContext): Phrase[] {
  const { facts } = context.visit.recorder;
  const { entry } = facts;
  if (!entry?.dest || facts.templateIs !== null) return [];
  const life = context.trace.index.lives.previousOf(entry.caddr, context.event);
  if (!life) return [];
  const row = eventRow(context.trace, context.servers, life.born);
  const where = link(`packet ${row.packet}`, context.trace.index.birthOf(life));
  const same = row.server?.addr === formatAddr(entry.dest.addr);
  const went: Phrase[] = row.server ? [serverPhrase(row.server)] : [text('another server')];
  const lead = same ? ' The connection before went there too (' : ' The connection before went to ';
  const mid = same ? [where, text(').')] : [...went, text(' ('), where, text(').')];
  const hash = ['sh', 'mh'].includes(facts.service?.scheduler ?? '');
  const tail = hash ? '' : ' The service is not persistent, so nothing ties the client to it.';
  return [text(lead), ...mid, text(tail)];
}

/** The template's time left when the packet came, before it was armed anew. */
function timeLeft(context: WhyContext, ct: ip_vs_conn): Phrase[] {
  const { ipvs, recorder } = context.visit;
  return lookBack(ipvs, recorder.rawSteps, 0, (): Phrase[] => {
    if (ct.timer.slot < 0) return [];
    return [
      text(', and '),
      strong(lengthOf(context, ct.timer.fires - ipvs.jiffies)),
      text(' were left on it'),
    ];
  });
}

/** What kind of template it is, where its name does not tell: a mark, all ports, a network, a Call-ID. */
export function templateKind(context: WhyContext, svc: ip_vs_service | null, ct: ip_vs_conn): Phrase[] {
  if (ct.protocol === 0)
    return [text(' It holds for all packets with firewall mark '), code(String(ct.fwmark)), text('.')];
  if (ct.pe) return [text(' It was found by the '), code(ct.pe), text(` key ${ct.pe_data ?? ''}.`)];
  const parts: Phrase[] = [];
  const whole = svc?.af === 2 ? 0xffffffff : 128;
  if (svc && svc.netmask !== whole && svc.flags & IP_VS_SVC_F_PERSISTENT) {
    const mask = svc.af === 2 ? formatAddr(svc.netmask) : `/${svc.netmask}`;
    parts.push(
      here(context, ' It holds for the whole network of the client', (step) => step.text === 'snet'),
      text(', mask '),
      code(mask),
      text('.'),
    );
  }
  if (ct.vport === 0) parts.push(text(' It holds for all ports of the address.'));
  return parts;
}

/** A SYN or a removed server made the old entry give way. */
function gaveWay(context: WhyContext, old: ip_vs_conn): Phrase[] {
  const state = ip_vs_state_name(old);
  const quiesced = here(
    context,
    'its server has weight 0 and expire_nodest_conn is set',
    branchIs('sysctl_expire_nodest_conn(ipvs) && !cp->dest->weight', true),
  );
  const { conn_reuse_mode } = context.visit.ipvs.sysctl;
  const reuse = here(
    context,
    `conn_reuse_mode ${conn_reuse_mode}`,
    branchIs('conn_reuse_mode && is_new_conn_expected', true),
  );
  const gone = here(
    context,
    'its server was removed and expire_nodest_conn is set',
    branchIs('!(cp->dest->flags & IP_VS_DEST_F_AVAILABLE)', true),
  );
  const lead = text(`The old entry in ${state} gave way to this SYN`);
  if (quiesced.kind === 'link') return [lead, text(': '), quiesced, text('. ')];
  if (reuse.kind === 'link') return [lead, text(' ('), reuse, text('). ')];
  if (gone.kind === 'link') return [text(`The old entry in ${state} gave way: `), gone, text('. ')];
  return [lead, text('. ')];
}

function onePacket(cp: ip_vs_conn): Phrase[] {
  if (!(cp.flags & IP_VS_CONN_F_ONE_PACKET)) return [];
  return [
    text(' One-packet scheduling ('),
    code('-o'),
    text('): the entry is released with this packet, so the next one is scheduled anew.'),
  ];
}

function newTemplate(context: WhyContext, ct: ip_vs_conn): Phrase[] {
  const { facts } = context.visit.recorder;
  return [
    text(' A template now keeps this client there for '),
    strong(lengthOf(context, ct.timeout)),
    text(' after its last new connection.'),
    ...templateKind(context, facts.service, ct),
  ];
}

function byTemplate(context: WhyContext, ct: ip_vs_conn): Phrase[] {
  return [
    text('template '),
    flow(ct),
    text(' points there.'),
    ...madeAgo(context, ct),
    ...timeLeft(context, ct),
    text('.'),
    ...templateKind(context, context.visit.recorder.facts.service, ct),
    ...otherwise(context),
  ];
}

/** The helper of FTP, a real server that sent first, a bypass: nobody was asked. */
function withoutScheduler(context: WhyContext, cp: ip_vs_conn): Phrase[] | null {
  if (called(context, 'ip_vs_new_conn_out'))
    return [
      text('A real server sent first, and its service has a persistence engine: an entry '),
      flow(cp),
      text(' was made for '),
      serverOf(context, cp),
      text(', as if the client had asked.'),
    ];
  if (cp.dest) return null;
  return [
    strong('Bypassed'),
    text(': no real server can take it, '),
    code('cache_bypass'),
    text(
      ' is set and the service is a firewall mark, so it goes on to its own destination, through the entry ',
    ),
    flow(cp),
    text('.'),
  ];
}

/** An entry was made. */
export function madeWords(context: WhyContext, facts: Facts, cp: ip_vs_conn): Phrase[] {
  const special = withoutScheduler(context, cp);
  if (special) return special;
  const { template: ct, replaced, invalidated } = facts;
  const before = replaced ? gaveWay(context, replaced) : [];
  const lead = [text('Sent to '), serverOf(context, cp), text(' because ')];
  if (ct && facts.templateIs === 'hit')
    return [...before, ...lead, ...byTemplate(context, ct), ...onePacket(cp)];
  const why = [...before, ...lead, ...schedulerReason(context)];
  if (invalidated)
    return [
      ...why,
      text(' The template of this client was '),
      here(context, 'put aside', callOf('ip_vs_check_template')),
      text(': its server may not be used ('),
      ...unusable(context),
      text('). It stays in the table under '),
      flow(invalidated),
      text(', where no lookup finds it, until its timer ends.'),
    ];
  if (ct) return [...why, ...newTemplate(context, ct), ...onePacket(cp)];
  return [...why, ...beforeThis(context), ...onePacket(cp)];
}

function unusable(context: WhyContext): Phrase[] {
  const gone = here(context, 'it was removed', branchIs('dest->flags & IP_VS_DEST_F_AVAILABLE', false));
  if (gone.kind === 'link') return [gone];
  const quiescent = here(
    context,
    'weight 0 with expire_quiescent_template',
    branchIs('expire_quiescent_template', true),
  );
  return [quiescent];
}
