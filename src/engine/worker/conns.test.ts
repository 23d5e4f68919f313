import { describe, expect, it } from 'vitest';
import { parseAddr } from '../../base/inet.ts';
import { recordedBytes } from '../../testing/recorded.ts';
import type { ConnView } from '../../trace/views.ts';
import { Engine } from './engine.ts';

const addr = (text: string): number => Number(parseAddr(text));
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const COMPARE = {
  client: (a: ConnView, b: ConnView) => addr(a.caddr) - addr(b.caddr) || a.cport - b.cport,
  server: (a: ConnView, b: ConnView) => addr(a.daddr) - addr(b.daddr) || a.uid - b.uid,
  state: (a: ConnView, b: ConnView) => byText(a.state, b.state) || a.uid - b.uid,
  expires: (a: ConnView, b: ConnView) => (a.asked ?? 0) - (b.asked ?? 0) || a.uid - b.uid,
} as const;

describe.each([['0907-random'], ['0802-web-nat-wlc-persistent']])('entries of %s in windows', (run) => {
  const opened = async () => {
    const engine = new Engine();
    const names = ['any.pcap', 'ipvsadm-rules.txt', 'sysctl.conf', 'actions.txt', 'run.json'];
    const files = names.map((name) => ({
      name,
      data: new Blob([recordedBytes(run, name) as Uint8Array<ArrayBuffer>]),
    }));
    const result = await engine.open(files);
    if (!result.ok) throw new Error(result.headline);
    return { engine, events: result.overview.events };
  };

  it('are the whole list cut in pieces, in the order that was asked for, at any moment', async () => {
    const { engine, events } = await opened();
    for (const event of [Math.floor(events / 3), Math.floor(events / 2), Math.floor(events / 3), events - 1])
      for (const step of [1, Number.POSITIVE_INFINITY]) {
        const at = { cursor: { event, step }, filter: '' };
        const all = await engine.conns({ ...at, from: 0, count: 1e6, sort: 'bucket' });
        expect(all.rows.map(({ bucket }) => bucket)).toEqual(
          all.rows.map(({ bucket }) => bucket).sort((a, b) => a - b),
        );
        for (const sort of ['client', 'server', 'state', 'expires'] as const) {
          const ids: string[] = [];
          for (let from = 0; from <= all.total; from += 7) {
            const window = await engine.conns({ ...at, from, count: 7, sort });
            expect(window.total).toBe(all.total);
            ids.push(...window.rows.map(({ id }) => id));
          }
          expect(ids).toEqual([...all.rows].sort(COMPARE[sort]).map(({ id }) => id));
        }
      }
  });

  it('have nothing behind the end', async () => {
    const { engine, events } = await opened();
    const cursor = { event: Math.floor(events / 2), step: 0 };
    const window = await engine.conns({ cursor, from: 1e6, count: 50, sort: 'client', filter: '' });
    expect(window.rows).toEqual([]);
  });
});
