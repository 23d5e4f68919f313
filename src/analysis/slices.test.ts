import { describe, expect, it } from 'vitest';
import { randomOf } from '../testing/random.ts';
import { recordedProgram } from '../testing/recorded.ts';
import { EVENT_KINDS } from '../trace/event-index.ts';
import { Trace } from '../trace/trace.ts';
import { SIGNS, signsOf } from './signs.ts';
import { packetsOf, sliceStarts } from './slices.ts';
import { timelineDetail } from './timeline.ts';

function played(run: string): Trace {
  const trace = new Trace(recordedProgram(run));
  trace.play();
  return trace;
}

/** Every event with its slice, one after the other. */
function plainly(trace: Trace, from: number, to: number, slices: number): number[][] {
  const events: number[][] = Array.from({ length: slices }, () => []);
  for (let event = 0; event < trace.index.length; event++) {
    const time = trace.time(event);
    if (time < from || time > to) continue;
    events[Math.min(slices - 1, Math.floor(((time - from) / Math.max(1e-9, to - from)) * slices))].push(
      event,
    );
  }
  return events;
}

describe.each(['0907-random', '0282-two-services'])('slices of %s', (run) => {
  const trace = played(run);
  const { index } = trace;
  const begin = trace.time(0);
  const length = trace.time(index.length - 1) - begin;
  const random = randomOf(11);
  const ranges = Array.from({ length: 40 }, () => {
    const from = begin + ((random(1200) - 100) / 1000) * length;
    return { from, to: from + (random(1000) / 1000) ** 3 * length, slices: 1 + random(300) };
  });

  it('hold the events that belong to them', () => {
    for (const { from, to, slices } of ranges) {
      const starts = sliceStarts(trace, { from, to, slices });
      const packets = packetsOf(trace, starts);
      const events = plainly(trace, from, to, slices);
      const sum = (lists: readonly number[][]) => lists.reduce((all, list) => all + list.length, 0);
      const isPacket = (event: number) => EVENT_KINDS[index.kindOf(event)] === 'packet';
      expect(starts[slices] - starts[0]).toBe(sum(events));
      expect(packets.reduce((all, one) => all + one, 0)).toBe(events.flat().filter(isPacket).length);
      // An event on the edge of two slices may be counted in either.
      const moved = events.reduce(
        (all, list, at) => all + Math.abs(list.filter(isPacket).length - packets[at]),
        0,
      );
      expect(moved).toBeLessThanOrEqual(2 + slices / 20);
    }
  });

  it('tell of a group what its events are', () => {
    for (const range of ranges) {
      const { groups } = timelineDetail(trace, [range]);
      const { from, to } = range;
      for (const sign of SIGNS) {
        const own = groups.filter(({ kind }) => kind === sign);
        const events = [...signsOf(index).of(sign).events.filled].filter(
          (event) => trace.time(event) >= from && trace.time(event) <= to,
        );
        expect(own.reduce((all, { count }) => all + count, 0)).toBe(events.length);
        for (const group of own) {
          const mine = events.slice(events.indexOf(group.event)).slice(0, group.count);
          expect(group.to).toBe(trace.time(mine[mine.length - 1]));
          if (sign === 'timer') expect(group.template).toBe(mine.every((event) => index.at(event).template));
          if (sign === 'command')
            expect(group.trouble).toBe(mine.some((event) => index.toneOf(event) === 'trouble'));
        }
      }
    }
  });
});

describe('signs', () => {
  it('go on with a run that has gone on', () => {
    const trace = new Trace(recordedProgram('0907-random'));
    const { index } = trace;
    const count = () => SIGNS.map((sign) => signsOf(index).of(sign).length);
    expect(count()).toEqual([0, 0, 0, 0, 0]);
    trace.play();
    const whole = played('0907-random').index;
    expect(count()).toEqual(SIGNS.map((sign) => signsOf(whole).of(sign).length));
    expect(count()[0]).toBeGreaterThan(0);
  });
});
