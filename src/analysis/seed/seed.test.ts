import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { conn_tab_init, ip_vs_conn_hashkey } from '../../kernel/ipvs/conn_tab.ts';
import { type SipKey, siphash } from '../../kernel/lib/siphash.ts';
import { linux_2_6_32 } from '../../kernel/profiles/linux-2.6.32.ts';
import { linux_6_12 } from '../../kernel/profiles/linux-6.12.ts';
import type { KernelProfile } from '../../kernel/profiles/profile.ts';
import { randomOf } from '../../testing/random.ts';
import { falseSeeds, isCertain, zeroBits } from './chance.ts';
import { readSeedListing } from './listing.ts';
import { prepareSeedSearch, type SeedEntry } from './prepare.ts';
import { hashOf, searchSeeds } from './search.ts';
import { fitSeed, holds, verifySeed } from './verify.ts';

const RANGE = 2 ** 20;

/** The longest listing of a recorded run, with what its kernel had drawn. */
function recorded(kernel: string, run: string) {
  const folder = `e2e/recorded-runs/${kernel}/${run}`;
  const about = JSON.parse(readFileSync(`${folder}/run.json`, 'utf8'));
  const snapshots: Record<string, Record<string, string>> = JSON.parse(
    gunzipSync(readFileSync(`${folder}/snapshots.json.gz`)).toString('utf8'),
  );
  const texts = Object.values(snapshots).map((snapshot) => snapshot['/proc/net/ip_vs_conn'] ?? '');
  const [text] = texts.sort((a, b) => b.length - a.length);
  return {
    listing: readSeedListing(text),
    ipvsadm: Object.values(snapshots).map((snapshot) => snapshot['ipvsadm -Lnc'] ?? ''),
    bits: about.conn_tab_bits as number,
    seed: Number(about.conn_rnd),
    xor: Number(about.netns_hash_xor ?? 0),
  };
}

/** Entries of random clients in the order in which a kernel would list them. */
function made(
  count: number,
  random: (below: number) => number,
  tab: ReturnType<typeof conn_tab_init>,
): SeedEntry[] {
  const entries = Array.from({ length: count }, () => ({
    protocol: random(4) === 0 ? 17 : 6,
    caddr: (0xac100000 + random(0x10000)) >>> 0,
    cport: random(8) === 0 ? 0 : 1024 + random(60000),
    pe: false,
  }));
  const bucket = (e: SeedEntry) => ip_vs_conn_hashkey(tab, e.protocol, e.caddr, e.cport);
  return entries.sort((a, b) => bucket(a) - bucket(b));
}

const table = (profile: KernelProfile, bits: number, conn_rnd: number, netns_hash_xor: number) =>
  conn_tab_init({ conn_tab_bits: bits, conn_rnd, netns_hash_xor, profile });

