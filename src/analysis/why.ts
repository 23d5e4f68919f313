import { formatEndpoint } from '../base/inet.ts';
import { type ip_vs_conn, is_template } from '../kernel/ipvs/ip_vs.ts';
import { ip_vs_state_name } from '../kernel/ipvs/ip_vs_proto.ts';
import { NF_DROP } from '../kernel/lib/netfilter.ts';
import type { Facts } from '../trace/step-probe.ts';
import type { Visit } from '../trace/trace.ts';
import type { Cursor, Phrase, ServerRef } from '../trace/views.ts';
import { alternative, figuresBefore } from './alternative.ts';
import type { Servers } from './servers.ts';

/** The answer to "why did this happen?", with evidence: outcome, cause, where the cause was made, otherwise. */

export interface WhyContext {
  readonly visit: Visit;
  readonly servers: Servers;
  readonly time: number;
  /** Where an entry was made, and that event's time. */
  readonly birth: (cp: ip_vs_conn) => { at: Cursor; time: number; label: string } | null;
  /** The connection that the same client made before, and the server it went to. */
  readonly previous: (cp: ip_vs_conn) => { at: Cursor; label: string; server: ServerRef | null } | null;
}

const text = (words: string): Phrase => ({ kind: 'text', text: words });
const code = (words: string): Phrase => ({ kind: 'code', text: words });
const strong = (words: string): Phrase => ({ kind: 'strong', text: words });

function seconds(value: number): string {
  return `${value.toFixed(3)} s`;
}

function server(context: WhyContext, cp: ip_vs_conn): Phrase {
  const { dest } = cp;
  if (!dest) return code(formatEndpoint(cp.daddr, cp.dport));
  return { kind: 'server', server: context.servers.of(dest.addr, dest.port) };
}

function flow(cp: ip_vs_conn): string {
  return `${formatEndpoint(cp.caddr, cp.cport)} → ${formatEndpoint(cp.vaddr, cp.vport)}`;
}

function templateName(ct: ip_vs_conn): Phrase {
  return { kind: 'template', text: flow(ct) };
}

/** ` Packet 1 made it 3.000 s ago.` */
function madeBy(context: WhyContext, cp: ip_vs_conn): Phrase[] {
  const birth = context.birth(cp);
  if (!birth) return [];
  const link: Phrase = { kind: 'link', text: birth.label, to: birth.at };
  return [text(' '), link, text(` made it ${seconds(context.time - birth.time)} ago.`)];
}

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
};

function schedulerReason(context: WhyContext): Phrase[] {
  const { service } = context.visit.recorder.facts;
  const name = service?.scheduler;
  if (!service || !name) return [text('the scheduler chose it.')];
  const figures = figuresBefore(context.visit, service);
  const rule = text(RULES[name] ?? ' chose it');
  if (!figures) return [code(name), rule, text('.')];
  const tie = figures.tie ? text(', the first of its list on a tie') : text('');
  return [code(name), rule, text(': '), code(figures.text), tie, text('.')];
}

function otherwise(context: WhyContext): Phrase[] {
  const { facts } = context.visit.recorder;
  const other = facts.service && alternative(context.visit);
  if (!other || !facts.service?.scheduler) return [];
  const ref = context.servers.of(other.dest.addr, other.dest.port);
  const lead = text(' Without it ');
  const ends = other.figures ? text(`: ${other.figureName} ${other.figures}.`) : text('.');
  return [
    lead,
    code(facts.service.scheduler),
    text(' would now choose '),
    { kind: 'server', server: ref },
    ends,
  ];
}

/** Where the client's connection before this one went: the sentence that session loss is about. */
function beforeThis(context: WhyContext): Phrase[] {
  const { facts } = context.visit.recorder;
  const previous = facts.entry && context.previous(facts.entry);
  if (!previous || facts.templateIs !== null || !facts.entry?.dest) return [];
  const link: Phrase = { kind: 'link', text: previous.label, to: previous.at };
  const went: Phrase[] = previous.server
    ? [{ kind: 'server', server: previous.server }]
    : [text('another server')];
  const same =
    previous.server?.addr ===
    formatEndpoint(facts.entry.dest.addr, 0)
      .replace(/:0$/, '')
      .replace(/^\[|\]$/g, '');
  const lead = same ? ' The connection before went there too (' : ' The connection before went to ';
  const mid = same ? [link, text(').')] : [...went, text(' ('), link, text(').')];
  const hash = facts.service?.scheduler === 'sh';
  const tail = hash ? '' : ' The service is not persistent, so nothing ties the client to it.';
  return [text(lead), ...mid, text(tail)];
}

