import { describe, expect, it } from 'vitest';
import { recordedProgram } from '../../testing/recorded.ts';
import { Trace } from '../../trace/trace.ts';
import { findingsOf } from './detect.ts';
import { longChains } from './long-chains.ts';
import { FindingRun } from './run.ts';

function foundWith(bits: number, detailed?: boolean) {
  const program = recordedProgram('0271-four-thousand-entries');
  const trace = new Trace({ ...program, params: { ...program.params, conn_tab_bits: bits } }, detailed);
  trace.play();
  return findingsOf(new FindingRun(trace), [longChains]).findings;
}

describe('long chains', () => {
  it('are there when 4,000 entries share 256 buckets', () => {
    const [found] = foundWith(8);
    expect(found.figures).toMatchObject({ entries: 4000, buckets: 256, bits: 12, made: 4000 });
    expect(found.figures.chain).toBeGreaterThan(16);
    expect(found.severity).toBe('note');
    expect(foundWith(8, false)[0].figures).toEqual(found.figures);
  });

  it('are not there when the table is as large as it was', () => {
    expect(foundWith(12)).toEqual([]);
    expect(foundWith(11)).toEqual([]);
  });
});
