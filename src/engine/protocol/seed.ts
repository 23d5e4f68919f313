import type { LeftOut, SeedJob } from '../../analysis/seed/prepare.ts';
import type { SeedFit } from '../../analysis/seed/verify.ts';
import type { Problem } from '../../base/result.ts';

/** What is searched: a listing, and the size of the table it shows. */
export interface SeedQuery {
  /** `/proc/net/ip_vs_conn` or `ipvsadm -Lnc`, the heading of `ipvsadm -Ln` may stand above it. */
  readonly text: string;
  /** Binary logarithm of the size; `listed` = as the listing or else the case says; `unknown` = all are tried. */
  readonly bits: number | 'listed' | 'unknown';
}

/** What a search would do, to be told before it begins. */
export interface SeedPlan {
  /** One a size of the table, in the order in which they are tried; none = there is nothing to search. */
  readonly jobs: readonly SeedJob[];
  readonly sizeFrom: 'listing' | 'case' | 'given' | 'unknown';
  /** Entries of the listing, and those of them that tell something. */
  readonly entries: number;
  readonly used: number;
  readonly leftOut: readonly LeftOut[];
  /** False seeds that may explain the order as well, at most, over all sizes. */
  readonly falseSeeds: number;
  /** The first seed that is found is the one. */
  readonly certain: boolean;
  /** Why there is nothing to search; '' = there is. */
  readonly refusal: string;
  /** Lines that were not read. */
  readonly problems: readonly Problem[];
  /** The seed of the case, tried first. */
  readonly first: number;
}

export interface SeedProgress {
  /** From 1: each size of the table with the shortcut, then each without. */
  readonly pass: number;
  readonly passes: number;
  readonly bits: number;
  readonly shortcut: boolean;
  /** Seeds of this pass. */
  readonly tried: number;
  readonly total: number;
  /** Seeds a second. */
  readonly rate: number;
  /** Until the end of this pass; on the average the seed is found in half of it. */
  readonly secondsLeft: number;
  readonly workers: number;
}

export interface SeedAnswer {
  /** Seeds that the whole listing bears out, at most some hundreds. */
  readonly found: readonly FoundSeed[];
  /** There were more than are kept. */
  readonly more: boolean;
  readonly certain: boolean;
  readonly stopped: boolean;
  /** Seeds tried over all passes, and how long that took. */
  readonly tried: number;
  readonly seconds: number;
}

export interface FoundSeed extends SeedFit {
  readonly bits: number;
}

/** What a case is opened with anew. */
export interface SeedChoice {
  readonly seed: number;
  readonly xor: number;
  readonly bits: number;
  /** Entries that stand in order, of all. */
  readonly inOrder: number;
  readonly of: number;
}
