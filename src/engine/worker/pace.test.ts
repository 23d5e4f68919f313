import { describe, expect, it } from 'vitest';
import type { Progress } from '../protocol/progress.ts';
import { Gate } from './gate.ts';
import { Pace } from './pace.ts';

function paced(): { pace: Pace; sent: Progress[]; at: (ms: number) => void } {
  const sent: Progress[] = [];
  let now = 0;
  const pace = new Pace(
    (progress) => sent.push(progress),
    () => now,
  );
  return {
    pace,
    sent,
    at: (ms) => {
      now = ms;
    },
  };
}

const reading = (done: number): Progress => ({ phase: 'reading', done, total: 1000, unit: 'bytes' });

describe('Pace', () => {
  it('tells rate and time left once it has seen enough', () => {
    const { pace, sent, at } = paced();
    pace.report(reading(0));
    at(100);
    pace.report(reading(50));
    at(500);
    pace.report(reading(250));
    expect(sent.map(({ rate, secondsLeft }) => [rate, secondsLeft])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      [500, 1.5],
    ]);
  });

  it('leaves out the time in which the work waited', async () => {
    const { pace, sent, at } = paced();
    pace.report(reading(0));
    at(500);
    await pace.wait(async () => at(60_500));
    at(61_000);
    pace.report(reading(500));
    expect(sent.at(-1)).toMatchObject({ rate: 500, secondsLeft: 1 });
  });

  it('begins anew with each phase, and sends little of much', () => {
    const { pace, sent, at } = paced();
    for (let i = 0; i < 900; i++) {
      at(i);
      pace.report(reading(i));
    }
    expect(sent.length).toBeLessThan(60);
    pace.report(reading(1000));
    expect(sent.at(-1)?.done).toBe(1000);
    pace.report({ phase: 'running the model', done: 1, total: 10, unit: 'packets' });
    expect(sent.at(-1)).toEqual({ phase: 'running the model', done: 1, total: 10, unit: 'packets' });
  });
});

describe('Gate', () => {
  it('lets work pass, holds it, and lets all go on', async () => {
    const gate = new Gate();
    await gate.pass();
    gate.pause();
    gate.pause();
    const passed: number[] = [];
    const all = [1, 2].map((one) => gate.pass().then(() => passed.push(one)));
    await Promise.resolve();
    expect(passed).toEqual([]);
    gate.goOn();
    await Promise.all(all);
    expect(passed).toEqual([1, 2]);
    gate.goOn();
    await gate.pass();
  });
});
