import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import styles from './menu.module.css';
import { type MenuItem, MenuList } from './menu.tsx';

export interface OpenMenu {
  /** What it is about, for screen readers. */
  label: string;
  items: readonly MenuItem[];
  /** Pixels of the window: the corner where it begins. */
  x: number;
  y: number;
}

/** A menu where a row was clicked with the other button. Esc and a click elsewhere close it; the focus goes back. */
export function ContextMenu({ menu, onClose }: { menu: OpenMenu; onClose: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [before] = useState(() => document.activeElement);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(4, Math.min(menu.x, window.innerWidth - width - 4))}px`;
    element.style.top = `${Math.max(4, Math.min(menu.y, window.innerHeight - height - 4))}px`;
    element.querySelector<HTMLElement>('[role^=menuitem]')?.focus();
  }, [menu]);
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
  const items = menu.items.map((item): MenuItem => {
    if (item.checked === undefined) return item;
    const onSelect = () => {
      leave();
      item.onSelect();
    };
    return { ...item, onSelect };
  });
  return (
    <div ref={box} popover="manual" className={styles.popup}>
      <MenuList label={menu.label} items={items} onDone={leave} onLeave={leave} />
    </div>
  );
}
