import { type Command, focusWhenDrawn, open } from './command.ts';
import type { AppState } from './state.ts';

const canRun = (state: AppState): boolean =>
  open(state) && state.breakpoints.some(({ stop }) => stop.enabled);

/** Shows stops, watches and bookmarks: under the inspector in Path, over the other views. */
function showStops(state: AppState): void {
  if (state.view === 'path' && !state.maximised) state.openStops(true);
  else state.setOverlay('stops');
}

/** Why there is nothing to run to; '' = there is. */
export function noRunBecause(state: AppState): string {
  if (state.breakpoints.length === 0) return 'No breakpoint is set. T sets one at the step of the cursor.';
  return canRun(state) ? '' : 'All breakpoints are off.';
}

export const STOP_COMMANDS: readonly Command[] = [
  {
    id: 'run',
    label: 'Continue to the next stop',
    group: 'Step',
    keys: ['r', 'F8'],
    enabled: canRun,
    run: (state) => void state.runToStop(1),
  },
  {
    id: 'run-back',
    label: 'Continue back to the stop before',
    group: 'Step',
    keys: ['R', 'Shift+F8'],
    enabled: canRun,
    run: (state) => void state.runToStop(-1),
  },
  {
    id: 'toggle-breakpoint',
    label: 'Set a breakpoint at this step, or take it away',
    group: 'Step',
    keys: ['T'],
    enabled: (state) => open(state) && (state.moment?.steps.length ?? 0) > 0,
    run: (state) => {
      if (state.moment) void state.toggleAt(state.moment.cursor);
    },
  },
  {
    id: 'add-breakpoint',
    label: 'Add a breakpoint or watchpoint',
    group: 'Step',
    keys: ['F9'],
    enabled: open,
    run: (state) => {
      showStops(state);
      focusWhenDrawn('[data-add-stop]');
    },
  },
  {
    id: 'add-watch',
    label: 'Watch an expression',
    group: 'Step',
    keys: ['w'],
    enabled: open,
    run: (state) => {
      showStops(state);
      focusWhenDrawn('[data-add-watch]');
    },
  },
  {
    id: 'bookmark',
    label: 'Mark this moment with a bookmark',
    group: 'Go to',
    keys: ['k'],
    enabled: open,
    run: (state) => {
      showStops(state);
      void state.addBookmark().then((id) => {
        if (id !== null) focusWhenDrawn(`[data-bookmark="${id}"]`);
      });
    },
  },
  {
    id: 'stops',
    label: 'Show breakpoints, watches and bookmarks',
    group: 'View',
    keys: ['Shift+F9'],
    enabled: open,
    run: (state) => {
      if (state.overlay === 'stops') state.setOverlay(null);
      else if (state.view === 'path' && state.stopsOpen) state.openStops(false);
      else showStops(state);
    },
  },
];
