import { keep, type Memory, recallObject } from './memory.ts';
import { createPanels, type RememberedPanels, readPanels } from './panels.ts';
import type { PanelsSlice } from './panels-state.ts';
import type { LayoutSlice, SliceContext, Theme, ViewName } from './state.ts';

/** What is remembered in this browser; never anything of a case. */
export interface Remembered extends RememberedPanels {
  view: ViewName;
  theme: Theme;
  sizes: LayoutSlice['sizes'];
}

const KEY = 'ipvscope.layout';

/** `onView` runs when another view is shown, which may need other parts of the moment. */
export function createLayout(
  context: SliceContext,
  memory: Memory | null,
  onView: () => void,
): LayoutSlice & PanelsSlice {
  const { get, set } = context;
  const remember = (change: Partial<Remembered>): void => {
    set(change);
    const { view, theme, sizes, arrangement, hiddenPanes } = get();
    const remembered: Remembered = { view, theme, sizes, arrangement, hiddenPanes };
    keep(memory, KEY, JSON.stringify(remembered));
  };
  const recalled = recall(memory);
  return {
    ...createPanels(context, recalled, remember),
    view: 'path',
    theme: 'system',
    sizes: {},
    ...recalled,
    maximised: null,
    overlay: null,
    setView: (view) => {
      const isOther = view !== get().view;
      remember({ view });
      set({ maximised: null });
      if (isOther && get().moment) onView();
    },
    setTheme: (theme) => remember({ theme }),
    setSizes: (split, layout) => remember({ sizes: { ...get().sizes, [split]: layout } }),
    setMaximised: (maximised) => set({ maximised }),
    setOverlay: (overlay) => set({ overlay }),
  };
}

/** What an earlier visit left, field by field, ignoring what is not understood. */
export function recall(memory: Memory | null): Partial<Remembered> {
  const fields = recallObject(memory, KEY);
  const { theme, sizes } = fields;
  return {
    ...(theme === 'dark' || theme === 'light' ? { theme } : {}),
    ...(isSizes(sizes) ? { sizes } : {}),
    ...readPanels(fields),
  };
}

function isSizes(value: unknown): value is LayoutSlice['sizes'] {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every(
    (layout: unknown) =>
      typeof layout === 'object' &&
      layout !== null &&
      Object.values(layout).every((size) => typeof size === 'number' && size >= 0 && size <= 100),
  );
}