describe('recorded listings', () => {
  const runs: readonly (readonly [string, string])[] = [
    ['linux-6.12', '0271-four-thousand-entries'],
    ['linux-6.12', '0270-syn-flood'],
    ['linux-6.12', '0272-three-thousand-persistent'],
    ['linux-6.12', '0206-scheduler-sh'],
    ['linux-6.12', '0902-random'],
    ['linux-2.6.32', '050-tcp-matrix-nat'],
    ['linux-2.6.32', '072-synflood-200-rnd0'],
    ['linux-2.6.32', '095-soak-3-churn'],
    ['linux-2.6.32', '010-sed'],
  ];
  it.each(runs)('%s %s gives its seed, and no other in 2^20 around it', (kernel, run) => {
    const { listing, bits, seed, xor } = recorded(kernel, run);
    const job = prepareSeedSearch(listing.entries, bits, kernel === 'linux-6.12' ? linux_6_12 : linux_2_6_32);
    for (const shortcut of [true, false]) {
      const hits = searchSeeds(job, (seed - RANGE / 2) >>> 0, RANGE, shortcut);
      expect(hits).toEqual({ seeds: [seed], count: 1 });
    }
    const fit = fitSeed(job, seed);
    expect(fit.xor).toBe(xor & fit.xorKnown);
    expect(fit).toMatchObject({ inOrder: job.count, of: job.count, refutedBy: null });
    expect(verifySeed(job, seed, xor).refutedBy).toBeNull();
    expect(isCertain(job.falseSeeds)).toBe(true);
    expect(job.count + (job.leftOut[0]?.count ?? 0)).toBe(listing.entries.length);
    expect(listing.problems).toEqual([]);
  });

  it.each(['0250-ipv6-nat', '0251-ipv6-persistent-64'])('%s is explained by its seed', (run) => {
    const { listing, bits, seed, xor } = recorded('linux-6.12', run);
    const job = prepareSeedSearch(listing.entries, bits, linux_6_12);
    expect([...job.ipv6]).not.toContain(0);
    expect(searchSeeds(job, seed, 1).seeds).toEqual([seed]);
    const hits = searchSeeds(job, (seed - RANGE / 2) >>> 0, RANGE);
    if (job.count > 8) expect(hits.count).toBeLessThan(10);
    expect(verifySeed(job, seed, xor).refutedBy).toBeNull();
    expect(isCertain(job.falseSeeds)).toBe(false);
  });

  it('all bits of the namespace are found where entries are many', () => {
    const { listing, bits, seed } = recorded('linux-6.12', '0271-four-thousand-entries');
    const fit = fitSeed(prepareSeedSearch(listing.entries, bits, linux_6_12), seed);
    expect(fit).toMatchObject({ xor: 0x5e0, xorKnown: 0xfff, inOrder: fit.of, of: 4000 });
  });

  it('entries of a persistence engine are left out and said', () => {
    const { listing } = recorded('linux-6.12', '0283-sip-persistence');
    const job = prepareSeedSearch(listing.entries, 12, linux_6_12);
    expect(job.count).toBe(0);
    expect(job.leftOut).toMatchObject([{ count: 2, why: expect.stringContaining('persistence engine') }]);
  });

  it('ipvsadm prints the same entries in the same order', () => {
    const hashed = ({ entries }: ReturnType<typeof readSeedListing>) =>
      entries.map(({ pe, ...words }) => words);
    for (const run of ['0251-ipv6-persistent-64', '0902-random', '0283-sip-persistence']) {
      const { listing, ipvsadm } = recorded('linux-6.12', run);
      const read = ipvsadm.map(readSeedListing).find(({ lines }) => lines.length === listing.lines.length);
      expect(read && hashed(read)).toEqual(hashed(listing));
      expect(read?.entries.every(({ pe }, at) => pe || !listing.entries[at].pe)).toBe(true);
    }
  });
});

