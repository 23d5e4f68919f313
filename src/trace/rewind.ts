import { conn_tab_insert, conn_tab_remove, conn_tab_restore } from '../kernel/ipvs/conn_tab.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import type { timer_list } from '../kernel/lib/timer.ts';
import type { MemoryChange } from '../kernel/probe.ts';
import type { Effect, RawStep, TimerState } from './recorder.ts';

/**
 * Shows a machine as it was inside its last event: takes the effects of the later steps back, lets `look`
 * run, and does them again. The machine must not run in between. Timers change only what they show; the
 * wheel itself is left as it is.
 */
export function lookBack<T>(ipvs: netns_ipvs, steps: readonly RawStep[], step: number, look: () => T): T {
  const later = steps.filter(({ number, effect }) => number > step && effect !== undefined);
  for (const { effect } of later.toReversed()) undo(ipvs, effect as Effect);
  try {
    return look();
  } finally {
    for (const { effect } of later) redo(ipvs, effect as Effect);
  }
}

/**
 * Shows a machine at every step of its last event, in their order: at 0 the event has not begun. `look` returns false
 * when it has seen enough. The machine must not run in between.
 */
export function walkSteps(
  ipvs: netns_ipvs,
  steps: readonly RawStep[],
  look: (step: number) => boolean,
): void {
  for (const { effect } of steps.toReversed()) if (effect) undo(ipvs, effect);
  let done = 0;
  try {
    while (look(done) && done < steps.length) {
      const { effect } = steps[done++];
      if (effect) redo(ipvs, effect);
    }
  } finally {
    for (const { effect } of steps.slice(done)) if (effect) redo(ipvs, effect);
  }
}

function store(object: object, field: string, value: unknown): void {
  (object as Record<string, unknown>)[field] = value;
}

/** Places of a scheduler's memory, as they were or as they became. */
function remember(changes: readonly MemoryChange[], which: 'old' | 'value'): void {
  for (const change of changes)
    (change.target as Record<string | number, unknown>)[change.key] = change[which];
}

function show(timer: timer_list, state: TimerState): void {
  timer.expires = state.expires;
  timer.fires = state.fires;
  timer.slot = state.slot;
}

/** Puts an item into a list, or takes it out. */
function change({ list, index, item }: Extract<Effect, { op: 'list' }>, present: boolean): void {
  if (present) list.splice(index, 0, item);
  else list.splice(index, 1);
}

function undo(ipvs: netns_ipvs, effect: Effect): void {
  if (effect.op === 'write') store(effect.object, effect.field, effect.old);
  else if (effect.op === 'memory') remember(effect.changes.toReversed(), 'old');
  else if (effect.op === 'list') change(effect, !effect.inserted);
  else if (effect.op === 'hashed') conn_tab_remove(ipvs.conn_tab, effect.cp);
  else if (effect.op === 'unhashed') conn_tab_restore(ipvs.conn_tab, effect.cp, effect.bucket, effect.prev);
  else show(effect.timer, effect.old);
}

function redo(ipvs: netns_ipvs, effect: Effect): void {
  if (effect.op === 'write') store(effect.object, effect.field, effect.value);
  else if (effect.op === 'memory') remember(effect.changes, 'value');
  else if (effect.op === 'list') change(effect, effect.inserted);
  else if (effect.op === 'hashed') conn_tab_insert(ipvs.conn_tab, effect.cp, effect.bucket);
  else if (effect.op === 'unhashed') conn_tab_remove(ipvs.conn_tab, effect.cp);
  else show(effect.timer, effect.value);
}
