import type { OutcomeItem } from '../lane.ts';
import { called, result, type Test } from '../lane.ts';

/** What the lanes need to know of a kernel to follow its ways. */
export interface FlowKernel {
  /** Functions at the hooks. */
  readonly in: string;
  readonly out: string;
  /** linux-6.12 and later: reuse of entries, hooks on the host's own packets, conntrack, checks before sending. */
  readonly modern: boolean;
}

export const SCHEDULES = [
  'tcp_conn_schedule',
  'udp_conn_schedule',
  'sctp_conn_schedule',
  'ah_esp_conn_schedule',
];
export const STATES = ['tcp_state_transition', 'sctp_state_transition'];
export const XMITS = [
  'ip_vs_nat_xmit',
  'ip_vs_dr_xmit',
  'ip_vs_tunnel_xmit',
  'ip_vs_null_xmit',
  'ip_vs_bypass_xmit',
  'packet_xmit',
];
const SCHEDULER_NAMES = ['rr', 'wrr', 'lc', 'wlc', 'sed', 'nq', 'sh', 'dh', 'mh', 'lblc', 'lblcr'];
export const SCHEDULERS = [...SCHEDULER_NAMES, 'fo', 'ovf', 'twos'].map((name) => `ip_vs_${name}_schedule`);

/** One of these calls was made by `caller`. */
export const anyOf = (caller: string, fns: readonly string[]) => fns.map((fn) => called(caller, fn));

/** A scheduler's answer: a server was found if an entry was made behind it. */
export function chosen(caller: string, block: OutcomeItem['block'], entry?: Test): OutcomeItem[] {
  const asked = anyOf(caller, SCHEDULERS);
  const made = [called(caller, 'ip_vs_conn_new')];
  return [
    result('dest', 'a server', /^dest/, { tests: [entry ?? { all: [asked, made] }] }),
    result('NULL', 'no server', /^NULL/, { block, tests: [{ all: [asked], none: made }] }),
  ];
}
