import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { KeyCap } from './key-cap.tsx';
import styles from './menu.module.css';

export interface MenuItem {
  id: string;
  label: string;
  /** A check mark can be set; undefined = the item does something. */
  checked?: boolean;
  disabled?: boolean;
  keys?: string;
  /** A line before it. */
  divided?: boolean;
  onSelect: () => void;
}

export interface MenuListProps {
  label: string;
  items: readonly MenuItem[];
  /** After an item that does something; items with check marks leave the menu open. */
  onDone: () => void;
  /** Esc or Tab, where nobody else minds them. */
  onLeave?: () => void;
}

/** WAI-ARIA menu: arrows, Home, End and first letters move, Enter and Space choose. */
export function MenuList({ label, items, onDone, onLeave }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (onLeave && (event.key === 'Escape' || event.key === 'Tab')) {
      onLeave();
      return handled(event);
    }
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
    const to = target(event, all.indexOf(document.activeElement as HTMLElement), items);
    if (to === null) return;
    all[to]?.focus();
    handled(event);
  };
  return (
    <div
      ref={list}
      className={styles.menu}
      role="menu"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {items.map((item, at) => (
        <Item key={item.id} item={item} first={at === 0} onDone={onDone} />
      ))}
    </div>
  );
}

function handled(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

interface ItemProps {
  item: MenuItem;
  first: boolean;
  onDone: () => void;
}

function Item({ item, first, onDone }: ItemProps) {
  const { label, checked, disabled, keys, divided, onSelect } = item;
  const role =
    checked === undefined ? { role: 'menuitem' } : { role: 'menuitemcheckbox', 'aria-checked': checked };
  return (
    <button
      type="button"
      {...role}
      aria-disabled={disabled || undefined}
      tabIndex={first ? 0 : -1}
      data-autofocus={first ? '' : undefined}
      className={`${styles.item} ${divided ? styles.divided : ''}`}
      onClick={() => {
        if (disabled) return;
        if (checked === undefined) onDone();
        onSelect();
      }}
    >
      {checked === undefined ? null : (
        <span className={styles.check} aria-hidden="true">
          {checked ? '\u2713' : ''}
        </span>
      )}
      <span className={styles.label}>{label}</span>
      {keys ? <KeyCap keys={keys} /> : null}
    </button>
  );
}

function target(event: KeyboardEvent, at: number, items: readonly MenuItem[]): number | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const { length } = items;
  if (event.key === 'ArrowDown') return (at + 1) % length;
  if (event.key === 'ArrowUp') return (at - 1 + length) % length;
  if (event.key === 'Home') return 0;
  if (event.key === 'End') return length - 1;
  if (event.key.length !== 1 || event.key === ' ') return null;
  const found = items.findIndex(
    (_, n) => items[(at + 1 + n) % length].label[0].toLowerCase() === event.key.toLowerCase(),
  );
  return found < 0 ? null : (at + 1 + found) % length;
}

export interface MenuButtonProps {
  /** Accessible name of the button and of its menu. */
  name: string;
  items: () => readonly MenuItem[];
  className?: string;
  children: ReactNode;
  tip?: Record<string, string>;
  /** The edge of the button at which the menu stands. */
  align?: 'left' | 'right';
}

/** A button that opens a menu under it; Esc and a click elsewhere close it and give the focus back. */
export function MenuButton({
  name,
  items,
  className = '',
  children,
  tip = {},
  align = 'right',
}: MenuButtonProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={name}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
        {...tip}
      >
        {children}
      </button>
      {open ? (
        <Popup
          id={id}
          name={name}
          anchor={button}
          align={align}
          items={items()}
          onClose={(giveBack) => {
            setOpen(false);
            if (giveBack) button.current?.focus();
          }}
        />
      ) : null}
    </>
  );
}

interface PopupProps {
  id: string;
  name: string;
  anchor: React.RefObject<HTMLElement | null>;
  align: 'left' | 'right';
  items: readonly MenuItem[];
  onClose: (giveBack: boolean) => void;
}

/** In the top layer, so that no panel cuts it off. */
function Popup({ id, name, anchor, align, items, onClose }: PopupProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const [element, from] = [box.current, anchor.current?.getBoundingClientRect()];
    if (!element || !from) return;
    element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    const below = from.bottom + height + 8 < window.innerHeight;
    element.style.top = `${below ? from.bottom + 2 : Math.max(4, from.top - height - 2)}px`;
    const wanted = align === 'left' ? from.left : from.right - width;
    element.style.left = `${Math.max(4, Math.min(wanted, window.innerWidth - width - 4))}px`;
    element.querySelector<HTMLElement>('[role^=menuitem]')?.focus();
  }, [anchor, align]);
  useEffect(() => {
    const onDown = (event: Event) => {
      const at = event.target instanceof Node ? event.target : null;
      if (!box.current?.contains(at) && !anchor.current?.contains(at)) onClose(false);
    };
    document.addEventListener('pointerdown', onDown);
    return () => document.removeEventListener('pointerdown', onDown);
  }, [anchor, onClose]);
  return (
    <div ref={box} id={id} popover="manual" className={styles.popup}>
      <MenuList label={name} items={items} onDone={() => onClose(true)} onLeave={() => onClose(true)} />
    </div>
  );
}
