import { useEffect } from 'react';
import { commandForKey } from '../store/commands.ts';
import type { AppStore } from '../store/create.ts';
import { useAppStore } from '../store/use-app.ts';

/** One listener for all keys of the registry; what a focused control handles itself never gets here. */
export function useShortcuts(): void {
  const store = useAppStore();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => handle(store, event);
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [store]);
}

function handle(store: AppStore, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const state = store.getState();
  if (event.key === 'Escape') {
    if (undoOutermost(store)) event.preventDefault();
    return;
  }
  const chord = event.ctrlKey || event.metaKey;
  if (!chord && (isTyping(event.target) || state.overlay !== null)) return;
  // In a field Ctrl, Shift and an arrow select words.
  if (event.shiftKey && chord && isTyping(event.target)) return;
  if (event.key === ' ' && isPressed(event.target)) return;
  const command = commandForKey(event);
  if (!command) return;
  event.preventDefault();
  if (command.enabled(state)) command.run(state);
}

/** Esc undoes the outermost thing: a run, loading, overlay, maximised panel, failure. True when there was one. */
function undoOutermost(store: AppStore): boolean {
  const state = store.getState();
  if (state.running) state.endRun();
  else if (state.opening) state.cancelOpening();
  else if (state.playing) state.pause();
  else if (state.overlay) state.setOverlay(null);
  else if (state.failure && state.info) state.dismissFailure();
  else if (state.maximised) state.setMaximised(null);
  else if (state.comparing && state.view === 'compare') state.stopComparing();
  else return false;
  return true;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Space is how a focused button is pressed; a tab is chosen already when it has the focus. */
function isPressed(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button:not([role=tab]), a, summary') !== null;
}
