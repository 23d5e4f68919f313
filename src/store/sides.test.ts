import { describe, expect, it } from 'vitest';
import type { DifferenceView } from '../engine/protocol/messages.ts';
import { Engine } from '../engine/worker/engine.ts';
import { differenceFrom } from './comparison.ts';
import { type AppStore, createAppStore } from './create.ts';
import { isAt } from './sides.ts';

/** Waits until no request is under way and none is about to start. */
async function idle(store: AppStore): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    await new Promise((done) => setTimeout(done));
    quiet = store.getState().pending === 0 ? quiet + 1 : 0;
  }
}

async function opened(): Promise<AppStore> {
  const store = createAppStore(new Engine());
  await store.getState().openScenario('session-loss-persistent-360');
  await idle(store);
  return store;
}

describe('sides of a case', () => {
  it('are one for a built-in case, and nothing is compared', async () => {
    const store = await opened();
    const { sides, comparison, comparing } = store.getState();
    expect(sides?.sides.map(({ name }) => name)).toEqual(['model']);
    expect([comparison, comparing]).toEqual([null, null]);
    await store.getState().compare();
    expect(store.getState().comparison).toBeNull();
  });

  it('switch at one moment, there and back, and keep the comparison', async () => {
    const store = await opened();
    store.getState().go({ event: 20, step: 3 });
    await idle(store);
    await store.getState().putProfile('linux-2.6.32');
    await idle(store);
    const { comparison, moment } = store.getState();
    expect(comparison?.b.name).toBe('other');
    await store.getState().showSide('other');
    await idle(store);
    expect(store.getState().info?.profile).toBe('linux-2.6.32');
    expect(store.getState().moment?.time).toBeCloseTo(moment?.time ?? -1, 2);
    expect(store.getState().comparison).toBe(comparison);
    await store.getState().showSide('model');
    await idle(store);
    expect(store.getState().moment?.cursor).toEqual({ event: 20, step: 3 });
    await store.getState().takeAway();
    await idle(store);
    expect(store.getState().comparison).toBeNull();
  });

  it('lead from difference to difference, on the side that has the line', async () => {
    const store = await opened();
    await store.getState().putProfile('linux-2.6.32');
    await idle(store);
    const [first, second] = store.getState().comparison?.list ?? [];
    store.getState().go({ event: -1, step: 0 });
    await idle(store);
    await store.getState().goDifference(1);
    await idle(store);
    expect(store.getState().comparedRow).toBe(first.row);
    await store.getState().goDifference(1);
    await idle(store);
    expect(store.getState().comparedRow).toBe(second.row);
    await store.getState().goDifference(-1);
    await idle(store);
    expect(store.getState().comparedRow).toBe(first.row);
    const side = first.b ? 'other' : 'model';
    await store.getState().goCompared(first.row, side);
    await idle(store);
    expect(store.getState().sides?.shown).toBe(side);
    expect(store.getState().moment?.cursor).toEqual((first.b ?? first.a)?.cursor);
    expect(store.getState().comparedCurrent).toBe(first.row);
  });

  it('forget what was compared when another case is opened', async () => {
    const store = await opened();
    await store.getState().putProfile('linux-2.6.32');
    await store.getState().openScenario('session-loss-wlc');
    await idle(store);
    expect(store.getState().comparison).toBeNull();
    expect(store.getState().sides?.sides).toHaveLength(1);
  });
});

describe('moments', () => {
  const steps = [{ number: 4 }] as never;

  it('are where a switch has led, also at the end of an event', () => {
    expect(isAt({ event: 3, step: 2 }, { cursor: { event: 3, step: 2 }, steps })).toBe(true);
    expect(isAt({ event: 3, step: Number.POSITIVE_INFINITY }, { cursor: { event: 3, step: 4 }, steps })).toBe(
      true,
    );
    expect(isAt({ event: 3, step: Number.POSITIVE_INFINITY }, { cursor: { event: 3, step: 3 }, steps })).toBe(
      false,
    );
    expect(isAt({ event: 2, step: 2 }, { cursor: { event: 3, step: 2 }, steps })).toBe(false);
  });

  it('of differences follow each other', () => {
    const list = [5, 9].map((row): DifferenceView => ({ row, rows: 2, text: '', fn: '', a: null, b: null }));
    expect(differenceFrom(list, -1, 1)?.row).toBe(5);
    expect(differenceFrom(list, 5, 1)?.row).toBe(9);
    expect(differenceFrom(list, 9, 1)).toBeNull();
    expect(differenceFrom(list, 9, -1)?.row).toBe(5);
    expect(differenceFrom(list, 5, -1)).toBeNull();
  });
});
