import type { CSSProperties } from 'react';

/** The widest that lists under fields become. */
const WIDEST = 560;

/** Under a field, as wide as it at least, inside the window: near the right edge it grows to the left. */
export function below(element: HTMLElement | null): CSSProperties {
  const box = element?.getBoundingClientRect();
  if (!box) return {};
  const { innerWidth } = window;
  const across =
    box.left + WIDEST > innerWidth
      ? { right: Math.max(8, innerWidth - box.right), left: 'auto' }
      : { left: Math.max(8, box.left) };
  return { ...across, top: box.bottom + 5, minWidth: Math.min(box.width, 420) };
}
