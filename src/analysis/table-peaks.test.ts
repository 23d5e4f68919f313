import { describe, expect, it } from 'vitest';
import { recordedProgram } from '../testing/recorded.ts';
import { Trace } from '../trace/trace.ts';
import { expectedLongest, tablePeaks } from './table-peaks.ts';

function played(run: string): Trace {
  const trace = new Trace(recordedProgram(run));
  trace.play();
  return trace;
}

/** The same figures the slow way: the table looked at behind each event. */
function slow({ index }: Trace, buckets: number, events: readonly number[]) {
  let [entries, chain] = [0, 0];
  for (const event of events) {
    const { heads, next } = index.lives.chainsAt(event, buckets);
    let size = 0;
    for (const head of heads) {
      let length = 0;
      for (let row = head; row >= 0; row = next[row]) length++;
      size += length;
      chain = Math.max(chain, length);
    }
    entries = Math.max(entries, size);
  }
  return { entries, chain };
}

describe('peaks of the table', () => {
  it.each([
    '002-dr-wlc-session-loss',
    '0283-sip-persistence',
    '0260-ftp-persistent-dr',
    '0281-service-edited',
  ])('are what looking behind every event shows: %s', (run) => {
    const trace = played(run);
    const all = Array.from({ length: trace.index.length }, (_, event) => event);
    for (const buckets of [4096]) {
      expect(tablePeaks(trace.index.lives, all.length, buckets)).toMatchObject(slow(trace, buckets, all));
    }
  });

  it('tell the moment and the bucket, and every slice', () => {
    const { index } = played('0271-four-thousand-entries');
    const halves = { count: 2, sliceOf: (event: number) => (event * 2 < index.length ? 0 : 1) };
    const peaks = tablePeaks(index.lives, index.length, 4096, halves);
    const { heads, next } = index.lives.chainsAt(peaks.chainEvent, 4096);
    let length = 0;
    for (let row = heads[peaks.chainBucket]; row >= 0; row = next[row]) length++;
    expect(length).toBe(peaks.chain);
    expect(peaks.entries).toBe(4000);
    expect(Math.max(...peaks.sliceEntries)).toBe(4000);
    expect(Math.max(...peaks.sliceChains)).toBe(peaks.chain);
    expect(Math.abs(peaks.chain - peaks.expectedChain)).toBeLessThanOrEqual(2);
  });

  it('expect what random hashing makes likely', () => {
    expect(expectedLongest(0, 4096)).toBe(0);
    expect(expectedLongest(1, 4096)).toBe(1);
    expect(expectedLongest(4096, 4096)).toBe(6);
    expect(expectedLongest(100_000, 4096)).toBeGreaterThan(40);
  });
});
