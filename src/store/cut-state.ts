import type { CutFigure, CutText, CutView } from '../engine/protocol/cut.ts';

/** Narrowing a capture down: the dialog that is shown when it needs too much, or when it is asked for. */
export interface CutSlice {
  /** What there is to cut by; null = not asked for, or not known yet. */
  cutView: CutView | null;
  /** The cut as it stands in the fields. */
  cut: CutText;
  /** What it keeps; null = it is being counted. */
  cutFigure: CutFigure | null;
  /** Megabytes from which on opening asks first; remembered in this browser. */
  memoryLimit: number;
  setMemoryLimit(megabytes: number): void;
  /** Tells the engine. */
  tellMemoryLimit(): void;
  /** Shows the dialog, with the cut that the case has. */
  askForCut(): Promise<void>;
  setCut(change: Partial<CutText>): Promise<void>;
  /** Opens what the fields say; null = the whole capture. */
  openCut(cut: CutText | null): Promise<void>;
  /** Closes the dialog; a capture that waits for an answer is not opened. */
  leaveCut(): void;
}