describe('the search', () => {
  it('hashes as the model does', () => {
    const random = randomOf(5);
    for (let round = 0; round < 200; round++) {
      for (const profile of [linux_6_12, linux_2_6_32]) {
        const seed = random(2 ** 32);
        const xor = profile === linux_6_12 ? random(2 ** 20) : 0;
        const tab = table(profile, 20, seed, xor);
        const [entry] = made(1, random, tab);
        const six = [1, 2, 3, 4].map(() => random(2 ** 32)) as [number, number, number, number];
        const entries = profile === linux_6_12 ? [entry, { ...entry, caddr: six }] : [entry];
        const job = prepareSeedSearch(entries, 20, profile);
        for (const [at, e] of entries.entries()) {
          const bucket = (hashOf(job, at, seed | 0) ^ xor) & 0xfffff;
          expect(bucket).toBe(ip_vs_conn_hashkey(tab, e.protocol, e.caddr, e.cport));
        }
      }
    }
  });

  it('finds any seed, in tables of any size, at the ends of the range', () => {
    const random = randomOf(7);
    for (const seed of [0, 1, 0x7fffffff, 0x80000000, 0xffffffff]) {
      for (const bits of [8, 12, 16, 20]) {
        const xor = random(2 ** bits);
        const job = prepareSeedSearch(
          made(30 + random(400), random, table(linux_6_12, bits, seed, xor)),
          bits,
          linux_6_12,
        );
        expect(searchSeeds(job, (seed - 1000) >>> 0, 2000).seeds).toEqual([seed]);
        const fit = fitSeed(job, seed);
        expect(fit.refutedBy).toBeNull();
        expect(fit.xor).toBe(xor & fit.xorKnown);
      }
    }
  });

  it('says nothing explains an order that this hash did not make', () => {
    const random = randomOf(9);
    const shuffled = made(500, random, table(linux_6_12, 12, 1, 2));
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = random(i + 1);
      [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
    }
    const job = prepareSeedSearch(shuffled, 12, linux_6_12);
    expect(searchSeeds(job, 0, RANGE).count).toBe(0);
    expect(searchSeeds(job, 0, RANGE, false).count).toBe(0);
    expect(holds(fitSeed(job, 1))).toBe(false);
    expect(fitSeed(job, 1).refutedBy).not.toBeNull();
  });

  it('says nothing explains the order of a kernel that hashes with siphash', () => {
    const random = randomOf(15);
    const key: SipKey = [random(2 ** 32), random(2 ** 32), random(2 ** 32), random(2 ** 32)];
    const order = (e: SeedEntry) => {
      return siphash([Number(e.caddr), e.cport], key, 2, 4)[0] & 0xfff;
    };
    const entries = made(4000, random, table(linux_6_12, 12, 1, 2)).sort((a, b) => order(a) - order(b));
    const job = prepareSeedSearch(entries, 12, linux_6_12);
    expect(searchSeeds(job, 0, RANGE).count).toBe(0);
    expect(searchSeeds(job, 0, RANGE, false).count).toBe(0);
  });

  it('bears with pages that were read twice and with entries that moved', () => {
    const random = randomOf(11);
    const seed = 0x12345678;
    const entries = made(1000, random, table(linux_6_12, 12, seed, 0x5e0));
    const moved = [...entries.slice(0, 500), ...entries.slice(480), ...entries.slice(300, 303)];
    moved.splice(700, 0, { protocol: 6, caddr: 0x01020304, cport: 5, pe: false });
    const job = prepareSeedSearch(moved, 12, linux_6_12);
    expect(job.leftOut).toMatchObject([{ count: 23 }]);
    expect(searchSeeds(job, seed - 1000, 2000).seeds).toEqual([seed]);
    const fit = fitSeed(job, seed);
    expect(holds(fit)).toBe(true);
    expect(fit).toMatchObject({ seed, xor: 0x5e0, of: 1001, inOrder: 1000 });
    expect([fit.refutedBy?.first, fit.refutedBy?.second].map((at) => moved[at ?? -1].cport)).toContain(5);
  });

  it('mixes both families', () => {
    const random = randomOf(13);
    const tab = table(linux_6_12, 12, 99, 0x123);
    const bucket = (e: SeedEntry) => ip_vs_conn_hashkey(tab, e.protocol, e.caddr, e.cport);
    const four = made(60, random, tab);
    const mixed = four.map((e, i): SeedEntry => (i % 2 ? e : { ...e, caddr: [0xfd000000, i, 0, i * 77] }));
    const job = prepareSeedSearch(
      mixed.sort((a, b) => bucket(a) - bucket(b)),
      12,
      linux_6_12,
    );
    expect(searchSeeds(job, 0, 5000).seeds).toEqual([99]);
    expect(fitSeed(job, 99)).toMatchObject({ refutedBy: null, of: 60 });
  });
});

describe('odds', () => {
  it('fall as entries come, and end with certainty at 18', () => {
    const expected = [8, 10, 12, 14, 16, 18].map((count) => falseSeeds(count, 12, 12));
    expect(expected).toEqual([...expected].sort((a, b) => b - a));
    expect(expected[4]).toBeLessThan(1);
    expect(isCertain(expected[4])).toBe(false);
    expect(isCertain(expected[5])).toBe(true);
  });

  it('leave the shortcut out of short listings', () => {
    expect(zeroBits(1, 1000, 12)).toBe(5);
    expect(zeroBits(1, 20, 12)).toBe(0);
    expect(zeroBits(1, 100000, 12)).toBe(11);
  });
});

describe('listings as text', () => {
  it('name the lines that are no entries, and read the size of the table', () => {
    const { entries, bits, problems, lines } = readSeedListing(
      'IP Virtual Server version 1.2.1 (size=65536)\nTCP 00:10  NONE 1.2.3.4:5 10.0.0.1:80 192.168.1.1:80\nhello\nTCP 00:10 NONE client:http 10.0.0.1:80 192.168.1.1:80',
    );
    expect(bits).toBe(16);
    expect(entries).toEqual([{ protocol: 6, caddr: 0x01020304, cport: 5, vport: 80, pe: false }]);
    expect(lines).toEqual([2]);
    expect(problems.map(({ line }) => line)).toEqual([3, 4]);
  });
});
