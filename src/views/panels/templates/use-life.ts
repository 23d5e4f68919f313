import { useMemo } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { FamilyView, Lane, ServiceView } from '../../../trace/views.ts';
import { type Armed, armsOf } from '../../charts/time-left.ts';

export interface Life {
  lane: Lane | null;
  arms: readonly Armed[];
  /** Uptime at which it is released; beyond the run when it outlives it. */
  end: number;
  persistent: number | null;
  children: readonly { conn: FamilyView['children'][number]; lane: Lane | null }[];
}

/** All that is known about a family over the whole run. */
export function useLife({ template, children }: FamilyView): Life {
  const lanes = useApp((state) => state.overview?.lanes);
  const services = useApp((state) => state.moment?.services);
  const byId = useMemo(() => new Map((lanes ?? []).map((lane) => [lane.id, lane])), [lanes]);
  return useMemo(() => {
    const lane = byId.get(template.id) ?? null;
    const persistent = persistentOf(services ?? [], `${template.vaddr}:${template.vport}`);
    const arms = armsOf(lane, template, persistent);
    const last = lane?.spans[lane.spans.length - 1];
    return {
      lane,
      arms,
      persistent,
      end: last?.state === '' ? last.from : (arms[arms.length - 1]?.fires ?? 0),
      children: children.map((conn) => ({ conn, lane: byId.get(conn.id) ?? null })),
    };
  }, [byId, template, children, services]);
}

function persistentOf(services: readonly ServiceView[], virtual: string): number | null {
  const own = services.find((service) => service.title.includes(` ${virtual} `));
  return (own ?? services.find((service) => service.persistent !== null))?.persistent ?? null;
}
