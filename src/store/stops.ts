import { printStop } from '../trace/stops/print-stop.ts';
import type { SavedStops, Stop } from '../trace/stops/stop.ts';
import { createBookmarks } from './bookmarks.ts';
import { latestWins } from './latest.ts';
import type { SliceContext } from './state.ts';
import { createRun } from './stop-run.ts';
import type { Breakpoint, StopsSlice, Watch } from './stops-state.ts';

export interface StopsParts {
  slice: StopsSlice;
  /** The cursor moved: values of watches, hits passed. */
  follow(): void;
  /** A case was opened: it brings its own stops, or those that are set stay. */
  opened(sameCase: boolean): Promise<void>;
}

const NOTHING_KNOWN = { total: null, passed: null, here: false };
const NOT_READ = { value: null, gloss: '', changed: false };
/** The same place and condition, whatever it is called. */
const keyOf = (stop: Stop): string => printStop({ ...stop, name: '', hit: null, enabled: true });

/** Breakpoints, watchpoints, watches and bookmarks of the page. */
export function createStops(context: SliceContext): StopsParts {
  const { get, set } = context;
  let lastId = 0;
  const nextId = (): number => ++lastId;
  const bookmarks = createBookmarks(context, nextId);
  const follow = createFollow(context);
  const count = createCount(context, bookmarks.setHits, follow);
  /** What is set has changed: it is counted, and looked up at the cursor. */
  const changed = (breakpoints: readonly Breakpoint[]): void => {
    set({ breakpoints, stopsSaid: '', ...(breakpoints.length === 0 && { stopSteps: new Map() }) });
    follow();
    void count();
  };
  const take = async ({ breaks, watches, bookmarks: saved }: SavedStops): Promise<void> => {
    const before = get();
    const had = before.breakpoints.length + before.watches.length + before.bookmarks.length;
    set({ watches: watches.map((text): Watch => ({ id: nextId(), text, ...NOT_READ })) });
    changed(breaks.map((stop) => ({ id: nextId(), stop, ...NOTHING_KNOWN })));
    await bookmarks.take(saved);
    if (had > 0) set({ stopsSaid: 'What was set in the case before is left with it.' });
  };
  /** Other files: functions and fields are the same in every run, moments stay where they are found again. */
  const keep = async (sameCase: boolean): Promise<void> => {
    changed(get().breakpoints.map((one) => ({ ...one, ...NOTHING_KNOWN })));
    const lost = await bookmarks.keep(sameCase);
    if (lost > 0) set({ stopsSaid: lostSaid(lost) });
  };
  return {
    slice: {
      breakpoints: [],
      watches: [],
      stopSteps: new Map(),
      counting: null,
      stopsSaid: '',
      stopsOpen: false,
      openStops: (stopsOpen) => set({ stopsOpen }),
      ...bookmarks.slice,
      ...createRun(context),
      ...createBreakpoints(context, changed, nextId),
      ...createWatches(context, follow, nextId),
      savedStops: () => ({
        breaks: get().breakpoints.map(({ stop }) => stop),
        watches: get().watches.map(({ text }) => text),
        bookmarks: get().bookmarks.map(({ at, note }) => ({ at, note })),
      }),
    },
    follow,
    async opened(sameCase) {
      get().endRun();
      set({ stopped: null, stopSteps: new Map() });
      bookmarks.setHits([]);
      const brought = get().info?.stops;
      if (brought && !sameCase) await take(brought);
      else await keep(sameCase);
    },
  };
}

function lostSaid(lost: number): string {
  const many = lost === 1 ? '1 bookmark was' : `${lost} bookmarks were`;
  return `${many} taken away: what is open now has no event at that time.`;
}

