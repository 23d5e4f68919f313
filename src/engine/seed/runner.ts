import type { SeedJob } from '../../analysis/seed/prepare.ts';
import { MOST_HITS, searchSeeds } from '../../analysis/seed/search.ts';
import { fitSeed, holds } from '../../analysis/seed/verify.ts';
import type { FoundSeed } from '../protocol/seed.ts';

/** A range of seeds. */
export interface SeedRange {
  /** Unsigned. */
  readonly from: number;
  readonly count: number;
  readonly shortcut: boolean;
}

export interface RangeResult {
  readonly found: readonly FoundSeed[];
  readonly more: boolean;
}

/** Something that searches one range at a time: a worker, a thread, or slices of this one. */
export interface SeedRunner {
  /** What the next ranges are about. */
  use(job: SeedJob): void;
  /** Never settles when the runner is closed meanwhile. */
  run(range: SeedRange): Promise<RangeResult>;
  close(): void;
}

/** Searches a range and holds what it finds against the whole listing. */
export function searchRange(job: SeedJob, { from, count, shortcut }: SeedRange): RangeResult {
  const hits = searchSeeds(job, from, count, shortcut);
  const found = hits.seeds
    .map((seed): FoundSeed => ({ ...fitSeed(job, seed), bits: job.bits }))
    .filter(holds);
  return { found, more: hits.count > MOST_HITS };
}

const SLICE = 2 ** 20;

/** Searches in this thread, and lets others have a turn between slices. */
export function localRunner(): SeedRunner {
  let job: SeedJob | null = null;
  let closed = false;
  return {
    use(next) {
      job = next;
    },
    async run({ from, count, shortcut }) {
      const found: FoundSeed[] = [];
      let more = false;
      for (let done = 0; job && done < count && !closed; done += SLICE) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        const slice = { from: from + done, count: Math.min(SLICE, count - done), shortcut };
        const result = searchRange(job, slice);
        found.push(...result.found);
        more ||= result.more;
      }
      return { found, more };
    },
    close() {
      closed = true;
    },
  };
}
