import type { EngineApi, Progress } from './messages.ts';

/** A method of the engine, called from the main thread. */
export interface Call {
  readonly id: number;
  readonly method: keyof EngineApi;
  readonly args: readonly unknown[];
}

/** What comes back: any number of progress reports, then a value or a failure. */
export type Reply =
  | { readonly id: number; readonly progress: Progress }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: string };
