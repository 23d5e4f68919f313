import { describe, expect, it } from 'vitest';
import type { OpenResult } from '../engine/protocol/messages.ts';
import { Engine } from '../engine/worker/engine.ts';
import { type AppStore, createAppStore } from './create.ts';

/** Says of every case that it is too long for every step, and writes down what it is asked. */
class LongEngine extends Engine {
  readonly asked: string[] = [];

  override async openScenario(name: string): Promise<OpenResult> {
    const result = await super.openScenario(name);
    return result.ok ? { ...result, info: { ...result.info, detailed: false } } : result;
  }

  override moment(...[query]: Parameters<Engine['moment']>) {
    this.asked.push(`moment ${query.cursor.event}`);
    return super.moment(query);
  }

  override sketch(...[query]: Parameters<Engine['sketch']>) {
    this.asked.push(`sketch ${query.cursor.event}`);
    return super.sketch(query);
  }
}

async function idle(store: AppStore): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    await new Promise((done) => setTimeout(done));
    quiet = store.getState().pending === 0 ? quiet + 1 : 0;
  }
}

async function opened(): Promise<{ store: AppStore; engine: LongEngine }> {
  const engine = new LongEngine();
  const store = createAppStore(engine);
  await store.getState().openScenario('session-loss-persistent-360');
  await idle(store);
  store.getState().go({ event: 50, step: Number.POSITIVE_INFINITY });
  await idle(store);
  engine.asked.length = 0;
  return { store, engine };
}

describe('going far in a run that is too long for every step', () => {
  it('shows what the index knows at once, and the steps when they are there', async () => {
    const { store, engine } = await opened();
    const seen: [number, boolean][] = [];
    store.subscribe(({ moment }, before) => {
      if (moment && moment !== before.moment) seen.push([moment.cursor.event, moment.sketch]);
    });
    store.getState().go({ event: 20, step: Number.POSITIVE_INFINITY });
    await idle(store);
    expect(engine.asked).toEqual(['sketch 20', 'moment 20']);
    expect(seen).toEqual([
      [20, true],
      [20, false],
    ]);
    const { moment, cursor } = store.getState();
    expect(moment?.steps.length).toBeGreaterThan(5);
    expect(cursor).toEqual(moment?.cursor);
  });

  it('visits only where the cursor comes to rest', async () => {
    const { store, engine } = await opened();
    for (const event of [40, 30, 20, 10]) {
      store.getState().go({ event, step: Number.POSITIVE_INFINITY });
      await new Promise((done) => setTimeout(done));
    }
    await idle(store);
    expect(engine.asked.filter((asked) => asked.startsWith('moment'))).toEqual(['moment 10']);
    expect(engine.asked.filter((asked) => asked.startsWith('sketch'))).toContain('sketch 30');
    expect(store.getState().moment).toMatchObject({ cursor: { event: 10 }, sketch: false });
  });

  it('goes to the next event without a sketch', async () => {
    const { store, engine } = await opened();
    store.getState().go({ event: 51, step: Number.POSITIVE_INFINITY });
    await idle(store);
    expect(engine.asked).toEqual(['moment 51']);
  });
});
