import { type KeyboardEvent, useId, useState } from 'react';
import { useAppStore } from '../../../store/use-app.ts';
import { counted } from '../../ui/index.ts';
import type { Size } from '../canvas/use-canvas.ts';
import styles from '../timeline.module.css';
import { placeOf } from './hint.ts';
import { nearestItem, spokenOf } from './items.ts';
import { type Picture, rowsOf } from './scene.ts';
import { choose } from './use-input.ts';

/** All marks, signs and gaps that are shown, for the keyboard: arrows go from one to the next, Enter chooses. */
export function ItemList({ picture, size }: { picture: Picture; size: Size }) {
  const store = useAppStore();
  const id = useId();
  const [chosen, setChosen] = useState<{ time: number; kind: string } | null>(null);
  const { items, left, scale } = picture;
  if (items.length === 0) return null;
  const known = chosen
    ? items.findIndex(({ time, kind }) => time === chosen.time && kind === chosen.kind)
    : -1;
  const at = known >= 0 ? known : nearestItem(items, chosen?.time ?? picture.now ?? 0);
  const item = items[at];
  const rows = rowsOf(picture, size.height);
  const x = left + scale.x(item.time);
  const isLow = item.kind === 'timer' || item.kind === 'command' || item.kind === 'note';
  const y = item.kind === 'gap' ? rows.points : isLow ? rows.signs : rows.points;
  const onKeyDown = (event: KeyboardEvent) => {
    const to = target(event.key, at, items.length);
    if (event.key === 'Enter') choose(store, picture, item);
    else if (to === null) return;
    else setChosen({ time: items[to].time, kind: items[to].kind });
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className={styles.items}
      role="listbox"
      tabIndex={0}
      aria-label={`Marks of the timeline, ${counted(items.length, 'mark')}: arrows choose one, Enter goes there`}
      aria-activedescendant={id}
      onKeyDown={onKeyDown}
      onBlur={() => setChosen(null)}
    >
      <span
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected="true"
        aria-posinset={at + 1}
        aria-setsize={items.length}
        aria-label={spokenOf(item)}
        className={styles.item}
        style={{ left: x - 7, top: y - 7 }}
      />
      <span
        className={`${styles.hint} ${styles.itemHint}`}
        style={placeOf(Math.max(left, Math.min(size.width, x)), size)}
        aria-hidden="true"
      >
        {spokenOf(item)}
      </span>
    </div>
  );
}

function target(key: string, at: number, length: number): number | null {
  if (key === 'ArrowRight' || key === 'ArrowDown') return Math.min(length - 1, at + 1);
  if (key === 'ArrowLeft' || key === 'ArrowUp') return Math.max(0, at - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return length - 1;
  return null;
}
