import { describe, expect, it } from 'vitest';
import { randomOf } from '../../testing/random.ts';
import {
  del_timer,
  mod_timer,
  next_expiry,
  take_expired,
  type timer_base,
  timer_base_init,
  timer_setup,
} from './timer.ts';

/**
 * The rule in other words: a timer runs at the jiffy that was asked for. It waits in a slot of the level that
 * reaches that far, and when the time of that slot begins it comes into a lower one. Of two timers of one jiffy
 * the one goes first that came into their last common slot first; of two levels spread at one tick the lower one
 * is spread first.
 */
interface Model {
  readonly name: number;
  readonly fires: number;
  /** When it came into each slot, the last one first: tick, and level that was spread (0 = it was armed). */
  readonly arrivals: readonly (readonly [tick: number, level: number])[];
  readonly serial: number;
}

const REACH = [2 ** 8, 2 ** 14, 2 ** 20, 2 ** 26];
const levelOf = (delay: number): number => REACH.filter((reach) => delay >= reach).length;

/** `clk` = the tick that is looked at next. */
function modelOf(name: number, clk: number, fires: number, serial: number): Model {
  const arrivals: [number, number][] = [[clk - 0.5, 0]];
  for (let level = levelOf(fires - clk); level > 0; ) {
    const tick = Math.floor(fires / REACH[level - 1]) * REACH[level - 1];
    arrivals.unshift([tick, level]);
    level = levelOf(fires - tick);
  }
  return { name, fires, arrivals, serial };
}

function inOrder(a: Model, b: Model): number {
  if (a.fires !== b.fires) return a.fires - b.fires;
  for (let i = 0; ; i++) {
    const [tick, level] = a.arrivals[i];
    const [otherTick, otherLevel] = b.arrivals[i];
    if (tick !== otherTick) return tick - otherTick;
    if (level !== otherLevel) return level - otherLevel;
    if (level === 0) return a.serial - b.serial;
  }
}

function drain(base: timer_base, until: number): [unknown, number][] {
  const fired: [unknown, number][] = [];
  for (let taken = take_expired(base, until); taken; taken = take_expired(base, until)) {
    fired.push([taken.timer.owner, taken.at]);
  }
  return fired;
}

const base_at = (now: number): timer_base => timer_base_init('cascading', 1000, now);

describe('the cascading timer wheel', () => {
  it.each([1, 2, 255, 256, 257, 16383, 16384, 16385, 900_000, 2 ** 20 + 7])(
    'fires %i jiffies ahead exactly',
    (delta) => {
      for (const phase of [0, 1, 200, 255, 40_000]) {
        const base = base_at(phase);
        const timer = timer_setup('conn', 'one');
        mod_timer(base, timer, phase + delta, phase);
        expect(next_expiry(base)).toBe(phase + delta);
        expect(drain(base, phase + delta - 1)).toEqual([]);
        expect(drain(base, phase + delta)).toEqual([['one', phase + delta]]);
      }
    },
  );

  it('lets a timer for a jiffy that has run fire with the next', () => {
    const base = base_at(1000);
    mod_timer(base, timer_setup('conn', 'late'), 990, 1000);
    expect(drain(base, 1000)).toEqual([]);
    expect(drain(base, 1001)).toEqual([['late', 1001]]);
  });

  it('runs what was armed in one slot in the order of arming', () => {
    const base = base_at(0);
    for (const name of ['a', 'b', 'c']) mod_timer(base, timer_setup('conn', name), 100, 0);
    expect(drain(base, 100).map(([name]) => name)).toEqual(['a', 'b', 'c']);
  });

  it('can run a timer that was armed first last, when it cascades behind another', () => {
    const base = base_at(0);
    mod_timer(base, timer_setup('conn', 'long'), 600, 0);
    expect(drain(base, 512)).toEqual([]);
    mod_timer(base, timer_setup('conn', 'short'), 600, 512);
    expect(drain(base, 600).map(([name]) => name)).toEqual(['long', 'short']);
    const other = base_at(0);
    mod_timer(other, timer_setup('conn', 'long'), 600, 0);
    expect(drain(other, 400)).toEqual([]);
    mod_timer(other, timer_setup('conn', 'short'), 600, 400);
    expect(drain(other, 600).map(([name]) => name)).toEqual(['short', 'long']);
  });

  it('keeps the place of a pending timer that is asked for the same time', () => {
    const base = base_at(0);
    const first = timer_setup('conn', 'first');
    mod_timer(base, first, 50, 0);
    mod_timer(base, timer_setup('conn', 'second'), 50, 0);
    mod_timer(base, first, 50, 10);
    expect(drain(base, 50).map(([name]) => name)).toEqual(['first', 'second']);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('agrees with the rule on random times (seed %i)', (seed) => {
    const pick = randomOf(seed);
    const start = pick(100_000);
    const base = base_at(start);
    const pending = new Map<number, Model>();
    const timers = Array.from({ length: 60 }, (_, name) => timer_setup('conn', name));
    let now = start;
    for (let serial = 1; serial <= 1500; serial++) {
      const name = pick(timers.length);
      const asked = now + 1 + pick([8, 300, 3000, 40_000, 1_200_000][pick(5)]);
      const fires = pick(2) ? Math.ceil(asked / 512) * 512 : asked;
      if (pick(6) === 0) {
        expect(del_timer(base, timers[name])).toBe(pending.delete(name));
      } else if (pending.get(name)?.fires !== fires) {
        mod_timer(base, timers[name], fires, now);
        pending.set(name, modelOf(name, now + 1, fires, serial));
      }
      const until = now + pick([1, 5, 200, 20_000][pick(4)] + 1);
      const due = [...pending.values()].filter((model) => model.fires <= until);
      for (const model of due) pending.delete(model.name);
      due.sort(inOrder);
      expect(drain(base, until)).toEqual(due.map(({ name, fires }) => [name, fires]));
      now = until;
    }
    expect(base.pending).toBe(pending.size);
  });
});