function made(context: WhyContext, facts: Facts, cp: ip_vs_conn): Phrase[] {
  const lead = [text('Sent to '), server(context, cp), text(' because ')];
  const { template, replaced, invalidated } = facts;
  const before = replaced
    ? [text(`The old entry in ${ip_vs_state_name(replaced)} gave way to this SYN. `)]
    : [];
  if (template && facts.templateIs === 'hit') {
    return [
      ...before,
      ...lead,
      templateName(template),
      text(' points there.'),
      ...madeBy(context, template),
      ...otherwise(context),
    ];
  }
  const why = [...before, ...lead, ...schedulerReason(context)];
  if (invalidated)
    return [
      ...why,
      text(' The template '),
      templateName(invalidated),
      text(' was put aside: its server may not be used.'),
    ];
  if (template) {
    const lasting = template.timeout / context.visit.ipvs.params.hz;
    return [
      ...why,
      text(' A template now keeps this client there for '),
      strong(`${lasting} s`),
      text(' after its last new connection.'),
    ];
  }
  return [...why, ...beforeThis(context)];
}

function stateChange(facts: Facts, cp: ip_vs_conn): Phrase[] {
  const { stateFrom, stateTo } = facts;
  if (stateFrom === stateTo || stateTo < 0 || is_template(cp)) return [];
  return [
    text(' Its state went '),
    code([stateFrom, stateTo].map((state) => ip_vs_state_name({ ...cp, state })).join(' → ')),
    text('.'),
  ];
}

function rearmed(context: WhyContext, cp: ip_vs_conn): Phrase[] {
  const { hz } = context.visit.ipvs.params;
  return [text(` The timer was set to ${cp.timeout / hz} s from now.`)];
}

function hit(context: WhyContext, facts: Facts, cp: ip_vs_conn): Phrase[] {
  const reply = facts.entryIs === 'reply';
  const lead = reply
    ? [text('A reply from '), server(context, cp), text(' that belongs to entry ')]
    : [text('Sent to '), server(context, cp), text(' because the client has entry ')];
  return [
    ...lead,
    code(flow(cp)),
    text('.'),
    ...madeBy(context, cp),
    ...stateChange(facts, cp),
    ...rearmed(context, cp),
  ];
}

/** The packet's conntrack is bound to the old server: IPVS waits until both are gone. */
function oldConntrack(facts: Facts): Phrase[] {
  const entry = facts.replaced ? [text(', in '), code(ip_vs_state_name(facts.replaced))] : [];
  const expires = facts.replaced
    ? text('The entry expires with the next jiffy and takes the conntrack along; what the client sends again')
    : text('What the client sends again after the entry is gone');
  return [
    strong('Dropped'),
    text(' because of an old conntrack: the entry'),
    ...entry,
    text(', should give way to this packet, but the packet belongs to a confirmed conntrack, '),
    text('which cannot be led to another server. '),
    expires,
    text(' (a SYN usually after 1 s) is scheduled anew.'),
  ];
}

function clashed(): Phrase[] {
  return [
    strong('Dropped'),
    text(
      " behind IPVS: its conntrack could not be confirmed, because another one has the same addresses and ports already. With NAT that is another connection of the client's port to the same real server.",
    ),
  ];
}

function ftpDropped(): Phrase[] {
  return [
    strong('Dropped'),
    text(": the real server's answer names its own address, and without a conntrack on the packet "),
    code('ip_vs_ftp_out'),
    text(' cannot rewrite it. Sent again, it passes as it is.'),
  ];
}

function dropped(facts: Facts): Phrase[] {
  if (facts.oldConntrack) return oldConntrack(facts);
  if (facts.lookedForService && facts.service) {
    return [
      strong('Dropped'),
      text(
        ': no real server of the service can take a new connection (weight 0, overloaded, or none). The client gets an ICMP port unreachable.',
      ),
    ];
  }
  return [
    strong('Dropped'),
    text(': the real server of its entry was removed and '),
    code('expire_nodest_conn'),
    text(' is 0, so the entry stays and its packets go nowhere.'),
  ];
}

function passed(facts: Facts): Phrase[] {
  if (!facts.seen)
    return [text('IPVS is not hooked in: there is no virtual service of this address family.')];
  if (facts.lookedForService && !facts.service)
    return [text('No entry and no virtual service: the packet goes on to the host itself.')];
  if (!facts.lookedForService && facts.entry === null) {
    return [
      text('No entry, and this packet may not begin a connection (only a SYN may, unless '),
      code('sloppy_tcp'),
      text(' is set). It goes on as if IPVS were not there.'),
    ];
  }
  return [text('The packet goes on as if IPVS were not there.')];
}

