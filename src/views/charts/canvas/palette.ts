import { useSyncExternalStore } from 'react';

const NAMES = [
  'bg-0',
  'bg-1',
  'bg-2',
  'bg-3',
  'line-1',
  'line-2',
  'ink-1',
  'ink-2',
  'ink-3',
  'ink-4',
  'now',
  'now-mark',
  'tpl',
  'tpl-mark',
  'tpl-bg',
  'st-mark',
  's1',
  's2',
  's3',
  's4',
  's5',
  's6',
  's7',
  's8',
  'st-dim',
  'bad-mark',
  'focus',
  'on-mark',
] as const;

/** The tokens of the theme as colours that a canvas takes. */
export type Palette = Readonly<Record<(typeof NAMES)[number], string>>;

let cached: { theme: string; palette: Palette } | null = null;

function themeName(): string {
  return document.documentElement.dataset.theme ?? '';
}

function read(): Palette {
  const theme = themeName();
  if (cached?.theme === theme) return cached.palette;
  const style = getComputedStyle(document.documentElement);
  const palette = Object.fromEntries(
    NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  ) as Record<(typeof NAMES)[number], string>;
  cached = { theme, palette };
  return palette;
}

function watch(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** The colours of the theme; a new object only when the theme changes. */
export function usePalette(): Palette {
  return useSyncExternalStore(watch, read);
}

/** `#rrggbb` as numbers from 0 to 255. */
export function rgb(hex: string): [number, number, number] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
}

/** A share (0 to 1) of one colour over another, both `#rrggbb`. */
export function mix(over: string, under: string, share: number): [number, number, number] {
  const [a, b] = [rgb(over), rgb(under)];
  return [0, 1, 2].map((at) => Math.round(a[at] * share + b[at] * (1 - share))) as [number, number, number];
}
