import type { ExportKind, ExportResult } from '../engine/protocol/exports.ts';

/** Saving what the case is and what the model makes of it. */
export interface ExportsSlice {
  /** The kind that is being made; null = none. */
  exporting: ExportKind | null;
  /** Makes a file of the case at the cursor; null = the engine could not answer. */
  exportCase(kind: ExportKind): Promise<ExportResult | null>;
}
