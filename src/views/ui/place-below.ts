import type { CSSProperties } from 'react';

/** Under a field, as wide as it at least, inside the window. */
export function below(element: HTMLElement | null): CSSProperties {
  const box = element?.getBoundingClientRect();
  if (!box) return {};
  const left = Math.max(8, Math.min(box.left, window.innerWidth - 368));
  return { left, top: box.bottom + 5, minWidth: Math.min(box.width, 420) };
}
