import { describe, expect, it } from 'vitest';
import type { EngineApi } from '../engine/protocol/messages.ts';
import { Engine } from '../engine/worker/engine.ts';
import { type AppStore, createAppStore } from './create.ts';

/** Waits until no request is under way and none is about to start. */
async function idle(store: AppStore): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    await new Promise((done) => setTimeout(done));
    quiet = store.getState().pending === 0 ? quiet + 1 : 0;
  }
}

async function opened(engine: EngineApi = new Engine()): Promise<AppStore> {
  const store = createAppStore(engine);
  await store.getState().openScenario('session-loss-persistent-360');
  await idle(store);
  return store;
}

const file = (name: string) => ({ name, data: new Blob(['x']) });

describe('opening', () => {
  it('puts the cursor on the last step of the first event and loads rows and log', async () => {
    const state = (await opened()).getState();
    expect(state.moment?.cursor).toEqual({ event: 0, step: state.moment?.steps.length });
    expect(state.cursor).toEqual(state.moment?.cursor);
    expect(state.rowTotal).toBe(96);
    expect(state.activeRow).toBe(0);
    expect(state.logCache.get(state.logCurrent)?.event).toBe(0);
    expect(state.scenario).toBe('session-loss-persistent-360');
  });

  it('leaves the case and the cursor as they were when a file cannot be read', async () => {
    const store = await opened();
    store.getState().go({ event: 8, step: 27 });
    await idle(store);
    const before = store.getState();
    await store.getState().openFiles([file('director.pcap')]);
    const after = store.getState();
    expect(after.failure?.headline).toBe('director.pcap is not a capture');
    expect(after.info).toBe(before.info);
    expect(after.moment).toBe(before.moment);
    expect(after.opening).toBe(false);
    after.dismissFailure();
    expect(store.getState().failure).toBeNull();
  });

  it('does not show the failure of an opening that was cancelled', async () => {
    const engine = new Engine();
    const store = await opened(engine);
    let cancelled = () => {};
    engine.open = () =>
      new Promise((done) => {
        cancelled = () => done({ ok: false, headline: 'Cancelled', problems: [], files: [] });
      });
    engine.cancel = () => cancelled();
    const opening = store.getState().openFiles([file('huge.pcap')]);
    expect(store.getState().opening).toBe(true);
    store.getState().cancelOpening();
    await opening;
    expect(store.getState().opening).toBe(false);
    expect(store.getState().failure).toBeNull();
    expect(store.getState().info?.title).toBe('The same with -p 360');
  });

  it('says what the engine could not answer and stays usable', async () => {
    const engine = new Engine();
    const store = await opened(engine);
    const answer = engine.moment;
    engine.moment = () => Promise.reject(new Error('no snapshot before event 3'));
    store.getState().go({ event: 3, step: 1 });
    await idle(store);
    expect(store.getState().engineError).toBe('no snapshot before event 3');
    engine.moment = answer;
    store.getState().go({ event: 4, step: 1 });
    await idle(store);
    expect(store.getState().engineError).toBeNull();
    expect(store.getState().moment?.cursor).toEqual({ event: 4, step: 1 });
  });
});

describe('the cursor', () => {
  it('ends where the last of a burst of moves leads', async () => {
    const store = await opened();
    for (let n = 0; n < 5; n += 1) store.getState().move('next-packet');
    await idle(store);
    expect(store.getState().moment?.row?.packet).toBe(6);
    expect(store.getState().activeRow).toBe(5);
  });

  it('moves from a step that exists even right after a packet was chosen', async () => {
    const store = await opened();
    store.getState().go({ event: 8, step: Number.POSITIVE_INFINITY });
    store.getState().move('into-back');
    await idle(store);
    const { moment } = store.getState();
    expect(moment?.cursor).toEqual({ event: 8, step: (moment?.steps.length ?? 0) - 1 });
  });

  it('looks at the bucket of the new event when it goes to another', async () => {
    const store = await opened();
    store.getState().setView('table');
    store.getState().selectBucket(5);
    await idle(store);
    expect(store.getState().moment?.chain?.bucket).toBe(5);
    store.getState().go({ event: 8, step: 27 });
    await idle(store);
    expect(store.getState().bucket).toBeNull();
    expect(store.getState().moment?.chain?.bucket).toBe(0xc95);
  });

  it('finds a packet by its number', async () => {
    const store = await opened();
    await store.getState().goToPacket(9, 27);
    await idle(store);
    expect(store.getState().moment?.cursor).toEqual({ event: 8, step: 27 });
  });
});

describe('windows', () => {
  it('follow the filter and say when the cursor is filtered out', async () => {
    const store = await opened();
    store.getState().go({ event: 8, step: 1 });
    store.getState().setRowFilter('template');
    await idle(store);
    expect(store.getState().rowTotal).toBe(12);
    expect(store.getState().activeRow).toBe(1);
    store.getState().go({ event: 9, step: 1 });
    await idle(store);
    expect(store.getState().activeRow).toBe(-1);
    expect(store.getState().nearRow).toBe(1);
  });

  it('have timers between the packets when asked', async () => {
    const store = await opened();
    store.getState().setRowKinds(['packet', 'timer', 'command', 'note']);
    await idle(store);
    expect(store.getState().rowTotal).toBe(109);
  });

  it('load pages of the log around what is seen', async () => {
    const store = await opened();
    store.getState().needLog(250, 260);
    await idle(store);
    expect(store.getState().logCache.get(255)?.index).toBe(255);
    store.getState().setLogLevel(6);
    await idle(store);
    const lines = [...store.getState().logCache.values()];
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.every((line) => line.level <= 6)).toBe(true);
  });

  it('of entries follow the cursor once somebody looks', async () => {
    const store = await opened();
    store.getState().needConns(0, 50);
    await idle(store);
    expect(store.getState().conns?.total).toBe(2);
    store.getState().go({ event: 16, step: 48 });
    await idle(store);
    expect(store.getState().conns?.total).toBe(4);
  });
});

describe('layout', () => {
  it('remembers sizes and theme, and nothing that it does not understand', () => {
    const kept = new Map<string, string>();
    const memory = {
      getItem: (k: string) => kept.get(k) ?? null,
      setItem: (k: string, v: string) => void kept.set(k, v),
    };
    const first = createAppStore(new Engine(), memory).getState();
    first.setTheme('light');
    first.setSizes('path-columns', { packets: 30, path: 40, inspector: 30 });
    const second = createAppStore(new Engine(), memory).getState();
    expect(second.theme).toBe('light');
    expect(second.sizes['path-columns']?.path).toBe(40);
    kept.set('ipvscope.layout', '{"theme":"pink","sizes":{"a":{"b":"wide"}}}');
    const third = createAppStore(new Engine(), memory).getState();
    expect(third.theme).toBe('system');
    expect(third.sizes).toEqual({});
    kept.set('ipvscope.layout', 'not json');
    expect(createAppStore(new Engine(), memory).getState().view).toBe('path');
  });
});
