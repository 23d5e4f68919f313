import type { Arrangement, Direction } from './layout-model.ts';

/** A part of a view that can be hidden, as a splitter shows it. */
export interface ViewPane {
  /** The splitter's name: sizes are remembered under it. */
  readonly split: string;
  readonly id: string;
  /** `the two sides` */
  readonly label: string;
}

/** A panel of the view that is shown, for the menu of panels. */
export interface PanelItem {
  readonly id: string;
  /** `Kernel log` */
  readonly label: string;
  readonly shown: boolean;
  /** False = nothing else would be left beside it. */
  readonly canHide: boolean;
}

/** Which panels are shown, and where. Remembered in this browser, for each view. */
export interface PanelsSlice {
  /** Of the Path view. */
  arrangement: Arrangement;
  /** Of the other views: names of their hidden parts, by view. */
  hiddenPanes: Readonly<Record<string, readonly string[]>>;
  /** The parts of the view that is drawn, in their order; its splitters report them. */
  viewPanes: readonly ViewPane[];
  /** Counts how often the layout was put back: splitters begin anew with their default sizes. */
  resets: number;
  reportPanes(split: string, panes: readonly ViewPane[]): void;
  hidePanel(id: string): void;
  showPanel(id: string): void;
  movePanel(id: string, direction: Direction): void;
  /** Brings a tab of a place to the front. */
  frontPanel(id: string): void;
  resetLayout(): void;
}
