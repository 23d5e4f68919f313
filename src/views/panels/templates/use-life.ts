import { useMemo } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { SelectedFamily } from '../../../trace/queue-views.ts';
import type { Lane } from '../../../trace/views.ts';
import { type Armed, armsOf } from '../../charts/time-left.ts';

export interface Child {
  id: string;
  /** `:41000`. */
  port: string;
  lane: Lane;
}

export interface Life {
  lane: Lane | null;
  arms: readonly Armed[];
  /** Uptime at which it is released; beyond the run when it outlives it. */
  end: number;
  persistent: number | null;
  /** Entries that it controls around now, gone ones too, in the order in which they began. */
  children: readonly Child[];
  /** Entries that it ever controls. */
  ever: number;
}

/** All that is known about a family over the whole run. */
export function useLife({ template, lane, lanes, row, ever }: SelectedFamily): Life {
  const told = useApp((state) => state.info?.observed ?? false);
  return useMemo(() => {
    const persistent = row.asked || null;
    // A log does not tell when a template's timer is armed, but for those that are held.
    const unknown = told && template.fires === null && (lane?.arms ?? []).length === 0;
    const arms = unknown ? [] : armsOf(lane, template, persistent);
    const last = lane?.spans[lane.spans.length - 1];
    const children = lanes.map((one) => ({
      id: one.id,
      port: one.label.slice(one.label.lastIndexOf(':')),
      lane: one,
    }));
    const end = last?.state === '' ? last.from : (arms[arms.length - 1]?.fires ?? 0);
    return { lane, arms, persistent, end, children, ever };
  }, [template, lane, lanes, row, ever, told]);
}
