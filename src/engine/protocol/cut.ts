import { type CutText, WHOLE } from '../../inputs/cut/cut.ts';

export type { CutText };
/** Keeps every packet. */
export const NOTHING_CUT: CutText = WHOLE;

/** What a cut of a capture keeps, and what it takes to play it. */
export interface CutFigure {
  packets: number;
  /** Flows to virtual ends: about the entries of the table. */
  entries: number;
  /** Bytes of memory, about. */
  bytes: number;
  /** What is wrong with the cut, in words; then the other fields are 0. null = nothing. */
  problem: string | null;
}

/** A client or a service of a capture. */
export interface CutChoice {
  /** As a cut names it. */
  text: string;
  packets: number;
  /** Bytes of memory that a cut to it takes, about. */
  bytes: number;
}

/** What there is to cut by in a capture. */
export interface CutView {
  /** Names of the files. */
  title: string;
  /** The whole capture. */
  whole: CutFigure;
  /** Seconds from its first packet to the latest. */
  seconds: number;
  /** Packets in slices of equal time. */
  density: Uint32Array;
  clients: readonly CutChoice[];
  services: readonly CutChoice[];
  /** The cut that the case has; null = none. */
  cut: CutText | null;
  /** Bytes from which on it is asked before the model runs. */
  budget: number;
  /** It was asked: the capture is not open yet. */
  asked: boolean;
}

/** Narrowing a capture down. */
export interface CutApi {
  /** Of the capture that waits for an answer, else of the one that is open; null = there is none, or a newer call came. */
  cutView(): Promise<CutView | null>;
  /** null = a newer call came. */
  cutFigure(cut: CutText): Promise<CutFigure | null>;
  /** The capture that waits is not opened. */
  leaveCut(): Promise<void>;
  /** Bytes of memory from which on opening asks first. */
  setMemoryBudget(bytes: number): Promise<void>;
}
