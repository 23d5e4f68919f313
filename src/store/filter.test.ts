import { describe, expect, it } from 'vitest';
import type { RowQuery, RowWindow } from '../engine/protocol/case-api.ts';
import { Engine } from '../engine/worker/engine.ts';
import { type AppStore, createAppStore } from './create.ts';

async function idle(store: AppStore): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    await new Promise((done) => setTimeout(done));
    quiet = store.getState().pending === 0 ? quiet + 1 : 0;
  }
}

/** An engine whose filters look at ten events a call. */
class SlowEngine extends Engine {
  private readonly scanned = new Map<string, number>();
  asked: string[] = [];

  override async rows(query: RowQuery): Promise<RowWindow> {
    const whole = await super.rows({ ...query, from: 0, count: 10_000 });
    if (query.filter === '') return super.rows(query);
    this.asked.push(query.filter);
    const scanned = Math.min(150, (this.scanned.get(query.filter) ?? 0) + 10);
    this.scanned.set(query.filter, scanned);
    const rows = whole.rows.filter(({ event }) => event < scanned);
    return {
      from: query.from,
      total: rows.length,
      rows: rows.slice(query.from, query.from + query.count),
      scanned,
      complete: scanned === 150,
    };
  }
}

async function opened(): Promise<{ store: AppStore; engine: SlowEngine }> {
  const engine = new SlowEngine();
  const store = createAppStore(engine);
  await store.getState().openScenario('session-loss-wlc');
  await idle(store);
  return { store, engine };
}

describe('a filter that takes several calls', () => {
  it('shows what it has found so far, and says how far it is', async () => {
    const { store } = await opened();
    const totals: [number, number | null][] = [];
    store.subscribe(({ rowTotal, rowsScanned }) => totals.push([rowTotal, rowsScanned]));
    store.getState().setRowFilter('tcp.flags.syn');
    await idle(store);
    expect(store.getState()).toMatchObject({ rowTotal: 12, rowsScanned: null });
    expect(totals).toContainEqual([2, 10]);
    expect(totals).toContainEqual([3, 20]);
    expect(store.getState().rowCache.size).toBe(12);
    expect(store.getState().activeRow).toBe(0);
  });

  it('is overtaken by a newer one', async () => {
    const { store, engine } = await opened();
    store.getState().setRowFilter('tcp.flags.syn');
    store.getState().setRowFilter('tcp.flags & F');
    await idle(store);
    expect(engine.asked.filter((filter) => filter === 'tcp.flags.syn').length).toBeLessThan(15);
    expect(store.getState()).toMatchObject({ rowFilter: 'tcp.flags & F', rowTotal: 12, rowsScanned: null });
    expect([...store.getState().rowCache.values()].every(({ flags }) => flags.includes('F'))).toBe(true);
  });
});

describe('the search of the palette', () => {
  it('finds functions, entries, lines and the first packet of an address', async () => {
    const { store } = await opened();
    store.getState().search('172.16.0.1');
    await idle(store);
    const { found } = store.getState();
    expect(found).toMatchObject({ text: '172.16.0.1', busy: false });
    expect(found?.entries[0]).toMatchObject({ label: '172.16.0.1:41000', packet: 1 });
    expect(found?.address).toMatchObject({ first: { packet: 1 } });
    expect(found?.lines.length).toBeGreaterThan(0);
    store.getState().search('conn_new');
    await idle(store);
    expect(store.getState().found?.functions).toMatchObject([
      { fn: 'ip_vs_conn_new', events: 12, packet: 9 },
    ]);
    await store.getState().goToCall(store.getState().found?.functions[0].event ?? -1, 'ip_vs_conn_new');
    await idle(store);
    const { moment } = store.getState();
    expect(moment?.steps.find(({ number }) => number === moment.cursor.step)?.text).toBe('ip_vs_conn_new');
    store.getState().search('');
    expect(store.getState().found).toBeNull();
  });
});

describe('the filter of the kernel log', () => {
  it('leaves lines that pass, and leads from one to the next', async () => {
    const { store } = await opened();
    const all = store.getState().logTotal;
    store.getState().setLogFilter('log.fn == ip_vs_bind_dest');
    await idle(store);
    const { logTotal, logCache } = store.getState();
    expect(logTotal).toBe(12);
    expect(all).toBeGreaterThan(logTotal);
    expect([...logCache.values()].every(({ text }) => text.startsWith('Bind-dest'))).toBe(true);
    store.getState().setLogFilter('bind-dest 41001 level');
    await idle(store);
    expect(store.getState().logTotal).toBe(0);
    store.getState().setLogFilter('Bind-dest 41001 conn');
    await idle(store);
    const total = store.getState().logTotal;
    expect(total).toBe(2);
    await store.getState().goLogLine(1);
    await idle(store);
    const line = store.getState().logCache.get(0);
    expect(store.getState().moment?.cursor).toEqual({ event: line?.event, step: line?.step });
    await store.getState().goLogLine(1);
    await idle(store);
    await store.getState().goLogLine(1);
    await store.getState().goLogLine(-1);
    await idle(store);
    expect(store.getState().moment?.cursor).toEqual({ event: line?.event, step: line?.step });
  });
});
