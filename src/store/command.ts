import type { AppState } from './state.ts';

/** Something that the reader can do: in the toolbar, by a key, from the palette. */
export interface Command {
  /** Stable name, kebab-case. */
  id: string;
  /** A verb and its object, as the palette and the tooltips show it. */
  label: string;
  group: 'Step' | 'Go to' | 'View' | 'Case';
  /** Keys as `KeyboardEvent.key` with `Ctrl+` in front where needed; the first is the one shown. */
  keys: readonly string[];
  enabled(state: AppState): boolean;
  run(state: AppState): void;
}
