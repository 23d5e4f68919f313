import type { InetAddr } from '../../base/inet.ts';
import { swab16, swab32 } from '../../kernel/lib/jhash.ts';
import type { KernelProfile } from '../../kernel/profiles/profile.ts';
import { falseSeeds, zeroBits } from './chance.ts';

/** An entry as far as its bucket depends on it, in the order of the listing. */
export interface SeedEntry {
  /** IANA number; 0 = template of a firewall mark. */
  readonly protocol: number;
  readonly caddr: InetAddr;
  readonly cport: number;
  readonly vport?: number;
  /** A persistence engine hashed it by its own data. */
  readonly pe: boolean;
}

export interface LeftOut {
  readonly why: string;
  readonly count: number;
}

/** High bits of the buckets of the first entry and of another near it that agree whatever the seed. */
export interface SeedFilter {
  /** 0 = those of the first bucket are 0 themselves, because the namespace's part is known. */
  readonly other: number;
  readonly top: number;
}

/** A listing made ready for the search: plain data that can be sent to a worker. */
export interface SeedJob {
  readonly hash: KernelProfile['hash'];
  readonly bits: number;
  /** Part of the namespace in the hash when it is known (0 up to linux-2.6.32); null = it is found too. */
  readonly xor: number | null;
  /** Entries with different hash words. */
  readonly count: number;
  /** The first so many entries decide; the others confirm. */
  readonly window: number;
  /** {@link WORDS} an entry: address (one word, or four of IPv6), port, protocol. */
  readonly words: Int32Array;
  /** 1 = the entry's address is IPv6. */
  readonly ipv6: Uint8Array;
  /** Line of the listing of each entry, from 0, among the entries given. */
  readonly places: Uint32Array;
  readonly filter: SeedFilter | null;
  readonly leftOut: readonly LeftOut[];
  /** False seeds to be expected among all 2^32, at most. */
  readonly falseSeeds: number;
}

export const WORDS = 6;
export const PORT = 4;
export const PROTOCOL = 5;
/**
 * Lines that surely come from one read of the file (a page holds some 50): what the kernel did between two
 * reads cannot have disturbed their order. Far more than are needed to be certain.
 */
const WINDOW = 48;

/** Why an entry says nothing about the seed; null = it does. */
function reasonOf(entry: SeedEntry, hash: KernelProfile['hash']): string | null {
  if (entry.pe) return 'entries of a persistence engine, whose hash is another';
  if (hash === 'lookup2' && typeof entry.caddr !== 'number')
    return 'IPv6 entries, whose hash in this kernel is not known here';
  return null;
}

function wordsOf({ caddr, cport, protocol }: SeedEntry): number[] {
  const address = typeof caddr === 'number' ? [caddr, 0, 0, 0] : caddr;
  return [...address.map((word) => swab32(word) | 0), swab16(cport), protocol];
}

/**
 * The first two entries of one family: both stand near bucket 0, so their buckets begin with the same bits
 * whatever the namespace's part is. When it is known, the first one is enough.
 */
function filterOf(job: Pick<SeedJob, 'bits' | 'xor' | 'count' | 'ipv6'>): SeedFilter | null {
  const other = job.xor === null ? job.ipv6.indexOf(job.ipv6[0], 1) : 0;
  if (job.count < 2 || other < 0) return null;
  const zero = zeroBits(other, job.count, job.bits);
  if (zero === 0) return null;
  return { other, top: (2 ** job.bits - 1) & ~(2 ** (job.bits - zero) - 1) };
}

/**
 * Makes a listing ready for the search of the seed that explains its order (ip_vs_conn_array of ip_vs_conn.c:
 * buckets upwards).
 *
 * @param entries in the order of the listing
 * @param bits binary logarithm of the table's size
 */
export function prepareSeedSearch(
  entries: readonly SeedEntry[],
  bits: number,
  profile: Pick<KernelProfile, 'hash'>,
): SeedJob {
  const left = new Map<string, number>();
  const seen = new Set<string>();
  const words: number[] = [];
  const ipv6: number[] = [];
  const places: number[] = [];
  const leaveOut = (why: string): void => void left.set(why, (left.get(why) ?? 0) + 1);
  for (const [place, entry] of entries.entries()) {
    const own = wordsOf(entry);
    const key = own.join();
    const why = reasonOf(entry, profile.hash);
    if (why) leaveOut(why);
    else if (seen.has(key)) leaveOut('entries of a client address and port that were listed before');
    else {
      seen.add(key);
      words.push(...own);
      ipv6.push(typeof entry.caddr === 'number' ? 0 : 1);
      places.push(place);
    }
  }
  const listed = {
    hash: profile.hash,
    xor: profile.hash === 'lookup2' ? 0 : null,
    count: places.length,
    window: Math.min(WINDOW, places.length),
    words: Int32Array.from(words),
    ipv6: Uint8Array.from(ipv6),
    places: Uint32Array.from(places),
    leftOut: [...left].map(([why, count]) => ({ why, count })),
  };
  return seedJobOfSize(listed, bits);
}

/** The same listing for another size of the table; the words are shared. */
export function seedJobOfSize(
  listed: Omit<SeedJob, 'bits' | 'filter' | 'falseSeeds'>,
  bits: number,
): SeedJob {
  const job = { ...listed, bits };
  const expected = falseSeeds(job.window, bits, job.xor === null ? bits : 0);
  return { ...job, filter: filterOf(job), falseSeeds: expected };
}
