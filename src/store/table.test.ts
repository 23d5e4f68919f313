import { expect, it } from 'vitest';
import { Engine } from '../engine/worker/engine.ts';
import { TABLE_MODES } from '../trace/table-views.ts';
import { type AppStore, createAppStore } from './create.ts';
import { WHOLE_MAP } from './table-state.ts';

async function idle(store: AppStore): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    await new Promise((done) => setTimeout(done));
    quiet = store.getState().pending === 0 ? quiet + 1 : 0;
  }
}

it('goes through what cells show in a circle, and marks a client or a server, never both', async () => {
  const store = createAppStore(new Engine());
  await store.getState().openScenario('session-loss-persistent-360');
  store.getState().setView('table');
  const seen: string[] = [];
  for (const _ of TABLE_MODES) {
    store.getState().nextTableMode(1);
    await idle(store);
    seen.push(store.getState().moment?.table.mode ?? '');
  }
  expect(seen).toEqual([...TABLE_MODES.slice(1), TABLE_MODES[0]]);
  store.getState().nextTableMode(-1);
  expect(store.getState().tableMode).toBe(TABLE_MODES.at(-1));

  store.getState().selectServer('192.168.1.12');
  await idle(store);
  expect(store.getState().moment?.table.marked).toMatchObject({ kind: 'server', name: '192.168.1.12' });
  store.getState().selectClient('172.16.0.1');
  await idle(store);
  expect(store.getState().server).toBeNull();
  expect(store.getState().moment?.table.marked).toMatchObject({ kind: 'client', name: '172.16.0.1' });
  store.getState().selectServer('192.168.1.12');
  expect(store.getState().client).toBeNull();
  store.getState().clearMarked();
  await idle(store);
  expect(store.getState().moment?.table.marked).toMatchObject({ kind: 'client' });

  store.getState().setMapZoom({ scale: 3, x: 0.1, y: 0.2 });
  store.getState().selectServer('192.168.1.12');
  await store.getState().openScenario('session-loss-wlc');
  await idle(store);
  expect([store.getState().mapZoom, store.getState().server]).toEqual([WHOLE_MAP, null]);
});
