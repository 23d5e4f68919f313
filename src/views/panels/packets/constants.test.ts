import { describe, expect, it } from 'vitest';
import { EVENTS } from '../../../testing/fake/events.ts';
import { constants } from './constants.ts';

const rows = EVENTS.map(({ row }) => row);

describe('constants', () => {
  it('finds the columns that are equal in all packets, and leaves timers out', () => {
    expect(constants(rows)).toEqual({ dst: '10.0.0.100:80', hook: 'LOCAL_IN', lengths: '52 to 180' });
  });

  it('drops what differs', () => {
    const other = { ...rows[0], dst: '10.0.0.101:80', hook: 'FORWARD' as const, length: 52 };
    expect(constants([rows[1], other])).toEqual({ dst: null, hook: null, lengths: '52' });
  });

  it('says nothing of a single packet', () => {
    expect(constants([rows[0]])).toBeNull();
  });
});
