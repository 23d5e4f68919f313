import { words3 } from '../../src/analysis/seed/hash.ts';
import { prepareSeedSearch, type SeedEntry } from '../../src/analysis/seed/prepare.ts';
import { searchSeeds } from '../../src/analysis/seed/search.ts';
import { conn_tab_init, ip_vs_conn_hashkey } from '../../src/kernel/ipvs/conn_tab.ts';
import { linux_2_6_32 } from '../../src/kernel/profiles/linux-2.6.32.ts';
import { linux_6_12 } from '../../src/kernel/profiles/linux-6.12.ts';
import type { KernelProfile } from '../../src/kernel/profiles/profile.ts';
import type { SeedSpeed } from './pages.ts';

const SEEDS = 2 ** 24;
const FROM = 0x5000_0000;

function listing(profile: KernelProfile, count: number, ipv6: boolean): SeedEntry[] {
  const tab = conn_tab_init({
    conn_tab_bits: 12,
    conn_rnd: 0x1234,
    netns_hash_xor: profile.hash === 'lookup3' ? 0x5e0 : 0,
    profile,
  });
  const bucket = (e: SeedEntry) => ip_vs_conn_hashkey(tab, e.protocol, e.caddr, e.cport);
  return Array.from({ length: count }, (_, i): SeedEntry => {
    const caddr = (0xac100000 + ((i * 7919) & 0xffff)) >>> 0;
    return { protocol: 6, caddr: ipv6 ? [0xfd000000, 0, 0, caddr] : caddr, cport: 1024 + i, pe: false };
  }).sort((a, b) => bucket(a) - bucket(b));
}

/** The peer: one hash a seed, which is the least that any search must do. */
function oneHash(): number {
  let sum = 0;
  for (let seed = 0; seed < SEEDS; seed++) sum ^= words3(0x010010ac, 0x28a0, 6, seed);
  return sum;
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Seeds a second on one thread, for listings of several lengths. */
export function measureSeeds(rounds: number): SeedSpeed[] {
  const cases: readonly (readonly [KernelProfile, number, boolean, boolean])[] = [
    [linux_6_12, 1000, false, true],
    [linux_6_12, 100, false, true],
    [linux_6_12, 20, false, true],
    [linux_6_12, 1000, false, false],
    [linux_6_12, 1000, true, true],
    [linux_2_6_32, 1000, false, true],
  ];
  return cases.map(([profile, count, ipv6, shortcut]) => {
    const name = `${profile.name}, ${count} ${ipv6 ? 'IPv6 ' : ''}entries${shortcut ? '' : ', no shortcut'}`;
    const ms: number[] = [];
    const hashMs: number[] = [];
    const job = prepareSeedSearch(listing(profile, count, ipv6), 12, profile);
    const work = () => searchSeeds(job, FROM, SEEDS, shortcut);
    timed(work);
    for (let round = 0; round < rounds; round++) {
      hashMs.push(timed(oneHash));
      ms.push(timed(work));
    }
    return { name, seeds: SEEDS, ms, hashMs };
  });
}
