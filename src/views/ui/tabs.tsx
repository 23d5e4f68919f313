import { type KeyboardEvent, useRef } from 'react';
import styles from './tabs.module.css';

export interface TabItem {
  id: string;
  label: string;
  /** The digit or letter that selects it from anywhere. */
  keys?: string;
  /** A number beside the label that asks to be looked at, and what it counts. */
  alert?: { readonly count: number; readonly of: string };
  /** Not made yet: drawn dim. */
  dim?: boolean;
}

export interface TabsProps {
  label: string;
  items: readonly TabItem[];
  selected: string;
  onSelect: (id: string) => void;
  /** `views` underlined sans, `objects` mono chips. */
  look?: 'views' | 'objects';
  /** id of the element that shows the selected tab's content. */
  controls?: string;
}

/** WAI-ARIA tabs: one tab stop, arrows move and select. */
export function Tabs({ label, items, selected, onSelect, look = 'views', controls }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = items.findIndex((item) => item.id === selected);
    const to = target(event.key, at, items.length);
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    onSelect(items[to].id);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[to]?.focus();
  };
  return (
    <div ref={list} className={`${styles.tabs} ${styles[look]}`} role="tablist" aria-label={label}>
      {items.map((item) => (
        <button
          key={item.id}
          type="button"
          role="tab"
          className={`${styles.tab} ${item.dim ? styles.dim : ''}`}
          aria-selected={item.id === selected}
          aria-controls={controls}
          tabIndex={item.id === selected ? 0 : -1}
          onClick={() => onSelect(item.id)}
          onKeyDown={onKeyDown}
        >
          {item.label}
          {item.alert ? (
            <span className={styles.alert} aria-label={`, ${item.alert.count} ${item.alert.of}`} role="img">
              {item.alert.count}
            </span>
          ) : null}
          {item.keys ? (
            <span className={styles.key} aria-hidden="true">
              {item.keys}
            </span>
          ) : null}
        </button>
      ))}
    </div>
  );
}

function target(key: string, at: number, count: number): number | null {
  if (key === 'ArrowRight') return (at + 1) % count;
  if (key === 'ArrowLeft') return (at - 1 + count) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return null;
}
