import { useMemo } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { FamilyView, Lane, ServiceView } from '../../../trace/views.ts';
import { type Armed, armsOf } from '../../charts/time-left.ts';
import { endpoint } from '../../ui/index.ts';

export interface Child {
  id: string;
  /** `:41000`. */
  port: string;
  lane: Lane | null;
}

export interface Life {
  lane: Lane | null;
  arms: readonly Armed[];
  /** Uptime at which it is released; beyond the run when it outlives it. */
  end: number;
  persistent: number | null;
  /** Everything that it ever controlled, gone entries too, in the order in which they began. */
  children: readonly Child[];
}

/** All that is known about a family over the whole run. */
export function useLife({ template, children }: FamilyView): Life {
  const lanes = useApp((state) => state.overview?.lanes);
  const services = useApp((state) => state.moment?.services);
  const byId = useMemo(() => new Map((lanes ?? []).map((lane) => [lane.id, lane])), [lanes]);
  const told = useApp((state) => state.info?.observed ?? false);
  return useMemo(() => {
    const lane = byId.get(template.id) ?? null;
    const persistent = persistentOf(services ?? [], endpoint(template.vaddr, template.vport));
    // A log does not tell when a template's timer is armed, but for those that are held.
    const unknown = told && template.fires === null && (lane?.arms ?? []).length === 0;
    const arms = unknown ? [] : armsOf(lane, template, persistent);
    const last = lane?.spans[lane.spans.length - 1];
    return {
      lane,
      arms,
      persistent,
      end: last?.state === '' ? last.from : (arms[arms.length - 1]?.fires ?? 0),
      children: childrenOf(template.id, lanes ?? [], children),
    };
  }, [byId, template, children, services, lanes, told]);
}

/** Lanes that the template controls in this run, and present entries that have no lane. */
function childrenOf(template: string, lanes: readonly Lane[], now: FamilyView['children']): Child[] {
  const drawn = lanes.filter((lane) => lane.control === template);
  const known = new Set(drawn.map((lane) => lane.id));
  const port = (label: string) => label.slice(label.lastIndexOf(':'));
  return [
    ...drawn.map((lane) => ({ id: lane.id, port: port(lane.label), lane })),
    ...now
      .filter((conn) => !known.has(conn.id))
      .map((conn) => ({ id: conn.id, port: `:${conn.cport}`, lane: null })),
  ];
}

function persistentOf(services: readonly ServiceView[], virtual: string): number | null {
  const own = services.find((service) => service.title.includes(` ${virtual} `));
  return (own ?? services.find((service) => service.persistent !== null))?.persistent ?? null;
}
