import { IP_VS_DEST_F_AVAILABLE, type ip_vs_conn, is_template } from '../kernel/ipvs/ip_vs.ts';
import { __ip_vs_conn_put, ip_vs_conn_put } from '../kernel/ipvs/ip_vs_conn.ts';
import { type netns_ipvs, set_timeout } from '../kernel/ipvs/netns_ipvs.ts';
import { table_timeout } from '../kernel/ipvs/proto_data.ts';
import { formatMessage } from '../klog/message.ts';
import type { Effect } from './effects/effect.ts';
import { LIFE } from './effects/life.ts';
import { LOOKUPS } from './effects/lookups.ts';
import { picked, SERVERS, scheduling } from './effects/servers.ts';
import { STATES } from './effects/states.ts';
import type { LogLines } from './log-lines.ts';
import { Observation } from './observation.ts';
import { TellingProbe } from './telling-probe.ts';

const EFFECTS: Readonly<Record<string, Effect>> = { ...LOOKUPS, ...LIFE, ...STATES, ...SERVERS };

/** Lines that the functions carrying them out print themselves, in their midst; others come before what they say. */
const PRINTED_WITHIN: ReadonlySet<string> = new Set([
  'lookup_in',
  'lookup_out',
  'template_lookup',
  'lookup_service',
  'bind_dest',
  'unbind_dest',
  'control_add',
  'control_del',
  'moving_dest',
  'get_from_trash',
  'removing_service',
  'setting_timeout',
]);

/** What an event of the log came to. */
export interface Observed {
  /** The entry that it is about, or null. */
  readonly cp: ip_vs_conn | null;
  /** No real server was found. */
  readonly refused: boolean;
  /** The first line, for events that are neither packets nor timers. */
  readonly text: string;
}

/**
 * Lets the machine follow one event of a log: each line's effect, in order, then the references are given back
 * and timers start again. The clock already stands at the event.
 */
export function observe(ipvs: netns_ipvs, log: LogLines, lines: readonly number[]): Observed {
  const at = new Observation(ipvs);
  const { probe } = ipvs;
  const telling = probe ? new TellingProbe(probe) : null;
  if (telling) ipvs.probe = telling;
  let text = '';
  for (const i of lines) {
    const line = log.parsed(i);
    if (!line) continue;
    ipvs.now_ns = Math.max(ipvs.now_ns, log.timeNs(i));
    telling?.begin(line);
    if (!PRINTED_WITHIN.has(line.message.id)) telling?.end();
    scheduling(at, line);
    picked(at, line);
    EFFECTS[line.message.id]?.(at, line);
    telling?.end();
    text ||= formatMessage(line.message, line.values);
  }
  at.meetService();
  settle(at);
  ipvs.probe = probe;
  return { cp: at.about, refused: at.refused, text };
}

/**
 * What a packet does last: its entry's timer begins again. An ICMP error leaves timers alone; for how long a
 * template is armed stands in no line, so without rules it is not.
 */
function settle(at: Observation): void {
  const { ipvs } = at;
  for (const cp of at.held) {
    const of_state = is_template(cp) || at.icmp ? null : table_timeout(ipvs.proto, cp.protocol, cp.state);
    if (of_state !== null) set_timeout(ipvs, cp, of_state);
    if (cp.refcnt <= 1) continue;
    if (at.icmp || dropped(at, cp) || (is_template(cp) && cp.timeout === 0)) __ip_vs_conn_put(ipvs, cp);
    else ip_vs_conn_put(ipvs, cp);
  }
}

/** A packet whose server was removed goes nowhere, and leaves the entry's timer as it is. */
function dropped({ asked }: Observation, { dest }: ip_vs_conn): boolean {
  return asked !== null && dest !== null && (dest.flags & IP_VS_DEST_F_AVAILABLE) === 0;
}
