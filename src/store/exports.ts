import type { ExportsSlice } from './exports-state.ts';
import type { SliceContext } from './state.ts';

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
