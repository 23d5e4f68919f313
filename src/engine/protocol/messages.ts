import type { Problem } from '../../base/result.ts';
import type { EvidenceUse } from '../../trace/evidence-views.ts';
import type { CaseInfo, Cursor, OpenedFile, Overview } from '../../trace/views.ts';
import type { CaseApi } from './case-api.ts';
import type { CutApi, CutText } from './cut.ts';
import type { DifferencesApi } from './differences.ts';
import type { LinksApi, OpenedLink } from './links.ts';
import type { Progress } from './progress.ts';
import type { SeedAnswer, SeedChoice, SeedPlan, SeedProgress, SeedQuery } from './seed.ts';
import type { SideName } from './side-name.ts';
import type { WhatIfApi } from './whatif.ts';

export type { SideName };

/** A file or pasted text handed to the engine. */
export interface InputFile {
  name: string;
  data: Blob;
  /** It was pasted: it has no time of its own. */
  pasted?: boolean;
}

export type { Progress };

export type OpenResult =
  /** `growing` = the model is still running: `grown` tells what there is. */
  | { ok: true; info: CaseInfo; overview: Overview; growing?: true; link?: OpenedLink }
  /** Nothing was replaced: the case before stays loaded. */
  | {
      ok: false;
      headline: string;
      problems: readonly Problem[];
      files: readonly OpenedFile[];
      /** Nothing is wrong: the capture needs more memory than it may, and waits for `openCut` or `leaveCut`. */
      asks?: boolean;
    };

export interface SideView {
  name: SideName;
  /** `Model, linux-6.12`, `Observed kernel, dmesg.txt`. */
  title: string;
}

/** A line of a kernel log that looks like IPVS and is none of the kernel's messages. */
export interface UnreadLine {
  /** Line in the file, from 1. */
  line: number;
  text: string;
}

export interface UnreadWindow {
  from: number;
  total: number;
  lines: readonly UnreadLine[];
}

/** What is known of the kernel log of a case. */
export interface LogView {
  name: string;
  /** The kernel by whose messages it is read. */
  kernel: string;
  /** The kernels that could have printed it, with the lines that each of them knows. */
  kernels: readonly { name: string; lines: number }[];
  messages: number;
  /** Lines that look like IPVS and are not known. */
  unread: number;
  /** Lines of others. */
  foreign: number;
  /** Places where lines are missing. */
  gaps: number;
  boots: number;
  /** Least debug_level with which all its lines are printed; -1 = none is needed. */
  level: number;
  /** What a higher debug_level would have shown. */
  higher: readonly { level: number; shows: string }[];
}

export interface CaseSides {
  /** The side that all other views show. */
  shown: SideName;
  /** The log of the case, if it has one. */
  log: LogView | null;
  /** A capture or rules are there beside a log: the comparison stands on more than what is inferred. */
  given: { capture: boolean; rules: boolean };
  /** One side, or several: then they can be compared. */
  sides: readonly SideView[];
  /** Kernels that the same inputs could be given to. */
  profiles: readonly string[];
  /** Seconds that the user has added to the estimated time of boot. */
  nudge: number;
}

/** A line of one side, and where it is printed there. */
export interface ComparedLine {
  time: number;
  text: string;
  cursor: Cursor;
}

/** `same` = both sides print it; else at least one of them is different or missing. */
export interface ComparedRow {
  row: number;
  kind: 'same' | 'differs';
  a: ComparedLine | null;
  b: ComparedLine | null;
}

export interface DifferenceView {
  /** First row of it in {@link ComparedWindow}. */
  row: number;
  /** Rows that it takes. */
  rows: number;
  /** Why they part there: the function and the branch. */
  text: string;
  fn: string;
  a: ComparedLine | null;
  b: ComparedLine | null;
}

/** Two sides, line by line. `a` is the side that is believed. */
export interface ComparisonView {
  a: SideView;
  b: SideView;
  lines: { a: number; b: number };
  agreeing: number;
  /** Lines above this debug_level are not compared: the side that is believed has none. */
  level: number;
  /** Seconds of uptime up to which the sides are compared, because more would not fit; null = to their end. */
  until: number | null;
  /** How many there are; `list` holds the first few hundred. */
  differences: number;
  list: readonly DifferenceView[];
  rows: number;
}

