/** What the pages of the bench can be asked from outside. Times are milliseconds. */

export interface Opened {
  readonly ms: number;
  /** Packets that went into the model, and events of the run. */
  readonly packets: number;
  readonly events: number;
}

export interface Filtered {
  /** Until the first matches could be shown, and until all packets were looked at. */
  readonly first: number;
  readonly all: number;
  readonly found: number;
  readonly packets: number;
}

/** Steps of random packets: made for the first time, and one step further or back inside the event. */
export interface Stepped {
  readonly steps: readonly number[];
  readonly forward: readonly number[];
  readonly back: readonly number[];
}

/** How fast seeds are tried: the search, and one hash a seed, which is the least that any search must do. */
export interface SeedSpeed {
  readonly name: string;
  readonly seeds: number;
  readonly ms: readonly number[];
  readonly hashMs: readonly number[];
}

/** Painting of all buckets: of another table each time, and of the same one again. */
export interface Painted {
  readonly fresh: readonly number[];
  readonly again: readonly number[];
}

/** The page that has the engine in its worker and nothing else. */
export interface EnginePage {
  /** Opens the files of the page's input. */
  open(): Promise<Opened>;
  /** Reads the first file in a worker and does nothing with it. */
  read(): Promise<number>;
  /** Another seed of the hash: the model runs again over the packets that are loaded. */
  rerun(seed: number): Promise<number>;
  /** Visits random events; only to see what that leaves behind. */
  visit(count: number, seed: number): Promise<void>;
  step(count: number, seed: number): Promise<Stepped>;
  filter(text: string): Promise<Filtered>;
  paint(count: number, seed: number): Promise<Painted>;
  /** Speed of each of some workers that search at the same time. */
  seeds(rounds: number, workers: number): Promise<readonly (readonly SeedSpeed[])[]>;
}

export interface Dropped {
  /** Until packets of the files were painted, and until nothing was under way any more. */
  readonly screen: number;
  readonly ready: number;
}

/** Random moments: until the first of them was painted, and until all panels were. Milliseconds. */
export interface Shown {
  readonly first: readonly number[];
  readonly whole: readonly number[];
}

/** The page of the real app. */
export interface AppPage {
  /** Lets the files of the page's input fall onto the window. */
  drop(): Promise<Dropped>;
  /** Goes to random packets with the table in view. */
  show(count: number, seed: number): Promise<Shown>;
  /** Tasks of the main thread above 50 ms since this was asked last. */
  longTasks(): readonly number[];
}

declare global {
  interface Window {
    bench: EnginePage | AppPage;
  }
}
