import type { RunEnd } from '../engine/protocol/stops.ts';
import type { Cursor } from '../trace/views.ts';
import { isBefore, sameMoment } from './bookmarks.ts';
import type { SliceContext } from './state.ts';
import type { StopsSlice } from './stops-state.ts';

/** A run that takes longer than this is shown, in milliseconds. */
const SLOW = 200;

type RunSlice = Pick<
  StopsSlice,
  'running' | 'stopped' | 'runToStop' | 'runTo' | 'endRun' | 'goToFieldChange'
>;

/** Runs to stops: one at a time, and it can be ended. */
export function createRun({ engine, get, set, track }: SliceContext): RunSlice {
  let runs = 0;
  const arrive = (end: RunEnd): void => {
    if (end.kind === 'broken off') set({ stopped: null });
    else {
      set({ stopped: end.why ? { cursor: end.cursor, why: end.why } : null });
      get().go(end.cursor);
    }
  };
  const run = async (by: 1 | -1, until?: Cursor): Promise<void> => {
    const { moment, info, breakpoints } = get();
    if (!moment) return;
    runs += 1;
    const mine = runs;
    const isMine = (): boolean => mine === runs && info === get().info;
    const tell = (change: Partial<NonNullable<RunSlice['running']>>): void => {
      const { running } = get();
      if (isMine() && running) set({ running: { ...running, ...change } });
    };
    set({ running: { by, progress: null, slow: false } });
    const timer = setTimeout(() => tell({ slow: true }), SLOW);
    const stops = breakpoints.map(({ stop }) => stop);
    const end = await track(
      engine.runToStop({ from: moment.cursor, by, stops, until }, (progress) => tell({ progress })),
    );
    clearTimeout(timer);
    if (!isMine()) return;
    set({ running: null });
    if (end) arrive(end);
  };
  return {
    running: null,
    stopped: null,
    runToStop: (by) => run(by),
    async runTo(to) {
      const { moment } = get();
      if (!moment || sameMoment(to, moment.cursor)) return;
      await run(isBefore(moment.cursor, to) ? 1 : -1, to);
    },
    endRun() {
      runs += 1;
      if (!get().running) return;
      engine.endRun();
      set({ running: null });
    },
    async goToFieldChange(object, field, by) {
      const { moment } = get();
      if (!moment) return;
      const found = await track(engine.fieldChange({ cursor: moment.cursor, object, field }, by));
      if (found === undefined) return;
      const detailed = get().info?.detailed ?? true;
      const why = detailed ? changeSaid(field, found, by) : NOT_KEPT;
      set({ stopped: { cursor: found ?? moment.cursor, why } });
      if (found) get().go(found);
    },
  };
}

const NOT_KEPT =
  'in a run this long single changes of fields are not kept: set a stop on the change and run to it';

function changeSaid(field: string, found: Cursor | null, by: 1 | -1): string {
  if (found) return `${by > 0 ? 'next' : 'previous'} change of ${field}, step ${found.step}`;
  return `no ${by > 0 ? 'later' : 'earlier'} change of ${field} in this run`;
}
