import type { TableMode } from '../trace/table-views.ts';

/** The part of the map that is seen: how many times larger than whole, and the upper left corner as shares of the map. */
export interface MapZoom {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const WHOLE_MAP: MapZoom = { scale: 1, x: 0, y: 0 };

/** What the map of buckets shows. */
export interface TableSlice {
  tableMode: TableMode;
  /** Address of the real server whose entries are marked; null = a client's are. Changes the moment. */
  server: string | null;
  mapZoom: MapZoom;
  setTableMode(mode: TableMode): void;
  /** The mode behind or in front of the one that is shown. */
  nextTableMode(by: 1 | -1): void;
  selectServer(addr: string | null): void;
  /** Marks the client of the event again. */
  clearMarked(): void;
  setMapZoom(zoom: MapZoom): void;
}
