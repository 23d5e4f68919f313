import { describe, expect, it } from 'vitest';
import { Engine } from '../engine/worker/engine.ts';
import { type AppStore, createAppStore } from './create.ts';
import { PACES, type PlayClock } from './play.ts';

/** A clock that a test turns. */
class TestClock implements PlayClock {
  private time = 0;
  private waiting: { at: number; run: () => void }[] = [];
  calm = false;

  now(): number {
    return this.time;
  }

  later(run: () => void, ms: number): () => void {
    const entry = { at: this.time + ms, run };
    this.waiting.push(entry);
    return () => {
      this.waiting = this.waiting.filter((one) => one !== entry);
    };
  }

  isCalm(): boolean {
    return this.calm;
  }

  get pending(): number {
    return this.waiting.length;
  }

  /** Lets milliseconds pass, in steps, with all that follows from each. */
  async pass(ms: number, store: AppStore): Promise<void> {
    for (const end = this.time + ms; this.time < end; ) {
      this.time += 20;
      const due = this.waiting.filter(({ at }) => at <= this.time);
      this.waiting = this.waiting.filter(({ at }) => at > this.time);
      for (const { run } of due) run();
      await settled(store);
    }
  }
}

async function settled(store: AppStore): Promise<void> {
  do await new Promise((resolve) => setTimeout(resolve, 0));
  while (store.getState().pending > 0);
}

async function opened(pace: string): Promise<{ store: AppStore; clock: TestClock }> {
  const clock = new TestClock();
  const store = createAppStore(new Engine(), null, clock);
  await store.getState().openFirst();
  await settled(store);
  store.getState().setPace(pace);
  store.getState().go({ event: 0, step: Number.POSITIVE_INFINITY });
  await settled(store);
  return { store, clock };
}

describe('play', () => {
  it('runs as fast as the case and stands at the event that has just happened', async () => {
    const { store, clock } = await opened('1x');
    const start = store.getState().moment?.time ?? 0;
    store.getState().play();
    await clock.pass(100, store);
    const { moment, playTime, cursor } = store.getState();
    expect(playTime).toBeCloseTo(start + 0.1, 1);
    expect(moment?.time).toBeLessThanOrEqual(playTime ?? 0);
    expect(cursor.event).toBeGreaterThan(0);
    store.getState().pause();
    expect([store.getState().playing, store.getState().playTime, clock.pending]).toEqual([false, null, 0]);
  });

  it('goes over a long gap after a moment, and ends with the case', async () => {
    const { store, clock } = await opened('100x');
    store.getState().play();
    await clock.pass(20_000, store);
    const { cursor, overview, playing } = store.getState();
    expect(cursor.event).toBe((overview?.events ?? 0) - 1);
    expect(playing).toBe(false);
    expect(clock.pending).toBe(0);
    store.getState().play();
    expect(store.getState().playing).toBe(false);
  });

  it('counts events where that is the pace', async () => {
    const { store, clock } = await opened('5/s');
    store.getState().play();
    await clock.pass(1000, store);
    expect(store.getState().cursor.event).toBe(5);
    await clock.pass(1000, store);
    expect(store.getState().cursor.event).toBeGreaterThan(8);
  });

  it('stops when somebody moves the cursor', async () => {
    const { store, clock } = await opened('1x');
    store.getState().play();
    await clock.pass(60, store);
    store.getState().go({ event: 30, step: 3 });
    await clock.pass(200, store);
    expect(store.getState().playing).toBe(false);
    expect(store.getState().cursor).toEqual({ event: 30, step: 3 });
  });

  it('has paces from slow to fast and keeps the one that was chosen', async () => {
    const kept = new Map<string, string>();
    const memory = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const store = createAppStore(new Engine(), memory, new TestClock());
    for (let i = 0; i < PACES.length; i++) store.getState().slower();
    expect(store.getState().pace).toBe(PACES[0].id);
    store.getState().faster();
    expect(createAppStore(new Engine(), memory, new TestClock()).getState().pace).toBe(PACES[1].id);
    kept.set('ipvscope.pace', 'no such pace');
    expect(createAppStore(new Engine(), memory, new TestClock()).getState().pace).toBe('1x');
  });
});