function expiry(context: WhyContext, cp: ip_vs_conn): Phrase[] {
  const { facts } = context.visit.recorder;
  const kind = is_template(cp) ? 'template' : 'entry';
  const name: Phrase = is_template(cp) ? templateName(cp) : code(flow(cp));
  const fired = [text(`The timer of ${kind} `), name, text(' fired. ')];
  if (facts.delayed !== cp) return [...fired, text('Nothing held it any more, so it was released.')];
  const held =
    cp.n_control > 0
      ? `n_control ${cp.n_control}: that many entries are alive and controlled by it`
      : 'somebody still uses it';
  return [
    ...fired,
    code('ip_vs_conn_expire'),
    text(` found ${held}. So the kernel printed `),
    code('delayed'),
    text(' and armed it for another '),
    strong('60 s'),
    text('.'),
  ];
}

const SYNC_THREAD =
  'The sync thread of the master looks at its buffers each second and sends what has waited for 2 s; full buffers go sooner.';

/** A message that a backup got. */
function synced({ made }: Facts, message: string): Phrase[] {
  const count = made.length === 1 ? '1 of them is new here' : `${made.length} of them are new here`;
  return [
    strong(message),
    text(`: entries as a master last told them. ${count}; the others took over state, activity and timeout.`),
    text(' The master chose their servers; the backup only looks them up among its own.'),
  ];
}

/** What a log tells of a packet; why the kernel did so is in it only as far as lines say. */
function toldBy(context: WhyContext, facts: Facts, refused: boolean): Phrase[] {
  const { entry, template, templateIs, invalidated } = facts;
  if (!entry && refused) return [text('By the log its service had no real server that could take it.')];
  if (!entry) {
    const nothing = facts.service
      ? 'a virtual service was found, and no connection came of it'
      : 'neither an entry nor a virtual service was found';
    return [text('By the log '), text(`${nothing}.`)];
  }
  if (facts.entryIs !== 'made') {
    const reply = facts.entryIs === 'reply' ? ' as a reply' : '';
    const lead = [
      text('By the log its entry was found'),
      text(`${reply}: `),
      code(flow(entry)),
      text(', server '),
    ];
    return [
      ...lead,
      server(context, entry),
      text('.'),
      ...madeBy(context, entry),
      ...stateChange(facts, entry),
    ];
  }
  const lead = [text('By the log a new entry was made and bound to '), server(context, entry), text('.')];
  if (template && templateIs === 'hit')
    return [
      ...lead,
      text(' Template '),
      templateName(template),
      text(' points there.'),
      ...madeBy(context, template),
    ];
  const aside = invalidated
    ? [text(' Template '), templateName(invalidated), text(' was put aside: its server may not be used.')]
    : [];
  const made = templateIs === 'made' ? [text(' A template was made too.')] : [];
  return [...lead, ...aside, ...made, text(' Why this server was chosen is not in the log.')];
}

export function whyPhrases(context: WhyContext): Phrase[] {
  const { what, recorder } = context.visit;
  const { facts } = recorder;
  if (what.kind === 'note') return [text(what.input.text)];
  if (what.kind === 'command') {
    if (what.outcome) return [strong('Refused'), text(`: ${what.outcome}.`)];
    return [
      text('An administrative command. Live connections keep their servers unless the kernel removes them.'),
    ];
  }
  if (what.kind === 'timer') {
    if (what.fired.cp) return expiry(context, what.fired.cp);
    if (what.fired.kind === 'sync_thread') return [text(SYNC_THREAD)];
    return [text('Periodic work of IPVS: '), code(what.fired.kind), text('.')];
  }
  if (what.told) return toldBy(context, facts, what.told.refused);
  if (what.verdict === null)
    return [
      text('Not an input of IPVS: the packet never came to the director, or the model has sent it itself.'),
    ];
  if (facts.conntrackClash) return clashed();
  if (facts.sync !== null) return synced(facts, facts.sync);
  if (what.verdict === NF_DROP) return dropped(facts);
  if (facts.ftpDropped) return ftpDropped();
  if (!facts.entry) return passed(facts);
  return facts.entryIs === 'made' ? made(context, facts, facts.entry) : hit(context, facts, facts.entry);
}
