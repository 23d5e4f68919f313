import { beforeAll, expect, it } from 'vitest';
import { Engine } from '../../../engine/worker/engine.ts';
import type { Phrase } from '../../../trace/views.ts';
import { whyHere } from './why-here.ts';

/** A template of 20 s whose connection stays ESTABLISHED for 200 s: its timer fires and is held three times. */
const HELD = `# ipvscope case v1
kernel linux-6.12 hz=100 conn_tab_bits=12 conn_rnd=0x7e9c0356 netns_xor=0x5e0 uptime=4
ipvsadm -A -t 10.0.0.100:80 -s rr -p 20
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 1
@0.000 tcp 172.16.0.1:40001 > 10.0.0.100:80 S
@0.040 tcp 172.16.0.1:40001 > 10.0.0.100:80 A
@200.000 tcp 172.16.0.1:40001 > 10.0.0.100:80 R
@300.000 note the end
`;

const engine = new Engine();
const said = (phrases: readonly Phrase[]) =>
  phrases.map((phrase) => (phrase.kind === 'server' ? phrase.server.addr : phrase.text)).join('');
const at = async (time: number) => {
  const event = await engine.eventAt(time);
  const cursor = { event, step: Number.POSITIVE_INFINITY };
  const { row } = await engine.moment({ cursor, bucket: null, client: null });
  const { selected, templates } = await engine.families({
    cursor,
    from: 0,
    count: 10,
    sort: 'expires',
    filter: '',
    conn: null,
  });
  expect(templates).toBe(1);
  if (!selected) throw new Error('no template');
  return said(
    whyHere({ family: selected, row, time, persistent: 20, stamp: (seconds) => seconds.toFixed(2) }),
  );
};

beforeAll(async () => {
  const result = await engine.open([{ name: 'held.txt', data: new Blob([HELD]) }]);
  expect(result.ok).toBe(true);
});

it('says that an entry holds it when its timer has just fired', async () => {
  expect(await at(84.97)).toBe(
    'The timer fired and the template stays. ip_vs_conn_expire found n_control 1: entry :40001 in ESTABLISHED, due at 914.40. ' +
      'So the kernel printed delayed and armed it for another 60 s. This repeats until the last of its entries is gone.',
  );
});

it('says when it fires while entries are alive', async () => {
  expect(await at(4.1)).toContain('n_control is 1: entry :40001');
  expect(await at(4.1)).toContain('Its timer fires at 24.16.');
});

it('says what keeps it when nothing is controlled any more', async () => {
  expect(await at(214.5)).toBe(
    'No entry is controlled by it any more, only its own timer keeps it. It asks 267.84 and fires at 269.28. ' +
      'A new connection of this client before that is sent to 192.168.1.11 and arms it for 20 s anew.',
  );
});
