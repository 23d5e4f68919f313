import { isCertain } from '../../analysis/seed/chance.ts';
import { readSeedListing } from '../../analysis/seed/listing.ts';
import { prepareSeedSearch, seedJobOfSize } from '../../analysis/seed/prepare.ts';
import type { MachineParams } from '../../kernel/ipvs/netns_ipvs.ts';
import type { SeedPlan, SeedQuery } from '../protocol/seed.ts';

/** Sizes in the order in which they are likely: the kernel's default, larger ones, smaller ones. */
const SIZES = [12, 15, 16, 18, 20, 13, 14, 17, 19, 11, 10, 9, 8];
/** With fewer entries thousands of seeds explain any order. */
const FEWEST = 12;

type Kernel = Pick<MachineParams, 'profile' | 'conn_tab_bits' | 'conn_rnd'>;

function sizesOf(
  query: SeedQuery,
  listed: number | null,
  kernel: Kernel,
): { sizes: readonly number[]; sizeFrom: SeedPlan['sizeFrom'] } {
  if (query.bits === 'unknown') return { sizes: SIZES, sizeFrom: 'unknown' };
  if (query.bits !== 'listed') return { sizes: [query.bits], sizeFrom: 'given' };
  if (listed !== null) return { sizes: [listed], sizeFrom: 'listing' };
  return { sizes: [kernel.conn_tab_bits], sizeFrom: 'case' };
}

function refusalOf(entries: number, used: number): string {
  if (entries === 0)
    return 'There is no entry in it. Paste /proc/net/ip_vs_conn or the output of "ipvsadm -Lnc", in the order in which it was printed.';
  if (used >= FEWEST) return '';
  return `Only ${used} of its entries can be used, and thousands of seeds explain the order of so few. At least ${FEWEST} are needed, 18 make the seed certain.`;
}

/** Reads a listing and makes it ready for the search, for the kernel of the case. */
export function seedPlan(query: SeedQuery, kernel: Kernel): SeedPlan {
  const { entries, bits, problems } = readSeedListing(query.text);
  const { sizes, sizeFrom } = sizesOf(query, bits, kernel);
  const first = prepareSeedSearch(entries, sizes[0], kernel.profile);
  const jobs = sizes.map((size) => seedJobOfSize(first, size));
  const { count, leftOut } = first;
  const refusal = refusalOf(entries.length, count);
  const falseSeeds = jobs.reduce((sum, job) => sum + job.falseSeeds, 0);
  return {
    jobs: refusal ? [] : jobs,
    sizeFrom,
    entries: entries.length,
    used: count,
    leftOut,
    falseSeeds,
    certain: isCertain(falseSeeds),
    refusal,
    problems,
    first: kernel.conn_rnd,
  };
}
