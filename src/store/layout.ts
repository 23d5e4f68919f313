import { createPanels, type RememberedPanels, readPanels } from './panels.ts';
import type { PanelsSlice } from './panels-state.ts';
import type { LayoutSlice, SliceContext, Theme, ViewName } from './state.ts';

/** What is remembered in this browser; never anything of a case. */
export interface Remembered extends RememberedPanels {
  view: ViewName;
  theme: Theme;
  sizes: LayoutSlice['sizes'];
}

export interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
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
    try {
      const remembered: Remembered = { view, theme, sizes, arrangement, hiddenPanes };
      memory?.setItem(KEY, JSON.stringify(remembered));
    } catch {
      // Storage may be full or forbidden; the layout then lasts as long as the page.
    }
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
  try {
    const value: unknown = JSON.parse(memory?.getItem(KEY) ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    const fields = value as Record<string, unknown>;
    const { theme, sizes } = fields;
    return {
      ...(theme === 'dark' || theme === 'light' ? { theme } : {}),
      ...(isSizes(sizes) ? { sizes } : {}),
      ...readPanels(fields),
    };
  } catch {
    return {};
  }
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
