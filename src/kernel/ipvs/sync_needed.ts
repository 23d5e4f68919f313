import { IP_VS_CONN_F_TEMPLATE, type ip_vs_conn, is_template } from './ip_vs.ts';
import { IPPROTO_SCTP, IPPROTO_TCP } from './ip_vs_proto.ts';
import { type netns_ipvs, set } from './netns_ipvs.ts';

/** ip_vs_sync_conn_needed: which entries a master tells its backups about, and when. */

const ESTABLISHED = { [IPPROTO_TCP]: 1, [IPPROTO_SCTP]: 8 } as const;
/** ESTABLISHED FIN_WAIT TIME_WAIT CLOSE CLOSE_WAIT; ESTABLISHED S-SENT S-RECEIVED S-ACK-SENT CLOSED. */
const TOLD = { [IPPROTO_TCP]: [1, 4, 5, 6, 7], [IPPROTO_SCTP]: [8, 9, 10, 11, 13] } as const;
const LEAST_SECONDS = 10;

/** in_persistence: does a template control the entry, directly or not? */
function in_persistence(cp: ip_vs_conn): boolean {
  for (let ct = cp.control; ct; ct = ct.control) if (is_template(ct)) return true;
  return false;
}

/** What the state says: no, at once, or as the packets are counted. */
function by_state(ipvs: netns_ipvs, cp: ip_vs_conn): 'no' | 'at once' | 'count' {
  if (cp.flags & IP_VS_CONN_F_TEMPLATE) return 'count';
  if (ipvs.sysctl.sync_persist_mode !== 0 && in_persistence(cp)) return 'no';
  const { protocol, state } = cp;
  if (protocol !== IPPROTO_TCP && protocol !== IPPROTO_SCTP) return 'count';
  const told: readonly number[] = TOLD[protocol];
  if (!told.includes(state)) return 'no';
  return state !== cp.old_state && state !== ESTABLISHED[protocol] ? 'at once' : 'count';
}

/** sync_refresh_period: what the two lowest bits of the new end are; null = told lately. */
function retries_after(ipvs: netns_ipvs, cp: ip_vs_conn, end: number): number | null {
  const { hz } = ipvs.params;
  const period = ipvs.sysctl.sync_refresh_period * hz;
  if (period <= 0) return 0;
  const orig = cp.sync_endtime;
  const least = Math.max(Math.floor(cp.timeout / 2), LEAST_SECONDS * hz);
  if (Math.abs(end - orig) >= Math.min(period, least)) return 0;
  const retries = orig & 3;
  const early = ipvs.jiffies < orig - cp.timeout + Math.floor(period / 8);
  return retries >= ipvs.sysctl.sync_retries || early ? null : retries + 1;
}

/** sync_threshold: is it this packet's turn? */
function counted(ipvs: netns_ipvs, cp: ip_vs_conn, pkts: number): boolean {
  const { sync_period, sync_threshold, sync_refresh_period } = ipvs.sysctl;
  if (sync_period > 0) return is_template(cp) || pkts % sync_period === sync_threshold;
  return sync_refresh_period !== 0 || pkts === sync_threshold;
}

/** In words why the entry is told now, or not: [told, why]. */
function decide(ipvs: netns_ipvs, cp: ip_vs_conn, pkts: number): readonly [boolean, string] {
  const end = Math.floor((ipvs.jiffies + cp.timeout) / 4) * 4;
  const state = by_state(ipvs, cp);
  if (state === 'no') return [false, 'not in this state'];
  let retries: number | null = 0;
  if (state === 'count') {
    retries = retries_after(ipvs, cp, end);
    if (retries === null) return [false, 'told lately'];
    if (!counted(ipvs, cp, pkts)) return [false, `packet ${pkts} is not its turn`];
  }
  set(ipvs, cp, 'old_state', cp.state);
  set(ipvs, cp, 'sync_endtime', end + retries);
  return [true, state === 'at once' ? 'the state has changed' : 'its turn'];
}

/** @param pkts packets of the entry so far, or the threshold to leave them out of it */
export function ip_vs_sync_conn_needed(ipvs: netns_ipvs, cp: ip_vs_conn, pkts: number): boolean {
  ipvs.probe?.enter('ip_vs_sync_conn_needed', `${is_template(cp) ? 'ct' : 'cp'}, pkts ${pkts}`);
  const [needed, why] = decide(ipvs, cp, pkts);
  ipvs.probe?.leave(`${needed ? 1 : 0}, ${why}`);
  return needed;
}
