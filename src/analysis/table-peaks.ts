import type { Lives } from '../trace/lives.ts';

/** The table at its fullest, and its chain at its longest. */
export interface TablePeaks {
  /** Entries made and released in the whole run. */
  readonly made: number;
  readonly released: number;
  /** Most entries at once, and the first event at whose end they were there; -1 = there were none ever. */
  readonly entries: number;
  readonly entriesEvent: number;
  /** Most entries in one bucket at once, that bucket, and the first event at whose end they were there. */
  readonly chain: number;
  readonly chainBucket: number;
  readonly chainEvent: number;
  /** Chain that hashing at random lets expect at the most when the table is at its fullest. */
  readonly expectedChain: number;
  /** For each of the slices: most entries at once, and most of one bucket; a slice without a change has its start's. */
  readonly sliceEntries: Uint32Array;
  readonly sliceChains: Uint32Array;
}

/** Slices of a sweep: their number, and the slice of an event (0-based, never falling). */
export interface PeakSlices {
  readonly count: number;
  readonly sliceOf: (event: number) => number;
}

const NO_SLICES: PeakSlices = { count: 0, sliceOf: () => 0 };

/** Shortest length that fewer than half a bucket is expected to have: Poisson with `entries / buckets` each. */
export function expectedLongest(entries: number, buckets: number): number {
  if (entries === 0) return 0;
  const load = entries / buckets;
  const enough = 0.5 / buckets;
  let length = 0;
  let share = Math.exp(-load);
  let beyond = 1 - share;
  while (beyond > enough && length < entries) {
    length++;
    share *= load / length;
    beyond -= share;
  }
  return Math.max(1, length);
}

/** Lengths of all chains, and how many have each length: the longest is known at any time. */
class Chains {
  size = 0;
  longest = 0;
  private readonly lengths: Uint32Array;
  private readonly having: number[] = [];

  constructor(buckets: number) {
    this.lengths = new Uint32Array(buckets);
  }

  /** @returns the new length of the bucket; bucket -1 = not hashed */
  add(bucket: number): number {
    this.size++;
    if (bucket < 0) return 0;
    const length = ++this.lengths[bucket];
    this.having[length] = (this.having[length] ?? 0) + 1;
    if (length > 1) this.having[length - 1]--;
    if (length > this.longest) this.longest = length;
    return length;
  }

  remove(bucket: number): void {
    this.size--;
    if (bucket < 0) return;
    const length = this.lengths[bucket]--;
    this.having[length]--;
    if (length > 1) this.having[length - 1]++;
    while (this.longest > 0 && this.having[this.longest] === 0) this.longest--;
  }
}

/** Rows by the event of their death, those that still live left out. */
function byDeath({ deaths, size }: Lives, events: number): Uint32Array {
  const rows: number[] = [];
  for (let row = 0; row < size; row++) if (deaths.at(row) < events) rows.push(row);
  return Uint32Array.from(rows).sort((a, b) => deaths.at(a) - deaths.at(b) || a - b);
}

class Sweep {
  readonly chains: Chains;
  readonly sliceEntries: Uint32Array;
  readonly sliceChains: Uint32Array;
  entries = { most: 0, event: -1 };
  chain = { most: 0, event: -1, bucket: -1 };
  private slice = 0;
  private grown = -1;

  constructor(
    buckets: number,
    private readonly slices: PeakSlices,
  ) {
    this.chains = new Chains(buckets);
    this.sliceEntries = new Uint32Array(slices.count);
    this.sliceChains = new Uint32Array(slices.count);
  }

  /** Slices up to the event's begin with what is in the table. */
  begin(event: number): void {
    const { count, sliceOf } = this.slices;
    if (count === 0) return;
    const wanted = Math.min(count - 1, sliceOf(event));
    while (this.slice < wanted) {
      this.slice++;
      this.note();
    }
  }

  private note(): void {
    const { slice, chains } = this;
    this.sliceEntries[slice] = Math.max(this.sliceEntries[slice], chains.size);
    this.sliceChains[slice] = Math.max(this.sliceChains[slice], chains.longest);
  }

  add(bucket: number): void {
    const length = this.chains.add(bucket);
    if (length > this.chain.most && length === this.chains.longest) this.grown = bucket;
  }

  /** What the event left behind. */
  end(event: number): void {
    const { chains } = this;
    if (chains.size > this.entries.most) this.entries = { most: chains.size, event };
    if (chains.longest > this.chain.most) this.chain = { most: chains.longest, event, bucket: this.grown };
    if (this.slices.count > 0) this.note();
  }

  /** The slices behind the last change. */
  finish(): void {
    while (this.slice < this.slices.count - 1) {
      this.slice++;
      this.note();
    }
  }
}

type Rehashing = ReturnType<Lives['rehashed']> extends Generator<infer Move> ? Move : never;

/** Entries that went to another bucket in one event: out of all old ones first, then into the new ones. */
function rehash(sweep: Sweep, lives: Lives, event: number, moved: readonly Rehashing[]): void {
  const stays = (row: number): boolean => lives.births.at(row) !== event && lives.deaths.at(row) > event;
  const rows = [...new Set(moved.map(({ row }) => row))].filter(stays);
  for (const row of rows) sweep.chains.remove(lives.bucketAt(row, event - 1));
  for (const row of rows) sweep.add(lives.bucketAt(row, event));
}

function sweepOver(sweep: Sweep, lives: Lives, dying: Uint32Array, events: number): void {
  const { births, deaths, size } = lives;
  const moves = [...lives.rehashed()].sort((a, b) => a.event - b.event);
  let [born, died, moved] = [0, 0, 0];
  const isShort = (row: number): boolean => deaths.at(row) === births.at(row);
  for (;;) {
    const event = Math.min(
      born < size ? births.at(born) : events,
      died < dying.length ? deaths.at(dying[died]) : events,
      moved < moves.length ? moves[moved].event : events,
    );
    if (event >= events) return;
    sweep.begin(event);
    for (; died < dying.length && deaths.at(dying[died]) === event; died++) {
      const row = dying[died];
      if (!isShort(row)) sweep.chains.remove(lives.bucketAt(row, event - 1));
    }
    const first = moved;
    while (moved < moves.length && moves[moved].event === event) moved++;
    if (moved > first) rehash(sweep, lives, event, moves.slice(first, moved));
    for (; born < size && births.at(born) === event; born++) {
      if (!isShort(born)) sweep.add(lives.bucketAt(born, event));
    }
    sweep.end(event);
  }
}

/**
 * How full the connection table was: one pass over the births, deaths and buckets of all entries, exact at the end of
 * every event (an entry that is made and released by the same event is never counted).
 * @param lives the entries of a run that is played to its end
 * @param events events of the run
 * @param buckets 2 to the power of conn_tab_bits
 * @param slices for a chart over time; left out = none
 */
export function tablePeaks(lives: Lives, events: number, buckets: number, slices = NO_SLICES): TablePeaks {
  const dying = byDeath(lives, events);
  const sweep = new Sweep(buckets, slices);
  sweepOver(sweep, lives, dying, events);
  sweep.finish();
  const { entries, chain } = sweep;
  return {
    made: lives.size,
    released: dying.length,
    entries: entries.most,
    entriesEvent: entries.event,
    chain: chain.most,
    chainBucket: chain.bucket,
    chainEvent: chain.event,
    expectedChain: expectedLongest(entries.most, buckets),
    sliceEntries: sweep.sliceEntries,
    sliceChains: sweep.sliceChains,
  };
}
