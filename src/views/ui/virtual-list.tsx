import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type AriaAttributes,
  type HTMLAttributes,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
} from 'react';
import { targetRow } from './list-keys.ts';
import styles from './virtual-list.module.css';

export interface VirtualListProps {
  label: string;
  count: number;
  /** Row under the cursor; -1 = none. It is kept in view with three rows of margin. */
  active: number;
  /** Row to keep in view when none is active. */
  near?: number;
  /** The row is where the cursor is (yellow); false = only the keyboard's place. */
  activeIsNow?: boolean;
  rowHeight?: number;
  /** Rows may be higher than `rowHeight` and are measured. */
  measured?: boolean;
  role?: 'listbox' | 'tree' | 'grid';
  renderRow: (index: number) => ReactNode;
  rowKey?: (index: number) => string | number;
  rowAria?: (index: number) => AriaAttributes;
  rowClass?: (index: number) => string;
  /** Arrows, Page keys, Home and End; and clicks, unless `onPick` takes them. */
  onMove: (index: number) => void;
  onPick?: (index: number) => void;
  /** Enter on the active row. */
  onOpen?: (index: number) => void;
  /** A right click on a row, or the menu key on the active one; a place in the window. */
  onMenu?: (index: number, at: { x: number; y: number }) => void;
  /** Before the list's own keys; return true when handled. */
  onKey?: (event: KeyboardEvent) => boolean;
  /** Rows now drawn, last inclusive: load them. */
  onRange?: (first: number, last: number) => void;
}

const ROW_ROLE = { listbox: 'option', tree: 'treeitem', grid: 'row' } as const;
const MARGIN_ROWS = 3;

/** A long list that draws only what is seen. One tab stop; the active row is told through aria-activedescendant. */
export function VirtualList(props: VirtualListProps) {
  const { count, active, rowHeight = 22, role = 'listbox', onRange } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: props.rowKey,
    overscan: 8,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= 0) onRange?.(first, last);
  }, [first, last, onRange]);
  const kept = active >= 0 ? active : (props.near ?? -1);
  // count is a dependency: the row may only exist after a window was loaded.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (scroller.current && kept >= 0) keepInView(scroller.current, kept * rowHeight, rowHeight);
  }, [kept, count, rowHeight]);
  // A panel that loses height must not lose the cursor's row.
  useEffect(() => {
    const element = scroller.current;
    if (!element || kept < 0) return;
    let height = element.clientHeight;
    const observer = new ResizeObserver(() => {
      if (element.clientHeight < height) keepInView(element, kept * rowHeight, rowHeight);
      height = element.clientHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [kept, rowHeight]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (props.onKey?.(event)) return handled(event);
    if (props.onMenu && active >= 0 && isMenuKey(event)) {
      const row = document.getElementById(`${id}-${active}`);
      const box = (row ?? scroller.current)?.getBoundingClientRect();
      if (box) props.onMenu(active, { x: box.left + 24, y: box.top + rowHeight });
      return handled(event);
    }
    if (event.key === 'Enter' && props.onOpen && active >= 0) {
      props.onOpen(active);
      return handled(event);
    }
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const to = targetRow(event, kept, count, page);
    if (to === null) return;
    props.onMove(to);
    handled(event);
  };
  // Spread, because the linter cannot see a role that is computed.
  const listAttributes: HTMLAttributes<HTMLDivElement> = {
    role,
    'aria-label': props.label,
    'aria-activedescendant': active >= first && active <= last ? `${id}-${active}` : undefined,
    'aria-rowcount': role === 'grid' ? count : undefined,
    tabIndex: 0,
    onKeyDown,
  };
  return (
    <div ref={scroller} className={styles.list} {...listAttributes}>
      <div className={styles.canvas} role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => (
          <div
            {...rowAttributes(props, item.index)}
            key={item.key}
            id={`${id}-${item.index}`}
            ref={props.measured ? virtualizer.measureElement : undefined}
            data-index={item.index}
            style={{
              transform: `translateY(${item.start}px)`,
              height: props.measured ? undefined : item.size,
            }}
          >
            {props.renderRow(item.index)}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Role, place in the set, selection and class of a row. Keys are handled by the list, not by the row. */
function rowAttributes(props: VirtualListProps, index: number): HTMLAttributes<HTMLDivElement> {
  const isActive = index === props.active;
  const place =
    props.role === 'grid'
      ? { 'aria-rowindex': index + 1 }
      : { 'aria-posinset': index + 1, 'aria-setsize': props.count };
  return {
    role: ROW_ROLE[props.role ?? 'listbox'],
    ...place,
    'aria-selected': isActive,
    'aria-current': isActive && props.activeIsNow !== false ? 'true' : undefined,
    ...props.rowAria?.(index),
    className: `${styles.row} ${isActive ? styles.active : ''} ${props.rowClass?.(index) ?? ''}`,
    onClick: () => (props.onPick ?? props.onMove)(index),
    onContextMenu: props.onMenu && ((event) => openMenu(event, index, props)),
  };
}

function isMenuKey({ key, shiftKey }: KeyboardEvent): boolean {
  return key === 'ContextMenu' || (key === 'F10' && shiftKey);
}

function openMenu(event: MouseEvent, index: number, { onMenu }: VirtualListProps): void {
  event.preventDefault();
  onMenu?.(index, { x: event.clientX, y: event.clientY });
}

function handled(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

/** Scrolls the least needed, leaving three rows of margin, never animated. */
function keepInView(scroller: HTMLElement, top: number, height: number): void {
  const margin = Math.min(MARGIN_ROWS * height, Math.max(0, (scroller.clientHeight - height) / 2));
  const from = scroller.scrollTop;
  if (top - margin < from) scroller.scrollTop = Math.max(0, top - margin);
  else if (top + height + margin > from + scroller.clientHeight)
    scroller.scrollTop = top + height + margin - scroller.clientHeight;
}
