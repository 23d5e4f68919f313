import { type KeyboardEvent, type ReactNode, useCallback, useState } from 'react';
import { useApp } from '../../store/use-app.ts';
import type { Cursor } from '../../trace/views.ts';
import { ContextMenu, type OpenMenu } from './context-menu.tsx';
import type { MenuItem } from './menu.tsx';

export interface RunMenu {
  /** Opens the menu of a row that stands for a moment. */
  open(label: string, to: Cursor, at: { x: number; y: number }, more?: readonly MenuItem[]): void;
  /** F4 on a row; true = it was that key. */
  onKey(event: KeyboardEvent, to: Cursor | null): boolean;
  /** The menu, while it is open. */
  node: ReactNode;
}

/** "Run to here" for rows of packets, steps and log lines: a menu, and F4. */
export function useRunMenu(): RunMenu {
  const runTo = useApp((state) => state.runTo);
  const go = useApp((state) => state.go);
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const close = useCallback(() => setMenu(null), []);
  return {
    open(label, to, at, more = []) {
      const items: MenuItem[] = [
        { id: 'run', label: 'Run to here', keys: 'F4', onSelect: () => void runTo(to) },
        { id: 'go', label: 'Go here', onSelect: () => go(to) },
        ...more,
      ];
      setMenu({ ...at, label, items });
    },
    onKey(event, to) {
      if (event.key !== 'F4' || event.altKey || !to) return false;
      void runTo(to);
      return true;
    },
    node: menu ? <ContextMenu menu={menu} onClose={close} /> : null,
  };
}
