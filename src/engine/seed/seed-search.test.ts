import { describe, expect, it } from 'vitest';
import { ALL_SEEDS } from '../../analysis/seed/chance.ts';
import type { SeedEntry, SeedJob } from '../../analysis/seed/prepare.ts';
import { conn_tab_init, ip_vs_conn_hashkey } from '../../kernel/ipvs/conn_tab.ts';
import { linux_6_12 } from '../../kernel/profiles/linux-6.12.ts';
import type { FoundSeed, SeedProgress } from '../protocol/seed.ts';
import { localRunner, type SeedRange, type SeedRunner } from './runner.ts';
import { seedPlan } from './seed-plan.ts';
import { SeedSearch } from './seed-search.ts';

const KERNEL = { profile: linux_6_12, conn_tab_bits: 12, conn_rnd: 5 };

/** `ipvsadm -Lnc` of a kernel with this seed, whose entries stand in another order when `order` says so. */
function listing(count: number, seed: number, order?: (entry: SeedEntry) => number): string {
  const tab = conn_tab_init({
    conn_tab_bits: 12,
    conn_rnd: seed,
    netns_hash_xor: 0x360,
    profile: linux_6_12,
  });
  const place = order ?? ((e: SeedEntry) => ip_vs_conn_hashkey(tab, 6, e.caddr, e.cport));
  return Array.from({ length: count }, (_, i) => ({
    protocol: 6,
    caddr: 0x0a010000 + ((i * 40503) & 0xffff),
    cport: 1024 + i * 7,
    pe: false,
  }))
    .sort((a, b) => place(a) - place(b))
    .map(
      ({ caddr, cport }) =>
        `TCP 00:59  SYN_RECV    10.1.${(caddr >> 8) & 255}.${caddr & 255}:${cport} 10.0.0.100:80      192.168.1.10:80`,
    )
    .join('\n');
}

interface Seen extends SeedRange {
  readonly bits: number;
}

/** A runner that finds what it is told to, at once. */
function pretender(seen: Seen[], finds: (range: SeedRange, job: SeedJob) => FoundSeed[]): SeedRunner {
  let now: SeedJob | null = null;
  return {
    use: (job) => {
      now = job;
    },
    async run(range) {
      if (!now) throw new Error('no job');
      seen.push({ ...range, bits: now.bits });
      return { found: finds(range, now), more: false };
    },
    close: () => {},
  };
}

const foundSeed = (seed: number, bits: number): FoundSeed => ({
  seed,
  bits,
  xor: 0,
  xorKnown: 0,
  inOrder: 30,
  of: 30,
  refutedBy: null,
});
const within = ({ from, count }: SeedRange, seed: number) => seed >= from && seed < from + count;

describe('a search', () => {
  it('tries the seed of the case first, then every seed once, by all runners', async () => {
    const seen: Seen[] = [];
    const plan = seedPlan({ text: listing(20, 1), bits: 'listed' }, KERNEL);
    expect(plan.jobs.map(({ filter }) => filter !== null)).toEqual([false]);
    const answer = await new SeedSearch(plan, [pretender(seen, () => []), pretender(seen, () => [])]).start();
    expect(answer).toMatchObject({ found: [], certain: false, stopped: false, tried: ALL_SEEDS });
    expect(seen[0]).toMatchObject({ from: 5, count: 1 });
    const ranges = seen.slice(1).sort((a, b) => a.from - b.from);
    expect(
      ranges.every(({ from }, i) => from === (i === 0 ? 0 : ranges[i - 1].from + ranges[i - 1].count)),
    ).toBe(true);
    expect(ranges.reduce((sum, { count }) => sum + count, 0)).toBe(ALL_SEEDS);
  });

  it('ends with the first seed when one is enough', async () => {
    const seen: Seen[] = [];
    const plan = seedPlan({ text: listing(300, 1), bits: 'listed' }, KERNEL);
    const runner = pretender(seen, (range, { bits }) => (within(range, 9e8) ? [foundSeed(9e8, bits)] : []));
    const answer = await new SeedSearch(plan, [runner]).start();
    expect(answer).toMatchObject({ certain: true, found: [{ seed: 9e8, bits: 12 }] });
    expect(answer.tried).toBeLessThan(ALL_SEEDS / 4);
    expect(seen.slice(1).every(({ shortcut }) => shortcut)).toBe(true);
  });

  it('goes over all seeds when several may fit', async () => {
    const plan = seedPlan({ text: listing(13, 1), bits: 'listed' }, KERNEL);
    expect(plan.certain).toBe(false);
    const runner = pretender([], (range, { bits }) =>
      [7, 4e9].filter((seed) => within(range, seed)).map((seed) => foundSeed(seed, bits)),
    );
    const answer = await new SeedSearch(plan, [runner]).start();
    expect(answer).toMatchObject({ certain: false, tried: ALL_SEEDS });
    expect(answer.found.map(({ seed }) => seed)).toEqual([7, 4e9]);
  });

  it('tries all sizes, then all of them without the shortcut', async () => {
    const seen: Seen[] = [];
    const plan = seedPlan({ text: listing(300, 1), bits: 'unknown' }, KERNEL);
    const runner = pretender(seen, (range, { bits }) =>
      bits === 15 && !range.shortcut && within(range, 3e9) ? [foundSeed(3e9, bits)] : [],
    );
    const progress: SeedProgress[] = [];
    const answer = await new SeedSearch(plan, [runner], (now) => progress.push(now)).start();
    expect(answer.found).toMatchObject([{ seed: 3e9, bits: 15 }]);
    const passes = seen.filter(({ from, count }) => from === 0 && count > 1);
    expect(passes.map(({ bits, shortcut }) => `${bits} ${shortcut}`)).toEqual([
      ...[12, 15, 16, 18, 20, 13, 14, 17, 19, 11, 10, 9, 8].map((bits) => `${bits} true`),
      '12 false',
      '15 false',
    ]);
    expect(progress.at(-1)).toMatchObject({ pass: 15, passes: 26, bits: 15, shortcut: false });
  });

  it('tells what kept a runner from working', async () => {
    const plan = seedPlan({ text: listing(30, 1), bits: 'listed' }, KERNEL);
    const broken: SeedRunner = { use() {}, run: () => Promise.reject(new Error('no worker')), close() {} };
    await expect(new SeedSearch(plan, [broken]).start()).rejects.toThrow('no worker');
  });

  it('finds a real seed in slices of this thread', async () => {
    const plan = seedPlan({ text: listing(400, 0x00200000), bits: 'listed' }, KERNEL);
    const answer = await new SeedSearch(plan, [localRunner()]).start();
    expect(answer.found).toMatchObject([{ seed: 0x00200000, xor: 0x360, inOrder: answer.found[0].of }]);
    expect(answer.certain).toBe(true);
  });
});

describe('a plan', () => {
  it('takes the size from the listing, from the reader, or from the case', () => {
    const text = listing(30, 1);
    const headed = `IP Virtual Server version 1.2.1 (size=32768)\n${text}`;
    const size = (of: string, bits: number | 'listed') => {
      const plan = seedPlan({ text: of, bits }, KERNEL);
      return [plan.jobs[0].bits, plan.sizeFrom];
    };
    expect(size(headed, 'listed')).toEqual([15, 'listing']);
    expect(size(headed, 10)).toEqual([10, 'given']);
    expect(size(text, 'listed')).toEqual([12, 'case']);
  });
});
