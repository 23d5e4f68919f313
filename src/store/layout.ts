import type { LayoutSlice, SliceContext, Theme, ViewName } from './state.ts';

/** What is remembered in this browser; never anything of a case. */
export interface Remembered {
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
  { get, set }: SliceContext,
  memory: Memory | null,
  onView: () => void,
): LayoutSlice {
  const remember = (change: Partial<Remembered>): void => {
    set(change);
    const { view, theme, sizes } = get();
    try {
      memory?.setItem(KEY, JSON.stringify({ view, theme, sizes } satisfies Remembered));
    } catch {
      // Storage may be full or forbidden; the layout then lasts as long as the page.
    }
  };
  return {
    view: 'path',
    theme: 'system',
    sizes: {},
    ...recall(memory),
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
    const { theme, sizes } = value as Record<string, unknown>;
    return {
      ...(theme === 'dark' || theme === 'light' ? { theme } : {}),
      ...(isSizes(sizes) ? { sizes } : {}),
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
