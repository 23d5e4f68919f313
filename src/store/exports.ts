import type { ExportKind, ExportResult } from '../engine/protocol/exports.ts';
import type { SliceContext } from './state.ts';

/** Saving what the case is and what the model makes of it. */
export interface ExportsSlice {
  /** The kind that is being made; null = none. */
  exporting: ExportKind | null;
  /** Makes a file of the case at the cursor; null = the engine could not answer. */
  exportCase(kind: ExportKind): Promise<ExportResult | null>;
}

export function createExports({ engine, get, set, track }: SliceContext): ExportsSlice {
  return {
    exporting: null,
    async exportCase(kind) {
      set({ exporting: kind });
      const { cursor } = get();
      const result = await track(engine.export({ kind, cursor, link: '' }));
      if (get().exporting === kind) set({ exporting: null });
      return result ?? null;
    },
  };
}