/** Values of watches and hits passed, at the cursor. */
function createFollow({ engine, get, set, track }: SliceContext): () => void {
  const ask = latestWins(async (_: undefined) => {
    const { moment, breakpoints, watches } = get();
    if (!moment || breakpoints.length + watches.length === 0) return;
    const stops = breakpoints.map(({ stop }) => stop);
    const texts = watches.map(({ text }) => text);
    const at = await track(engine.stopsAt(moment.cursor, stops, texts));
    if (!at || breakpoints !== get().breakpoints || watches !== get().watches) return;
    const steps = new Map<number, number[]>();
    for (const { step, stop } of at.steps)
      steps.set(step, [...(steps.get(step) ?? []), breakpoints[stop].id]);
    set({
      breakpoints: breakpoints.map((one, i) => {
        return { ...one, passed: at.passed[i], here: at.here.includes(i) };
      }),
      watches: watches.map((one, i) => ({ ...one, ...at.watches[i] })),
      stopSteps: steps,
    });
  });
  return () => ask(undefined);
}

/** Hits over the whole run; a newer count ends the one before. */
function createCount(
  { engine, get, set, track }: SliceContext,
  setHits: (marks: StopsSlice['marks']) => void,
  follow: () => void,
): () => Promise<void> {
  let counts = 0;
  return async () => {
    counts += 1;
    const mine = counts;
    const { breakpoints } = get();
    if (breakpoints.length === 0) {
      set({ counting: null });
      return setHits([]);
    }
    const stops = breakpoints.map(({ stop }) => stop);
    const counted = await track(
      engine.countHits(stops, (counting) => {
        if (mine === counts) set({ counting });
      }),
    );
    if (mine !== counts) return;
    set({ counting: null });
    if (!counted) return;
    const totals = new Map(breakpoints.map(({ id }, i) => [id, counted.totals[i]]));
    set({
      breakpoints: get().breakpoints.map((one) => ({ ...one, total: totals.get(one.id) ?? one.total })),
    });
    setHits(counted.marks);
    follow();
  };
}

type Changed = (breakpoints: readonly Breakpoint[]) => void;

function createBreakpoints({ engine, get, track }: SliceContext, changed: Changed, nextId: () => number) {
  const toggle = (stop: Stop): void => {
    const key = keyOf(stop);
    const { breakpoints } = get();
    const others = breakpoints.filter((one) => keyOf(one.stop) !== key);
    const isNew = others.length === breakpoints.length;
    changed(isNew ? [...breakpoints, { id: nextId(), stop, ...NOTHING_KNOWN }] : others);
  };
  const read = async (text: string, use: (stop: Stop) => void) => {
    const checked = await track(engine.checkStop(text));
    if (!checked) return null;
    if (!checked.ok) return checked.problem;
    use(checked.stop);
    return null;
  };
  const replace = (id: number, change: (one: Breakpoint) => Breakpoint): void =>
    changed(get().breakpoints.map((one) => (one.id === id ? change(one) : one)));
  return {
    addBreakpoint: (text) =>
      read(text, (stop) => changed([...get().breakpoints, { id: nextId(), stop, ...NOTHING_KNOWN }])),
    changeBreakpoint: (id, text) => read(text, (stop) => replace(id, () => ({ id, stop, ...NOTHING_KNOWN }))),
    enableBreakpoint(id, enabled) {
      replace(id, (one) => ({ ...one, stop: { ...one.stop, enabled } }));
    },
    removeBreakpoint(id) {
      changed(get().breakpoints.filter((one) => one.id !== id));
    },
    async toggleAt(cursor) {
      const stop = await track(engine.stopOfStep(cursor));
      if (stop) toggle(stop);
    },
    async watchField(query, name) {
      const { moment } = get();
      if (!moment) return;
      const stop = await track(engine.watchpointOf({ ...query, cursor: moment.cursor }, name));
      if (stop) toggle(stop);
    },
    async completeStop(text, caret) {
      return (await track(engine.completeStop(text, caret))) ?? null;
    },
  } satisfies Partial<StopsSlice>;
}

function createWatches({ engine, get, set, track }: SliceContext, follow: () => void, nextId: () => number) {
  return {
    async addWatch(text) {
      const problem = await track(engine.checkWatch(text));
      if (problem !== null) return problem ?? null;
      set({ watches: [...get().watches, { id: nextId(), text: text.trim(), ...NOT_READ }] });
      follow();
      return null;
    },
    removeWatch: (id) => set({ watches: get().watches.filter((one) => one.id !== id) }),
    async completeWatch(text, caret) {
      return (await track(engine.completeWatch(text, caret))) ?? null;
    },
  } satisfies Partial<StopsSlice>;
}
