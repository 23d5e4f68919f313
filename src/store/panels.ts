import {
  type Arrangement,
  canHide,
  DEFAULT_ARRANGEMENT,
  frontOf,
  hide,
  isFront,
  moved,
  PATH_PANELS,
  type PathPanel,
  placeOf,
  readArrangement,
  rowsOf,
  show,
} from './layout-model.ts';
import { focusPanel } from './panel-focus.ts';
import type { PanelItem, PanelsSlice, ViewPane } from './panels-state.ts';
import type { AppState, SliceContext } from './state.ts';

export const PANEL_LABELS: Readonly<Record<PathPanel, string>> = {
  packets: 'Packets',
  path: 'Path',
  inspector: 'Objects',
  timeline: 'Timeline',
  log: 'Kernel log',
};

/** The strip under the views other than Path. */
export const TIMELINE = 'timeline';

/** What of the layout is remembered of panels. */
export type RememberedPanels = Pick<PanelsSlice, 'arrangement' | 'hiddenPanes'>;

export const isPathPanel = (id: string): id is PathPanel => (PATH_PANELS as readonly string[]).includes(id);

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

type Shown = Pick<AppState, 'view' | 'arrangement' | 'hiddenPanes' | 'viewPanes'>;

const NONE: readonly string[] = [];

/** Parts of a view that its reader has hidden. */
export function hiddenOf({ view, hiddenPanes }: Pick<Shown, 'view' | 'hiddenPanes'>): readonly string[] {
  return hiddenPanes[view] ?? NONE;
}

/** The parts of a splitter that are drawn; when all would be hidden, the first stays. */
export function visiblePanes<T extends { readonly id: string }>(
  panes: readonly T[],
  hidden: readonly string[],
): T[] {
  const visible = panes.filter(({ id }) => !hidden.includes(id));
  return visible.length > 0 ? visible : panes.slice(0, 1);
}

/** Every panel of the view that is shown, for the menu and the commands. */
export function panelItems(state: Shown): PanelItem[] {
  const { view, arrangement, viewPanes } = state;
  if (view === 'path')
    return PATH_PANELS.map((id) => ({
      id,
      label: PANEL_LABELS[id],
      shown: !arrangement.hidden.includes(id),
      canHide: canHide(arrangement, id),
    }));
  const hidden = hiddenOf(state);
  const items = viewPanes.map(({ split, id, label }): PanelItem => {
    const siblings = visiblePanes(
      viewPanes.filter((pane) => pane.split === split),
      hidden,
    );
    const shown = siblings.some((pane) => pane.id === id);
    return { id, label: capital(label), shown, canHide: shown && siblings.length > 1 };
  });
  const timeline = !hidden.includes(TIMELINE);
  return [...items, { id: TIMELINE, label: PANEL_LABELS.timeline, shown: timeline, canHide: timeline }];
}

/** Who has the focus when a panel is gone: the panel now in front of its place, else the first one that is seen. */
function neighbourOf(before: Arrangement, after: Arrangement, panel: PathPanel): PathPanel {
  const place = placeOf(before, panel);
  const instead = place && frontOf(after, place);
  const [first] = rowsOf(after).flat();
  return instead ?? (isFront(after, 'path') ? 'path' : null) ?? frontOf(after, first) ?? 'path';
}

/** Hides, shows and moves panels; `remember` stores what has changed. */
export function createPanels(
  { get, set }: SliceContext,
  recalled: Partial<RememberedPanels>,
  remember: (change: Partial<RememberedPanels & Pick<AppState, 'sizes'>>) => void,
): PanelsSlice {
  const arrange = (arrangement: Arrangement, focus: PathPanel): void => {
    remember({ arrangement });
    set({ maximised: null });
    focusPanel(focus);
  };
  const hidePane = (id: string, hidden: boolean): void => {
    const state = get();
    const before = hiddenOf(state);
    if (hidden && !panelItems(state).some((item) => item.id === id && item.canHide)) return;
    const after = hidden ? [...before, id] : before.filter((other) => other !== id);
    remember({ hiddenPanes: { ...state.hiddenPanes, [state.view]: after } });
    set({ maximised: null });
    const next = hidden ? panelItems(get()).find(({ shown }) => shown)?.id : id;
    if (next) focusPanel(next);
  };
  return {
    arrangement: DEFAULT_ARRANGEMENT,
    hiddenPanes: {},
    ...recalled,
    viewPanes: [],
    resets: 0,
    reportPanes(split, panes) {
      const others = get().viewPanes.filter((pane) => pane.split !== split);
      set({ viewPanes: [...others, ...panes] });
    },
    hidePanel(id) {
      const { view, arrangement } = get();
      if (view !== 'path') return hidePane(id, true);
      if (!isPathPanel(id) || !canHide(arrangement, id)) return;
      const after = hide(arrangement, id);
      arrange(after, neighbourOf(arrangement, after, id));
    },
    showPanel(id) {
      const { view, arrangement } = get();
      if (view !== 'path') hidePane(id, false);
      else if (isPathPanel(id)) arrange(show(arrangement, id), id);
    },
    movePanel(id, direction) {
      const { view, arrangement } = get();
      const after = view === 'path' && isPathPanel(id) ? moved(arrangement, id, direction) : null;
      if (after && isPathPanel(id)) arrange(after, id);
    },
    frontPanel(id) {
      if (isPathPanel(id)) remember({ arrangement: show(get().arrangement, id) });
    },
    resetLayout() {
      const { view, sizes, viewPanes, hiddenPanes, resets } = get();
      const splits = viewPanes.map(({ split }) => split);
      const isOwn = (split: string) => (view === 'path' ? split.startsWith('path-') : splits.includes(split));
      remember({
        sizes: Object.fromEntries(Object.entries(sizes).filter(([split]) => !isOwn(split))),
        ...(view === 'path'
          ? { arrangement: DEFAULT_ARRANGEMENT }
          : { hiddenPanes: { ...hiddenPanes, [view]: [] } }),
      });
      set({ maximised: null, resets: resets + 1 });
    },
  };
}

/** What an earlier visit left of panels, field by field. */
export function readPanels({ arrangement, hiddenPanes }: Record<string, unknown>): Partial<RememberedPanels> {
  return {
    ...(arrangement === undefined ? {} : { arrangement: readArrangement(arrangement) }),
    ...(typeof hiddenPanes === 'object' && hiddenPanes !== null
      ? { hiddenPanes: readHidden(hiddenPanes) }
      : {}),
  };
}

function readHidden(value: object): PanelsSlice['hiddenPanes'] {
  const entries = Object.entries(value).map(([view, ids]: [string, unknown]) => {
    const names = Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [];
    return [view, names] as const;
  });
  return Object.fromEntries(entries);
}

/** A splitter's parts in the form in which it reports them. */
export function paneList(split: string, panes: readonly { id: string; label?: string }[]): ViewPane[] {
  return panes.map(({ id, label }) => ({ split, id, label: label ?? id }));
}
