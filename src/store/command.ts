import type { AppState } from './state.ts';

/** Something a reader can do: by its key, in the palette, from a button. */
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

/** A case is open and shown: nothing moves behind the start page or behind a failure. */
export const open = (state: AppState) => state.info !== null && !state.home && state.failure === null;

/** A view that was just chosen is not drawn yet: its field gets the focus in the frame in which it is there. */
export function focusWhenDrawn(selector: string, frames = 30): void {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>(selector);
    if (field) field.focus();
    else if (frames > 0) focusWhenDrawn(selector, frames - 1);
  });
}
