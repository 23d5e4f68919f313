import { TABLE_MODES } from '../trace/table-views.ts';
import type { SliceContext } from './state.ts';
import { type TableSlice, WHOLE_MAP } from './table-state.ts';

/** `refresh` asks for the moment again. */
export function createTable({ get, set }: SliceContext, refresh: () => void): TableSlice {
  return {
    tableMode: 'length',
    server: null,
    mapZoom: WHOLE_MAP,
    setTableMode(tableMode) {
      set({ tableMode });
      refresh();
    },
    nextTableMode(by) {
      const at = TABLE_MODES.indexOf(get().tableMode);
      get().setTableMode(TABLE_MODES[(at + by + TABLE_MODES.length) % TABLE_MODES.length]);
    },
    selectServer(server) {
      set({ server, client: null });
      refresh();
    },
    clearMarked() {
      set({ server: null, client: null });
      refresh();
    },
    setMapZoom: (mapZoom) => set({ mapZoom }),
  };
}
