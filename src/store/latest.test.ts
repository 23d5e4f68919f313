import { describe, expect, it } from 'vitest';
import { latestWins } from './latest.ts';

describe('latestWins', () => {
  it('asks the first and the last of a burst, never two at a time', async () => {
    const asked: number[] = [];
    let running = 0;
    const ask = latestWins(async (n: number) => {
      running += 1;
      expect(running).toBe(1);
      asked.push(n);
      await Promise.resolve();
      running -= 1;
    });
    for (let n = 1; n <= 5; n += 1) ask(n);
    await new Promise((done) => setTimeout(done));
    expect(asked).toEqual([1, 5]);
    ask(6);
    expect(asked).toEqual([1, 5, 6]);
  });
});
