import {
  type AriaAttributes,
  type HTMLAttributes,
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactNode,
  useEffect,
  useId,
} from 'react';
import { targetRow } from './list-keys.ts';
import styles from './virtual-list.module.css';
import { useVirtualRows } from './virtual-rows/use-virtual-rows.ts';

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
  /** null = the row is not loaded yet. */
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
const ROW_HEIGHT = 22;

/** A list of any length that draws only what is seen. One tab stop; the active row is told through aria-activedescendant. */
export function VirtualList(props: VirtualListProps) {
  const { count, active, rowHeight = ROW_HEIGHT, role = 'listbox', onRange } = props;
  const id = useId();
  const kept = active >= 0 ? active : (props.near ?? -1);
  const { scroller, drawn, shown, page } = useVirtualRows({
    count,
    rowHeight,
    measured: props.measured ?? false,
    kept,
  });
  const { first, last } = shown;
  useEffect(() => {
    if (last >= 0) onRange?.(first, last);
  }, [first, last, onRange]);
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
    const to = targetRow(event, kept, count, page());
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
      <div className={styles.spacer} role="presentation" style={{ height: shown.spacer }}>
        <div
          ref={drawn}
          className={styles.drawn}
          role="presentation"
          style={{ transform: `translateY(${shown.offset}px)` }}
        >
          {Array.from({ length: last - first + 1 }, (_, at) => (
            <Row
              key={props.rowKey?.(first + at) ?? first + at}
              list={props}
              index={first + at}
              id={`${id}-${first + at}`}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** What a row shows, or null while it is on its way: the list draws a quiet bar then. */
export function loaded<T>(row: T | undefined, show: (row: T) => ReactNode): ReactNode {
  return row === undefined ? null : show(row);
}

interface RowProps {
  list: VirtualListProps;
  index: number;
  id: string;
}

/** Scrolling leaves the properties of the list as they are, so only rows that come into view are made. */
const Row = memo(function Row({ list, index, id }: RowProps) {
  const content = list.renderRow(index);
  const { rowHeight = ROW_HEIGHT, measured } = list;
  return (
    <div
      {...rowAttributes(list, index)}
      id={id}
      data-index={index}
      style={measured ? { minHeight: rowHeight } : { height: rowHeight }}
    >
      {content ?? <div className={styles.pending} />}
    </div>
  );
});

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
    className: `${styles.row} ${props.measured ? '' : styles.fixed} ${isActive ? styles.active : ''} ${props.rowClass?.(index) ?? ''}`,
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
