import { keep, type Memory, recallText } from './memory.ts';
import type { PlaySlice, SliceContext } from './state.ts';

/** What play needs of the browser's clock. */
export interface PlayClock {
  /** Milliseconds. */
  now(): number;
  /** Runs once after some milliseconds; the result takes it back. */
  later(run: () => void, ms: number): () => void;
  /** Nothing may move by itself more often than once a second. */
  isCalm(): boolean;
}

/** How time runs: as many times as fast as in the case, or so many events a second. */
export interface Pace {
  id: string;
  label: string;
  /** Seconds of the case in a second; null = the events count, not their times. */
  factor: number | null;
  events: number;
}

const byTime = (factor: number): Pace => ({ id: `${factor}x`, label: `${factor}x`, factor, events: 0 });
const byEvents = (events: number): Pace => ({
  id: `${events}/s`,
  label: `${events} ${events === 1 ? 'event' : 'events'}/s`,
  factor: null,
  events,
});

/** From slow to fast, first by events. */
export const PACES: readonly Pace[] = [
  ...[1, 2, 5, 20].map(byEvents),
  ...[0.1, 0.25, 0.5, 1, 2, 5, 10, 50, 100].map(byTime),
];

const FIRST_PACE = '1x';
const KEY = 'ipvscope.pace';

const TICK_MS = 40;
const CALM_TICK_MS = 1000;
/** A gap takes at most this long on the screen, in seconds. */
const LONGEST_WAIT = 1.5;
/** Times of events are asked for in windows. */
const WINDOW = 1024;

/** Lets the case run: the cursor goes from event to event, and the clock runs between them. */
export function createPlay(
  { engine, get, set, track }: SliceContext,
  memory: Memory | null,
  clock: PlayClock,
): PlaySlice {
  let stopTick: (() => void) | null = null;
  let times: { from: number; values: Float64Array } = { from: 0, values: new Float64Array(0) };
  /** Where play stands: uptime, the event it went to last, and when that was. */
  let at = { time: 0, event: -1, since: 0, ticked: 0 };

  const pace = () => PACES.find(({ id }) => id === get().pace) ?? PACES[0];
  const isLast = () => at.event >= (get().overview?.events ?? 0) - 1;

  const stop = () => {
    stopTick?.();
    stopTick = null;
    if (get().playing) set({ playing: false, playTime: null });
  };
  /** Somebody else moved the cursor. */
  const isOvertaken = () => {
    const { cursor, moment } = get();
    if (cursor.event !== at.event) return true;
    const last = moment?.cursor.event === at.event ? (moment.steps.at(-1)?.number ?? 0) : cursor.step;
    return Number.isFinite(cursor.step) && cursor.step < last;
  };
  const timeOf = async (event: number): Promise<number | null> => {
    if (event < times.from || event >= times.from + times.values.length) {
      const values = await track(engine.eventTimes(event, WINDOW));
      if (!values || values.length === 0) return null;
      times = { from: event, values };
    }
    return times.values[event - times.from];
  };
  /** Moves the clock on and tells which event it reaches: several at once when it runs fast. */
  const advance = async (seconds: number): Promise<number> => {
    const { factor, events } = pace();
    let { event } = at;
    if (factor === null) {
      const due = Math.floor(((clock.now() - at.since) / 1000) * events);
      event = Math.min(event + due, (get().overview?.events ?? 0) - 1);
      const time = await timeOf(Math.max(0, event));
      if (time !== null && event !== at.event) at.time = time;
      return event;
    }
    at.time += seconds * factor;
    const isLong = (clock.now() - at.since) / 1000 > LONGEST_WAIT;
    for (let next = await timeOf(event + 1); next !== null; next = await timeOf(event + 1)) {
      if (next > at.time && !(isLong && event === at.event)) break;
      if (next > at.time) at.time = next;
      event += 1;
      if (event >= (get().overview?.events ?? 0) - 1) break;
    }
    return event;
  };
  const tick = async () => {
    const now = clock.now();
    const seconds = (now - at.ticked) / 1000;
    at.ticked = now;
    if (!get().playing || isOvertaken()) return stop();
    const event = await advance(seconds);
    if (!get().playing || isOvertaken()) return stop();
    if (event !== at.event) {
      at.event = event;
      at.since = clock.now();
      get().go({ event, step: Number.POSITIVE_INFINITY });
    }
    if (isLast()) return stop();
    set({ playTime: at.time });
    wait();
  };
  const wait = () => {
    stopTick = clock.later(() => void tick(), clock.isCalm() ? CALM_TICK_MS : TICK_MS);
  };
  const change = (by: 1 | -1) => {
    const found = PACES.findIndex(({ id }) => id === get().pace);
    get().setPace(PACES[Math.max(0, Math.min(PACES.length - 1, found + by))].id);
  };
  return {
    playing: false,
    playTime: null,
    pace: recalled(memory),
    setPace(pace) {
      set({ pace });
      keep(memory, KEY, pace);
    },
    play() {
      const { cursor, moment, overview, info } = get();
      if (!info || !moment || !overview || cursor.event >= overview.events - 1) return;
      times = { from: 0, values: new Float64Array(0) };
      const now = clock.now();
      at = { time: moment.time, event: moment.cursor.event, since: now, ticked: now };
      get().go({ event: at.event, step: Number.POSITIVE_INFINITY });
      set({ playing: true, playTime: at.time });
      wait();
    },
    pause: stop,
    faster: () => change(1),
    slower: () => change(-1),
  };
}

function recalled(memory: Memory | null): string {
  const kept = recallText(memory, KEY);
  return PACES.find(({ id }) => id === kept)?.id ?? FIRST_PACE;
}

/** The browser's own clock. */
export const browserClock: PlayClock = {
  now: () => performance.now(),
  later(run, ms) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  isCalm: () => globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ?? false,
};
