import type { EngineApi, Progress } from './messages.ts';

/** Methods that the engine's own worker carries out; a seed is searched by workers of its own. */
export type EngineMethod = Exclude<keyof EngineApi, 'findSeed' | 'stopFindingSeed'>;

/** A method of the engine, called from the main thread. */
export interface Call {
  readonly id: number;
  readonly method: EngineMethod;
  readonly args: readonly unknown[];
  /** The caller listens to progress: the engine gets a function for it as its last argument. */
  readonly reports: boolean;
}

/** What comes back: any number of progress reports, then a value or a failure. */
export type Reply =
  | { readonly id: number; readonly progress: Progress }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: string };
