import { addrEqual, formatAddr } from '../../base/inet.ts';
import {
  IP_VS_DEST_F_AVAILABLE,
  type ip_vs_dest,
  type ip_vs_iphdr,
  type ip_vs_service,
} from '../../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import {
  COUNT_FOR_FULL_EXPIRATION,
  cache_bucket,
  cache_get,
  cache_of,
  MAX_SIZE,
  MOST,
} from '../../kernel/ipvs/sched/cache.ts';
import type { LblcEntry } from '../../kernel/ipvs/sched/lblc.ts';
import type { LblcrEntry } from '../../kernel/ipvs/sched/lblcr.ts';
import { uptimeOf } from '../../kernel/lib/jiffies.ts';
import { timer_pending } from '../../kernel/lib/timer.ts';
import type { CacheInside, CacheRow } from '../../trace/scheduler-views.ts';
import type { Servers } from '../servers.ts';
import { passedOver } from './try-out.ts';

/** Schedulers that remember servers by destination address: lblc, lblcr. */

/** So many entries are listed. */
export const CACHE_ROWS = 200;

type Entry = LblcEntry | LblcrEntry;

const membersOf = (entry: Entry): readonly ip_vs_dest[] => ('set' in entry ? entry.set : [entry.dest]);

const refusal = (dest: ip_vs_dest): string =>
  dest.flags & IP_VS_DEST_F_AVAILABLE ? passedOver(dest) : 'removed';

function rowOf(ipvs: netns_ipvs, servers: Servers, entry: Entry, asked: boolean): CacheRow {
  const seconds = (since: number): number => (ipvs.jiffies - since) / ipvs.params.hz;
  return {
    bucket: cache_bucket(ipvs, entry.addr),
    addr: formatAddr(entry.addr),
    servers: membersOf(entry).map((dest) => ({
      server: servers.of(dest.addr, dest.port),
      passedOver: refusal(dest),
    })),
    idle: seconds(entry.lastuse),
    unchanged: 'set' in entry ? seconds(entry.lastmod) : null,
    asked,
  };
}

/** The first entries, the asked one in front. */
function listed(ipvs: netns_ipvs, svc: ip_vs_service, iph: ip_vs_iphdr | null): Entry[] {
  const own = iph ? cache_get<Entry>(ipvs, svc, iph.daddr) : null;
  const entries: Entry[] = own ? [own] : [];
  for (const chain of cache_of<Entry>(svc).buckets) {
    if (entries.length >= CACHE_ROWS) break;
    for (const entry of chain ?? []) if (entry !== own) entries.push(entry);
  }
  return entries.slice(0, CACHE_ROWS);
}

export function cacheInside(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  servers: Servers,
  iph: ip_vs_iphdr | null,
): CacheInside {
  const { entries, counter, timer, buckets } = cache_of<Entry>(svc);
  const { hz } = ipvs.params;
  const sets = svc.scheduler === 'lblcr';
  const runs = counter % COUNT_FOR_FULL_EXPIRATION;
  return {
    kind: 'cache',
    sets,
    rows: listed(ipvs, svc, iph).map((entry) =>
      rowOf(ipvs, servers, entry, iph !== null && addrEqual(entry.addr, iph.daddr)),
    ),
    total: entries,
    buckets: buckets.length,
    limit: MAX_SIZE,
    most: MOST,
    nextRun: timer_pending(timer) ? uptimeOf(hz, timer.fires) : null,
    fullIn: runs === 0 ? 1 : COUNT_FOR_FULL_EXPIRATION - runs + 1,
    expiration: sets ? ipvs.sysctl.lblcr_expiration : ipvs.sysctl.lblc_expiration,
  };
}