export interface ComparedWindow {
  from: number;
  total: number;
  rows: readonly ComparedRow[];
}

/** A case that can be looked at while the model is still running. */
export interface Grown {
  /** Of what is played. */
  overview: Overview;
  /** How far the model is; null = all is played. */
  progress: Progress | null;
}

/** The engine as the main thread sees it; the worker shell and the in-process engine have the same methods. */
export interface EngineApi extends CaseApi, CutApi, DifferencesApi, LinksApi, WhatIfApi {
  /** Adds files to what is open (captures replace captures, rules the rules; captures of one call are merged by time); all or nothing. */
  open(files: readonly InputFile[], onProgress?: (progress: Progress) => void): Promise<OpenResult>;
  /** Opens the capture that waits, or opens the case anew; null = the whole capture. */
  openCut(cut: CutText | null, onProgress?: (progress: Progress) => void): Promise<OpenResult>;
  /** From now on long runs are given as soon as there is something to see, and are played on by themselves. */
  showEarly(early: boolean): Promise<void>;
  grown(): Promise<Grown>;
  openScenario(name: string): Promise<OpenResult>;
  /** Opens the case of a link's fragment, `#case=...`; all or nothing. */
  openLink(fragment: string): Promise<OpenResult>;
  scenarios(): Promise<readonly { name: string; title: string; about: string }[]>;
  /** Ends what is being opened and what is being compared. */
  cancel(): void;
  /** What is being opened waits, its reading as well as the model. */
  pauseOpening(): void;
  goOnOpening(): void;
  /** Which kernels the case has, and which one is shown. */
  sides(): Promise<CaseSides>;
  /** Shows another side in all views. */
  show(side: SideName, onProgress?: (progress: Progress) => void): Promise<OpenResult>;
  /** Holds two sides against each other; null = there is only one. */
  comparison(onProgress?: (progress: Progress) => void): Promise<ComparisonView | null>;
  comparedRows(from: number, count: number): Promise<ComparedWindow>;
  /** The row of the last line that is printed at a moment of a side; -1 = none yet, or the side is not compared. */
  comparedRow(side: SideName, cursor: Cursor): Promise<number>;
  /** Puts the same inputs under another kernel beside the case. */
  putProfile(profile: string): Promise<CaseSides>;
  /** Puts an alternative that was played beside the case, so that both can be stepped through. */
  putAlternative(id: string): Promise<CaseSides>;
  /** Takes away again what was put beside. */
  takeAway(): Promise<CaseSides>;
  /** Puts other files beside the case, as a case of their own. */
  putFiles(files: readonly InputFile[], onProgress?: (progress: Progress) => void): Promise<OpenResult>;
  /** Moves a log against its capture by seconds. */
  nudge(seconds: number, onProgress?: (progress: Progress) => void): Promise<OpenResult>;
  /** Reads a listing of the user's kernel and says what a search for its hash seed would do. */
  planSeedSearch(query: SeedQuery): Promise<SeedPlan>;
  /** Tries all seeds, on all processors; one search at a time. */
  findSeed(plan: SeedPlan, onProgress?: (progress: SeedProgress) => void): Promise<SeedAnswer>;
  stopFindingSeed(): void;
  /** Opens the case that is open once more, with the user's kernel's own buckets. */
  withSeed(choice: SeedChoice): Promise<OpenResult>;
  /** Lines of the log that look like IPVS and are not known. */
  unreadLines(from: number, count: number): Promise<UnreadWindow>;
  /** Reads the log by another kernel's messages. */
  chooseKernel(name: string, onProgress?: (progress: Progress) => void): Promise<OpenResult>;
  /** Uses a part otherwise, or at another time (seconds of uptime); the case is made and played again. */
  useEvidence(
    id: string,
    change: { use?: EvidenceUse; time?: number },
    onProgress?: (progress: Progress) => void,
  ): Promise<OpenResult>;
}
