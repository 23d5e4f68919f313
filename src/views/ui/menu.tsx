import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { KeyCap } from './key-cap.tsx';
import styles from './menu.module.css';

export interface MenuItem {
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
  items: readonly MenuItem[];
  /** Pixels of the window: the corner where it begins. */
  x: number;
  y: number;
}

const WIDTH = 260;
const ROW = 28;

/** Where a menu of an element begins: under its left edge. */
export function menuUnder(element: Element): { x: number; y: number } {
  const box = element.getBoundingClientRect();
  return { x: box.left, y: box.bottom + 2 };
}

/** Actions on one thing: arrows choose, Enter runs, Esc and a click elsewhere close. The focus goes back to where it was. */
export function Menu({ menu, onClose }: { menu: OpenMenu; onClose: () => void }) {
  const list = useRef<HTMLDivElement>(null);
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    list.current?.querySelector<HTMLElement>('button')?.focus();
    const onPointer = (event: PointerEvent) => {
      if (!list.current?.contains(event.target as Node)) onClose();
    };
    document.addEventListener('pointerdown', onPointer, true);
    return () => document.removeEventListener('pointerdown', onPointer, true);
  }, [onClose]);
  const leave = () => {
    onClose();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    const to = target(event.key, at, buttons.length);
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') leave();
    else if (to !== null) buttons[to].focus();
    else return;
    event.preventDefault();
  };
  const x = Math.max(4, Math.min(menu.x, window.innerWidth - WIDTH - 4));
  const y = Math.max(4, Math.min(menu.y, window.innerHeight - menu.items.length * ROW - 12));
  return (
    <div
      ref={list}
      className={styles.menu}
      role="menu"
      aria-label={menu.label}
      tabIndex={-1}
      style={{ left: x, top: y }}
      onKeyDown={onKeyDown}
    >
      {menu.items.map(({ label, keys, checked, run }) => (
        <button
          key={label}
          type="button"
          {...(checked === undefined
            ? { role: 'menuitem' }
            : { role: 'menuitemcheckbox', 'aria-checked': checked })}
          tabIndex={-1}
          onClick={(event) => {
            event.stopPropagation();
            leave();
            run();
          }}
        >
          <span className={styles.check} aria-hidden="true">
            {checked ? '\u2022' : ''}
          </span>
          <span className={styles.label}>{label}</span>
          {keys ? <KeyCap keys={keys} /> : null}
        </button>
      ))}
    </div>
  );
}

function target(key: string, at: number, count: number): number | null {
  if (key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowUp') return (at - 1 + count) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : null;
}
