import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Engine } from '../engine/worker/engine.ts';
import { conn_tab_init, ip_vs_conn_hashkey } from '../kernel/ipvs/conn_tab.ts';
import { linux_6_12 } from '../kernel/profiles/linux-6.12.ts';
import { createAppStore } from './create.ts';

/** The listing of a kernel with a seed of our choice. */
function listing(seed: number, xor: number, count: number): string {
  const tab = conn_tab_init({ conn_tab_bits: 12, conn_rnd: seed, netns_hash_xor: xor, profile: linux_6_12 });
  const clients = Array.from({ length: count }, (_, i) => ({
    caddr: 0xac100000 + i * 257,
    cport: 1024 + i * 31,
  }));
  const bucket = ({ caddr, cport }: (typeof clients)[number]) => ip_vs_conn_hashkey(tab, 6, caddr, cport);
  const hex = (word: number, digits: number) => word.toString(16).toUpperCase().padStart(digits, '0');
  return clients
    .sort((a, b) => bucket(a) - bucket(b))
    .map(
      ({ caddr, cport }) =>
        `TCP ${hex(caddr, 8)} ${hex(cport, 4)} 0A000064 0050 C0A8010A 0050 ESTABLISHED     899`,
    )
    .join('\n');
}

async function opened() {
  const store = createAppStore(new Engine());
  await store.getState().openScenario('session-loss-wlc');
  return store;
}

describe('the seed of the kernel of a listing', () => {
  it('is found, and the case is opened with it', async () => {
    const store = await opened();
    store.getState().askForSeed();
    expect(store.getState().overlay).toBe('seed');
    await store.getState().setSeedQuery({ text: listing(0x00123456, 0x5e0, 60) });
    expect(store.getState().seedPlan).toMatchObject({
      used: 60,
      certain: true,
      refusal: '',
      sizeFrom: 'case',
    });
    await store.getState().startSeedSearch();
    const { seedAnswer, info } = store.getState();
    expect(seedAnswer).toMatchObject({ certain: true, stopped: false, more: false });
    expect(seedAnswer?.found).toMatchObject([{ seed: 0x00123456, inOrder: 60, of: 60, bits: 12 }]);
    expect(info?.seedFrom).not.toBe('found');
    const [found] = seedAnswer?.found ?? [];
    await store.getState().takeSeed(found);
    const after = store.getState();
    expect(after.info).toMatchObject({
      seed: '0x00123456',
      seedFrom: 'found',
      seedFit: '60 of 60 entries in order',
    });
    expect(after).toMatchObject({ overlay: null, scenario: 'session-loss-wlc', seedAnswer: null });
    expect(after.info?.assumptions.join()).not.toContain('seed');
    const hash = await after.lookUp({
      protocol: 'TCP',
      caddr: '172.16.0.1',
      cport: 41000,
      vaddr: '',
      vport: 0,
    });
    const tab = conn_tab_init({
      conn_tab_bits: 12,
      conn_rnd: 0x00123456,
      netns_hash_xor: found.xor,
      profile: linux_6_12,
    });
    expect(hash?.bucket).toBe(ip_vs_conn_hashkey(tab, 6, 0xac100001, 41000));
    expect(await after.caseText()).toContain('0x00123456');
  });

  it('is not asked of a listing that is too short or none at all', async () => {
    const store = await opened();
    await store.getState().setSeedQuery({ text: listing(1, 2, 5) });
    expect(store.getState().seedPlan).toMatchObject({ jobs: [], used: 5 });
    expect(store.getState().seedPlan?.refusal).toContain('Only 5');
    await store.getState().setSeedQuery({ text: 'hello' });
    expect(store.getState().seedPlan?.refusal).toContain('no entry');
    expect(store.getState().seedPlan?.problems).toHaveLength(1);
    await store.getState().startSeedSearch();
    expect(store.getState().seedAnswer).toBeNull();
    await store.getState().setSeedQuery({ text: '' });
    expect(store.getState().seedPlan).toBeNull();
  });

  it('is searched until it is stopped, and forgotten with the next case', async () => {
    const store = await opened();
    await store.getState().setSeedQuery({ text: listing(0xf0000000, 2, 40), bits: 'unknown' });
    expect(store.getState().seedPlan?.jobs.map(({ bits }) => bits)).toHaveLength(13);
    const seen: number[] = [];
    store.subscribe(({ seedProgress }) => seedProgress && seen.push(seedProgress.tried));
    const search = store.getState().startSeedSearch();
    while ((seen.at(-1) ?? 0) === 0) await new Promise((done) => setTimeout(done, 20));
    expect(store.getState()).toMatchObject({ seedSearching: true });
    store.getState().stopSeedSearch();
    await search;
    expect(store.getState().seedAnswer).toMatchObject({ stopped: true, found: [] });
    expect(store.getState().seedSearching).toBe(false);
    const again = store.getState().startSeedSearch();
    await store.getState().openScenario('session-loss-wlc');
    await again;
    expect(store.getState()).toMatchObject({ seedSearching: false, seedAnswer: null, seedPlan: null });
  });

  it('stays when files are added, and goes when they name their own', async () => {
    const engine = new Engine();
    const file = (run: string, name: string) => {
      const bytes = readFileSync(`e2e/recorded-runs/linux-6.12/${run}/${name}`);
      const data = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
      return { name, data: new Blob([Uint8Array.from(data)]) };
    };
    const run = '002-dr-wlc-session-loss';
    await engine.open([file(run, 'any.pcap.gz')]);
    await engine.withSeed({ seed: 7, xor: 1, bits: 13, inOrder: 20, of: 20 });
    const more = await engine.open([file(run, 'ipvsadm-rules.txt')]);
    expect(more).toMatchObject({ ok: true, info: { seedFrom: 'found', seed: '0x00000007', buckets: 8192 } });
    const named = await engine.open([file(run, 'run.json')]);
    expect(named).toMatchObject({ ok: true, info: { seedFrom: 'given', buckets: 4096 } });
  });
});
