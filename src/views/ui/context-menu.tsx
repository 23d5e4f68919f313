import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import styles from './menu.module.css';
import { MenuList } from './menu.tsx';

export interface MenuAction {
  label: string;
  /** Shown as a key cap behind the words. */
  keys?: string;
  /** On or off; left out = it is no switch. */
  checked?: boolean;
  run(): void;
}

export interface OpenMenu {
  /** What it is about, for screen readers. */
  label: string;
  items: readonly MenuAction[];
  /** Pixels of the window: the corner where it begins. */
  x: number;
  y: number;
}

/** Where a menu of an element begins: under its left edge. */
export function menuUnder(element: Element): { x: number; y: number } {
  const box = element.getBoundingClientRect();
  return { x: box.left, y: box.bottom + 2 };
}

/** Actions on one thing, where it stands. Esc and a click elsewhere close; the focus goes back to where it was. */
export function Menu({ menu, onClose }: { menu: OpenMenu; onClose: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [before] = useState(() => document.activeElement);
  const { x, y } = menu;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(4, Math.min(x, window.innerWidth - width - 4))}px`;
    element.style.top = `${Math.max(4, Math.min(y, window.innerHeight - height - 4))}px`;
    element.querySelector<HTMLElement>('[role^=menuitem]')?.focus();
  }, [x, y]);
  useEffect(() => {
    const onPointer = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) onClose();
    };
    document.addEventListener('pointerdown', onPointer, true);
    return () => document.removeEventListener('pointerdown', onPointer, true);
  }, [onClose]);
  const leave = () => {
    onClose();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
  const items = menu.items.map(({ label, keys, checked, run }) => ({
    id: label,
    label,
    keys,
    checked,
    onSelect() {
      if (checked !== undefined) leave();
      run();
    },
  }));
  return (
    <div ref={box} popover="manual" className={styles.popup}>
      <MenuList label={menu.label} items={items} onDone={leave} onLeave={leave} />
    </div>
  );
}
