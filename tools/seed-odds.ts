/**
 * `npx tsx tools/seed-odds.ts [<listings>]`: how many listed entries make the seed of the connection hash certain. For
 * listings of random clients in a table of 4096 buckets: seeds among 2^24 that give the same order, besides the true
 * one, and how many are expected at most.
 */
import { falseSeeds } from '../src/analysis/seed/chance.ts';
import { prepareSeedSearch, type SeedEntry } from '../src/analysis/seed/prepare.ts';
import { searchSeeds } from '../src/analysis/seed/search.ts';
import { conn_tab_init, ip_vs_conn_hashkey } from '../src/kernel/ipvs/conn_tab.ts';
import { linux_6_12 } from '../src/kernel/profiles/linux-6.12.ts';
import { randomOf } from '../src/testing/random.ts';

const SEEDS = 2 ** 24;
const BITS = 12;
const listings = Number(process.argv[2] ?? 1);
const random = randomOf(1);

function listing(count: number): SeedEntry[] {
  const params = {
    conn_tab_bits: BITS,
    conn_rnd: SEEDS + random(2 ** 31),
    netns_hash_xor: random(2 ** BITS),
  };
  const tab = conn_tab_init({ ...params, profile: linux_6_12 });
  const bucket = (e: SeedEntry) => ip_vs_conn_hashkey(tab, e.protocol, e.caddr, e.cport);
  return Array.from(
    { length: count },
    (): SeedEntry => ({ protocol: 6, caddr: random(2 ** 32), cport: 1024 + random(60_000), pe: false }),
  ).sort((a, b) => bucket(a) - bucket(b));
}

console.log('entries   false seeds in 2^24   expected at most   in 2^32 at most');
for (const count of [8, 10, 12, 14, 16, 18]) {
  let found = 0;
  for (let i = 0; i < listings; i++)
    found += searchSeeds(prepareSeedSearch(listing(count), BITS, linux_6_12), 0, SEEDS, false).count;
  const bound = falseSeeds(count, BITS, BITS);
  const cells = [found / listings, (bound / 2 ** 32) * SEEDS, bound];
  const text = cells.map((cell) => (cell >= 10 || cell === 0 ? cell.toFixed(0) : cell.toPrecision(2)));
  console.log([String(count).padEnd(7), ...text.map((cell, i) => cell.padStart([22, 19, 18][i]))].join(''));
}
