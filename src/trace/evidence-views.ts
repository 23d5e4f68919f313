import type { Problem } from '../base/result.ts';
import type { Cursor } from './views.ts';

/** What pasted text says beside captures and rules, and how far the model agrees with it: plain data for the panels. */

/**
 * `rules` = its commands are in the setup; `start` = the table begins with its entries; `checkpoint` = the model is
 * compared with it at its time; `capture` = its packets are the inputs; `shown` = it is only shown.
 */
export type EvidenceUse = 'rules' | 'start' | 'checkpoint' | 'capture' | 'shown';

export interface EvidenceDifference {
  /** `missing` = only the listing has it, `extra` = only the model has it. */
  kind: 'missing' | 'extra' | 'differs';
  /** Which row: `TCP 172.16.0.1:40001 > 10.0.0.100:80`. */
  subject: string;
  /** In words: `FIN_WAIT in the listing, ESTABLISHED in the model`. */
  text: string;
  at: Cursor;
}

export interface EvidenceResult {
  /** What was compared: `entries`, `rows`, `figures`. */
  unit: string;
  compared: number;
  agreeing: number;
  differences: readonly EvidenceDifference[];
  /** Differences beyond those that are listed. */
  omitted: number;
  /** What was not compared and why, one sentence each. */
  notes: readonly string[];
  /** The moment that the listing was compared with. */
  at: Cursor;
  /** Its uptime in seconds. */
  time: number;
}

export interface EvidenceTable {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  /** Rows beyond those that are listed. */
  omitted: number;
}

export interface EvidencePart {
  id: string;
  /** Name of the file or of the pasted text. */
  file: string;
  /** From 1 among the parts of its file; null = the file has only this one. */
  number: number | null;
  lines: { from: number; to: number };
  kind: string;
  /** The command that printed it or the name of what it is: `ipvsadm -Lnc`. */
  title: string;
  /** `212 entries`. */
  summary: string;
  /** Uptime in seconds; null = not known. */
  time: number | null;
  /** Where the time comes from, a sentence; '' = there is none. */
  timeFrom: string;
  use: EvidenceUse;
  /** Uses that can be chosen. */
  uses: readonly EvidenceUse[];
  /** Why it is not used as it could be; '' = nothing to say. */
  note: string;
  result: EvidenceResult | null;
  /** Where a starting state stands in the case. */
  at: Cursor | null;
  table: EvidenceTable | null;
  problems: readonly Problem[];
}

export interface EvidenceView {
  parts: readonly EvidencePart[];
}
