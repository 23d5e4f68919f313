import { describe, expect, it } from 'vitest';
import { randomOf } from '../../testing/random.ts';
import {
  del_timer,
  mod_timer,
  next_expiry,
  take_expired,
  type timer_base,
  timer_base_init,
  type timer_list,
  timer_pending,
  timer_setup,
} from './timer.ts';

const HZ = 100;
const START = 2 ** 32 - 300 * HZ;

/**
 * The rule in other words: a timer `delta` jiffies ahead gets the level whose 63 slots reach that far, the time is
 * rounded up to the level's granularity (a whole slot if it stands on one already), and nothing moves it again.
 */
function fires(clk: number, expires: number, depth: number): number {
  if (expires < clk) return clk;
  let level = 0;
  while (level < depth - 1 && expires - clk >= 63 * 8 ** level) level++;
  const reach = 63 * 8 ** (depth - 1);
  const granularity = 8 ** level;
  const at = expires - clk >= reach ? clk + reach - granularity : expires;
  return (Math.floor(at / granularity) + 1) * granularity;
}

function armed(base: timer_base, expires: number, now: number, name = ''): timer_list {
  const timer = timer_setup('conn', name);
  mod_timer(base, timer, expires, now);
  return timer;
}

function run(base: timer_base, until: number): [unknown, number][] {
  const fired: [unknown, number][] = [];
  for (let taken = take_expired(base, until); taken; taken = take_expired(base, until)) {
    fired.push([taken.timer.owner, taken.at]);
  }
  return fired;
}

describe('the timer wheel', () => {
  it.each([0, 1, 62, 63, 64, 503, 504, 4031, 4032, 1e6, 2 ** 26])(
    'rounds %i jiffies up to a slot',
    (delta) => {
      const base = timer_base_init('non-cascading', HZ, START);
      const timer = armed(base, START + delta, START);
      expect(timer.fires).toBe(fires(START, START + delta, base.depth));
      expect(timer.fires).toBeGreaterThan(START + delta);
      expect(next_expiry(base)).toBe(timer.fires);
    },
  );

  it('fires a 120 s timeout at most 5.12 s late, at HZ 100', () => {
    for (let phase = 0; phase < 600; phase++) {
      const base = timer_base_init('non-cascading', HZ, START + phase);
      const { expires, fires: at } = armed(base, START + phase + 12_000, START + phase);
      expect(at - expires).toBeGreaterThan(0);
      expect(at - expires).toBeLessThanOrEqual(512);
      expect(at % 512).toBe(0);
    }
  });

  it('runs the timers of one slot newest first', () => {
    const base = timer_base_init('non-cascading', HZ, START);
    for (const name of ['a', 'b', 'c']) armed(base, START + 5, START, name);
    expect(run(base, START + 100).map(([name]) => name)).toEqual(['c', 'b', 'a']);
  });

  it('keeps the place of a timer that is armed again within its slot', () => {
    const base = timer_base_init('non-cascading', HZ, START);
    const first = armed(base, START + 1000, START, 'first');
    armed(base, START + 1000, START, 'second');
    const { slot, fires: at } = first;
    mod_timer(base, first, START + 1001, START);
    expect([first.slot, first.fires, first.expires]).toEqual([slot, at, START + 1001]);
    expect(run(base, START + 5000).map(([name]) => name)).toEqual(['second', 'first']);
    const again = armed(base, START + 10_000, START + 5000, 'first');
    armed(base, START + 10_000, START + 5000, 'second');
    mod_timer(base, again, START + 20_000, START + 5000);
    mod_timer(base, again, START + 10_000, START + 5000);
    expect(run(base, START + 60_000).map(([name]) => name)).toEqual(['first', 'second']);
  });

  it('forgets a deleted timer', () => {
    const base = timer_base_init('non-cascading', HZ, START);
    const timer = armed(base, START + 70, START);
    expect(timer_pending(timer)).toBe(true);
    expect(del_timer(base, timer)).toBe(true);
    expect(del_timer(base, timer)).toBe(false);
    expect(next_expiry(base)).toBeNull();
    expect(run(base, START + 1e6)).toEqual([]);
  });

  it.each([1, 2, 3])('agrees with a plain list over more than a million seconds (seed %i)', (seed) => {
    const random = randomOf(seed);
    const base = timer_base_init('non-cascading', HZ, START);
    const pending = new Map<timer_list, number>();
    const levels = new Set<number>();
    let now = START;
    for (let n = 0; n < 6000; n++) {
      const delta = Math.floor(8 ** (random(1000) / 110)) + random(50);
      const known = [...pending.keys()];
      const act = random(10);
      if (act === 0 && known.length > 0) {
        const timer = known[random(known.length)];
        del_timer(base, timer);
        pending.delete(timer);
      } else {
        const timer = act < 4 && known.length > 0 ? known[random(known.length)] : timer_setup('conn', n);
        const before = { clk: base.clk, fires: timer.fires, pending: timer_pending(timer) };
        mod_timer(base, timer, now + delta, now);
        levels.add(Math.floor(timer.slot / 64));
        // The base is idle and stands at now, unless a slot that is due later holds it back: it may not pass that.
        expect(timer.fires).toBe(fires(base.clk, now + delta, base.depth));
        expect(base.clk).toBeGreaterThanOrEqual(before.clk);
        pending.set(timer, timer.fires);
      }
      now += random(40) === 0 ? random(2e6) : random(500);
      let last = 0;
      for (let taken = take_expired(base, now); taken; taken = take_expired(base, now)) {
        expect(taken.at).toBe(pending.get(taken.timer));
        expect(taken.at).toBeGreaterThanOrEqual(last);
        last = taken.at;
        pending.delete(taken.timer);
      }
      const due = [...pending.values()].filter((at) => at <= now);
      expect(due).toEqual([]);
      expect(base.pending).toBe(pending.size);
    }
    expect((now - START) / HZ).toBeGreaterThan(1e6);
    expect(levels.size).toBeGreaterThanOrEqual(8);
  });
});
