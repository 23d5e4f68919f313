interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** Row that a key moves to in a list of `count` rows, or null when the key is not one of a list's. */
export function targetRow(event: Key, active: number, count: number, page: number): number | null {
  if (count === 0 || event.ctrlKey || event.metaKey || event.altKey) return null;
  const moves: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active < 0 ? count - 1 : active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: count - 1,
  };
  const to = moves[event.key];
  return to === undefined ? null : Math.max(0, Math.min(count - 1, to));
}
