import type { ip_vs_conn } from '../../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import { services_walk } from '../../kernel/ipvs/services.ts';
import type { Facts } from '../../trace/facts.ts';
import type { Event } from '../../trace/playback.ts';

/**
 * What a kernel decided, without any address: objects are told by the order in which they were made, so that the
 * decisions of two cases can be held against each other.
 */
export interface Decision {
  readonly name: string;
  readonly value: string;
}

const made = (object: { readonly uid: number } | null | undefined): string =>
  object ? `number ${object.uid}` : 'none';

const number = (object: { readonly uid: number } | null | undefined): number => object?.uid ?? 0;

function listed(objects: readonly { readonly uid: number }[]): string {
  const numbers = objects.map(({ uid }) => uid).sort((a, b) => a - b);
  return numbers.length === 0 ? 'none' : numbers.join(', ');
}

/** An entry as decisions have left it. */
function entryText(cp: ip_vs_conn | null): string {
  if (!cp) return 'none';
  const { uid, flags, state, timeout, timer, in_pkts, n_control, cport, vport, dport } = cp;
  // A port that is not known yet is zero; which one it is may be replaced.
  const ports = [cport, vport, dport].map((port) => (port === 0 ? 0 : 1)).join('');
  const ties = `server ${number(cp.dest)}, template ${number(cp.control)}, controls ${n_control}, mark ${cp.fwmark}`;
  const timing = `timeout ${timeout}, timer at jiffy ${timer.expires}, runs at ${timer.fires}`;
  return `number ${uid}, flags ${flags.toString(16)}, state ${state}, ${in_pkts} packets, ports ${ports}, ${ties}, ${timing}`;
}

function outcome(event: Event): string {
  if (event.kind === 'packet') return `${event.verdict ?? 'not an input'} at ${event.hook ?? 'no hook'}`;
  if (event.kind === 'timer') return `${event.fired.kind} of ${made(event.fired.cp)}`;
  if (event.kind === 'command') return event.outcome ?? 'carried out';
  return `${event.started?.length ?? 0} entries to start with`;
}

const NOT_ONE = { entry: null, entryIs: null, delayed: null, stateFrom: -1, stateTo: -1 } as const;
const FLAGS = [
  'lookedForService',
  'scheduled',
  'oldConntrack',
  'conntrackClash',
  'ftpDropped',
  'todrop',
  'seen',
] as const;

/** Work that goes through the whole table meets its entries in the order of their buckets, which is no decision. */
function isAboutOne(event: Event): boolean {
  return event.kind === 'packet' || (event.kind === 'timer' && event.fired.cp !== null);
}

/** All that one event decided. */
export function decisionsOf(event: Event, met: Facts, ipvs: netns_ipvs): Decision[] {
  const facts = isAboutOne(event) ? met : { ...met, ...NOT_ONE };
  const flags = FLAGS.filter((flag) => facts[flag]).join(', ');
  const found = (is: string | null, object: ip_vs_conn | null): string =>
    `${is ?? 'not used'}: ${made(object)}`;
  return [
    { name: 'time', value: `${ipvs.now_ns} ns` },
    { name: 'kind of event', value: event.kind },
    { name: 'outcome', value: outcome(event) },
    { name: 'service', value: made(facts.service) },
    { name: 'chosen server', value: made(facts.chosen) },
    { name: 'entry', value: found(facts.entryIs, facts.entry) },
    { name: 'template', value: found(facts.templateIs, facts.template) },
    { name: 'template put aside', value: made(facts.invalidated) },
    { name: 'entries made', value: listed(facts.made.map(({ cp }) => cp)) },
    { name: 'entry that gave way', value: made(facts.replaced) },
    { name: 'state', value: `${facts.stateFrom} to ${facts.stateTo}` },
    { name: 'entries released', value: listed(facts.released) },
    { name: 'entry held', value: made(facts.delayed) },
    { name: 'connection announced', value: made(facts.expects) },
    { name: 'course', value: flags },
    { name: 'sync', value: facts.sync === null ? 'none' : facts.sync.replace(/[\d.:a-f[\]]+/g, '*') },
    { name: 'packets sent', value: String(facts.sent) },
    { name: 'entry afterwards', value: entryText(facts.entry) },
    { name: 'template afterwards', value: entryText(facts.template) },
    { name: 'entries in the table', value: String(ipvs.conn_count) },
  ];
}

interface Counted {
  readonly conns: number;
  readonly inpkts: number;
  readonly outpkts: number;
  readonly inbytes: number;
  readonly outbytes: number;
}

function counters({ conns, inpkts, outpkts, inbytes, outbytes }: Counted): string {
  return [conns, inpkts, outpkts, inbytes, outbytes].join(' ');
}

/** Counters of services and servers, and the entries that are left, at the end of a run. */
export function countsOf(ipvs: netns_ipvs): Decision[] {
  const services = [...services_walk(ipvs)].sort((a, b) => a.uid - b.uid);
  const rows: Decision[] = [{ name: 'entries at the end', value: String(ipvs.conn_count) }];
  for (const svc of services) {
    rows.push({ name: `counters of service ${svc.uid}`, value: counters(svc.stats) });
    for (const dest of svc.destinations) {
      const { activeconns, inactconns, persistconns, weight, flags } = dest;
      const now = `active ${activeconns}, inactive ${inactconns}, persistent ${persistconns}, weight ${weight}, flags ${flags}`;
      rows.push({ name: `counters of server ${dest.uid}`, value: `${counters(dest.stats)}, ${now}` });
    }
  }
  return rows;
}
