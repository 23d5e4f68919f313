import { type Command, open } from './command.ts';
import { type Direction, moved, PATH_PANELS, type PathPanel } from './layout-model.ts';
import { focusedPanel } from './panel-focus.ts';
import { isPathPanel, panelItems } from './panels.ts';
import type { AppState } from './state.ts';

const NAMES: Readonly<Record<PathPanel, string>> = {
  packets: 'the packets',
  path: 'the path',
  inspector: 'the objects',
  timeline: 'the timeline',
  log: 'the kernel log',
};

const itemOf = (state: AppState, id: string) => panelItems(state).find((item) => item.id === id);

function hider(id: PathPanel): Command {
  return {
    id: `hide-${id}`,
    label: `Hide ${NAMES[id]}`,
    group: 'View',
    keys: [],
    enabled: (state) => open(state) && (itemOf(state, id)?.canHide ?? false),
    run: (state) => state.hidePanel(id),
  };
}

function shower(id: PathPanel): Command {
  return {
    id: `show-${id}`,
    label: `Show ${NAMES[id]} again`,
    group: 'View',
    keys: [],
    enabled: (state) => open(state) && itemOf(state, id)?.shown === false,
    run: (state) => state.showPanel(id),
  };
}

/** The panel that would be moved: the one with the focus, in the Path view. */
function movable(state: AppState): PathPanel | null {
  if (!open(state) || state.view !== 'path' || state.overlay !== null) return null;
  const focused = focusedPanel();
  // The life of an entry stands in the place of the objects.
  const id = focused === 'life' ? 'inspector' : focused;
  return id && isPathPanel(id) ? id : null;
}

function mover(direction: Direction, key: string): Command {
  return {
    id: `move-panel-${direction}`,
    label: `Move the focused panel ${direction}`,
    group: 'View',
    keys: [`Ctrl+Shift+${key}`],
    enabled: (state) => {
      const id = movable(state);
      return id !== null && moved(state.arrangement, id, direction) !== null;
    },
    run: (state) => {
      const id = movable(state);
      if (id) state.movePanel(id, direction);
    },
  };
}

/** Which panels are shown, and where. */
export const PANEL_COMMANDS: readonly Command[] = [
  {
    id: 'panels',
    label: 'Hide or show panels',
    group: 'View',
    keys: ['h'],
    enabled: open,
    run: (state) => state.setOverlay(state.overlay === 'panels' ? null : 'panels'),
  },
  mover('left', 'ArrowLeft'),
  mover('right', 'ArrowRight'),
  mover('up', 'ArrowUp'),
  mover('down', 'ArrowDown'),
  ...PATH_PANELS.flatMap((id) => [hider(id), shower(id)]),
  {
    id: 'reset-layout',
    label: 'Reset the layout of this view',
    group: 'View',
    keys: [],
    enabled: open,
    run: (state) => state.resetLayout(),
  },
];
