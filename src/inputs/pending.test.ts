import { describe, expect, it } from 'vitest';
import { randomOf } from '../testing/random.ts';
import { PendingInputs } from './pending.ts';

const [A, B] = [7, 8];
const ANY = -1;

/** Packet `i` is seen at second `times[i]`. */
const pendingAt = (...times: number[]): PendingInputs => new PendingInputs((packet) => times[packet] ?? 0);

describe('inputs that wait for their copies', () => {
  it('are found once for each key, the oldest first', () => {
    const pending = pendingAt();
    for (const packet of [1, 2]) {
      pending.remember(1, 10, packet, A);
      pending.remember(2, 20, packet, A);
    }
    expect(pending.take(1, 10, ANY)).toBe(1);
    expect(pending.take(1, 10, ANY)).toBe(2);
    expect(pending.take(1, 10, ANY)).toBe(-1);
    expect(pending.take(2, 10, ANY)).toBe(-1);
    expect(pending.take(2, 20, ANY)).toBe(1);
  });

  it('are no copies of what has the same link addresses', () => {
    const pending = pendingAt();
    pending.remember(1, 10, 1, A);
    pending.remember(1, 10, 2, B);
    expect(pending.take(1, 10, A)).toBe(2);
    expect(pending.take(1, 10, A)).toBe(-1);
    expect(pending.take(1, 10, ANY)).toBe(1);
  });

  it('are given up after five seconds', () => {
    const pending = pendingAt(0, 0, 4);
    pending.forget(0);
    pending.remember(1, 10, 1, A);
    pending.remember(1, 10, 2, A);
    pending.forget(6);
    expect(pending.take(1, 10, ANY)).toBe(2);
  });

  it('take the same time however many wait under one key', () => {
    const pending = pendingAt();
    for (let i = 0; i < 200_000; i++) {
      pending.take(1, 10, A);
      pending.remember(1, 10, i, A);
    }
    let inOrder = 0;
    while (pending.take(1, 10, ANY) === inOrder) inOrder++;
    expect(inOrder).toBe(200_000);
  });

  it('are those that a list of all of them holds, whatever comes', () => {
    const random = randomOf(3);
    const times: number[] = [];
    const pending = new PendingInputs((packet) => times[packet]);
    let waiting: { key: number; packet: number; macs: number }[] = [];
    for (let now = 0; now < 20_000; now++) {
      times.push(now / 100);
      if (now % 500 === 0) {
        pending.forget(now / 100);
        waiting = waiting.filter(({ packet }) => now === 0 || times[packet] > now / 100 - 5);
      }
      const [key, macs] = [random(300), random(3)];
      if (random(3) > 0) {
        pending.remember(key, -key, now, macs);
        waiting.push({ key, packet: now, macs });
        continue;
      }
      const at = waiting.findIndex((item) => item.key === key && item.macs !== macs);
      expect(pending.take(key, -key, macs)).toBe(at < 0 ? -1 : waiting[at].packet);
      if (at >= 0) waiting.splice(at, 1);
    }
  });
});
