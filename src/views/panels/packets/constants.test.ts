import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../../engine/worker/engine.ts';
import type { EventRow } from '../../../trace/views.ts';
import { constants } from './constants.ts';

let rows: readonly EventRow[] = [];

beforeAll(async () => {
  const engine = new Engine();
  await engine.openScenario('session-loss-wlc');
  const kinds = ['packet', 'timer'] as const;
  rows = (await engine.rows({ from: 0, count: 200, filter: '', kinds })).rows;
});

describe('constants', () => {
  it('finds the columns that are equal in all packets, and leaves timers out', () => {
    expect(rows.some(({ kind }) => kind === 'timer')).toBe(true);
    expect(constants(rows)).toEqual({ dst: '10.0.0.100:80', hook: 'LOCAL_IN', lengths: '40 to 160' });
  });

  it('drops what differs', () => {
    const other = { ...rows[0], dst: '10.0.0.101:80', hook: 'FORWARD' as const, length: rows[1].length };
    expect(constants([rows[1], other])).toEqual({ dst: null, hook: null, lengths: String(rows[1].length) });
  });

  it('says nothing of a single packet', () => {
    expect(constants([rows[0]])).toBeNull();
  });
});
