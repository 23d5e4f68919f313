import { type KeyboardEvent, useRef } from 'react';
import type { DifferencesView } from '../../../engine/protocol/differences.ts';
import { useApp } from '../../../store/use-app.ts';
import { count } from '../../ui/index.ts';
import styles from './differences.module.css';
import { GROUP_NAMES, tallyOf, total } from './words.ts';

/** What kinds of things differ and how much of each; choosing one leaves the others out. One tab stop. */
export function Kinds({ view }: { view: DifferencesView }) {
  const chosen = useApp((state) => state.differenceLook.group);
  const lookAt = useApp((state) => state.lookAtDifferences);
  const list = useRef<HTMLDivElement>(null);
  const kinds = [
    { group: null, label: 'All', tally: count(total(view.counts)) },
    ...view.counts.map((counts) => ({
      group: counts.group,
      label: GROUP_NAMES[counts.group],
      tally: tallyOf(counts),
    })),
  ];
  // What was chosen stays there when nothing of it is left.
  if (chosen && !view.counts.some(({ group }) => group === chosen))
    kinds.push({ group: chosen, label: GROUP_NAMES[chosen], tally: '0' });
  const onKeyDown = (event: KeyboardEvent) => {
    const by = /^Arrow(Right|Down)$/.test(event.key) ? 1 : /^Arrow(Left|Up)$/.test(event.key) ? -1 : 0;
    if (by === 0 || event.ctrlKey) return;
    event.preventDefault();
    event.stopPropagation();
    const at = kinds.findIndex(({ group }) => group === chosen);
    const to = (at + by + kinds.length) % kinds.length;
    lookAt({ group: kinds[to].group });
    list.current?.querySelectorAll<HTMLElement>('[role=radio]')[to]?.focus();
  };
  return (
    <div ref={list} className={styles.kinds} role="radiogroup" aria-label="Kinds of differences">
      {kinds.map(({ group, label, tally }) => (
        // biome-ignore lint/a11y/useSemanticElements: chips, with the arrow keys of a radio group
        <button
          key={group ?? 'all'}
          type="button"
          role="radio"
          aria-checked={group === chosen}
          tabIndex={group === chosen ? 0 : -1}
          onClick={() => lookAt({ group })}
          onKeyDown={onKeyDown}
        >
          {label} <code>{tally}</code>
        </button>
      ))}
    </div>
  );
}
