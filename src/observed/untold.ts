import type { ip_vs_conn } from '../kernel/ipvs/ip_vs.ts';
import { ip_vs_conn_expire } from '../kernel/ipvs/ip_vs_conn.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import type { Jiffies } from '../kernel/lib/jiffies.ts';
import { take_expired } from '../kernel/lib/timer.ts';

/**
 * Entries without a server end without a line: their timers are the only ones that run here. All other ends
 * are in the log, whatever the rebuilt timers say.
 */
export function expire_untold(ipvs: netns_ipvs, limit: Jiffies): void {
  for (let taken = take_expired(ipvs.timers, limit); taken; taken = take_expired(ipvs.timers, limit)) {
    if (taken.timer.kind !== 'conn') continue;
    const cp = taken.timer.owner as ip_vs_conn;
    if (cp.dest === null && cp.n_control === 0) ip_vs_conn_expire(ipvs, cp);
  }
}
