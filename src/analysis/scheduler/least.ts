import type { ip_vs_service } from '../../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import { sed_overhead } from '../../kernel/ipvs/sched/least.ts';
import { ip_vs_dest_conn_overhead } from '../../kernel/ipvs/sched/scheduler.ts';
import type { OverheadsInside } from '../../trace/scheduler-views.ts';
import { passedOver, tryOut } from './try-out.ts';

/** Schedulers that compare what servers have to do. */

function formulaOf(ipvs: netns_ipvs, name: string): string {
  if (name === 'sed' || name === 'nq') return 'active + 1';
  const { lc, total } = ipvs.params.profile.overhead;
  return `${lc} * active + ${total ? '(active + inactive)' : 'inactive'}`;
}

export function overheadsInside(ipvs: netns_ipvs, svc: ip_vs_service): OverheadsInside {
  const name = svc.scheduler ?? '';
  const overhead = name === 'sed' || name === 'nq' ? sed_overhead : ip_vs_dest_conn_overhead;
  const { chosen, looks } = tryOut(ipvs, svc, 1);
  return {
    kind: 'overheads',
    formula: formulaOf(ipvs, name),
    weighed: name !== 'lc',
    idleFirst: name === 'nq',
    servers: svc.destinations.map((dest) => ({
      active: dest.activeconns,
      inactive: dest.inactconns,
      weight: dest.weight,
      overhead: overhead(ipvs, dest),
      passedOver: passedOver(dest),
    })),
    looks,
    winner: chosen[0] ?? null,
  };
}
