import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import { useApp } from '../../../store/use-app.ts';
import { sourceOf } from '../../../trace/kernel-source.ts';
import type { Cursor, Step } from '../../../trace/views.ts';
import { VirtualList } from '../../ui/index.ts';
import { StepRow } from './step-row.tsx';
import { openKey, parentRow, type TreeRow, visibleRows } from './tree.ts';

/** The call path as a tree. Arrows walk it, Left and Right close and open, Enter moves the cursor there, Shift+Enter opens the source. */
export function CallTree({ steps, cursor }: { steps: readonly Step[]; cursor: Cursor }) {
  const go = useApp((state) => state.go);
  const profile = useApp((state) => state.info?.profile ?? '');
  const [opened, setOpened] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [focus, setFocus] = useState<number | null>(null);
  const rows = useMemo(() => visibleRows(steps, cursor, opened), [steps, cursor, opened]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new cursor takes the keyboard's place with it
  useEffect(() => setFocus(null), [cursor]);
  const now = rows.findIndex((row) => row.place === 'now');
  const active = focus ?? now;
  const setOpen = (row: TreeRow, open: boolean) =>
    setOpened((before) => new Map(before).set(openKey(row.step), open));
  const onKey = (event: KeyboardEvent): boolean => {
    const row = rows[active];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === 'Enter' && event.shiftKey) {
      const address = row.step.kind === 'call' ? sourceOf(profile, row.step.text) : null;
      if (address) window.open(address, '_blank', 'noopener,noreferrer');
    } else if (event.key === 'ArrowRight') {
      if (row.parent && !row.open) setOpen(row, true);
      else if (row.parent) setFocus(active + 1);
    } else if (event.key === 'ArrowLeft') {
      if (row.open) setOpen(row, false);
      else setFocus(Math.max(0, parentRow(rows, active)));
    } else return false;
    return true;
  };
  const enter = (index: number) => go({ event: cursor.event, step: rows[index].step.number });
  return (
    <VirtualList
      label="Call path"
      role="tree"
      count={rows.length}
      active={active}
      activeIsNow={false}
      measured
      onMove={setFocus}
      onPick={enter}
      onOpen={enter}
      onKey={onKey}
      rowKey={(index) => rows[index]?.step.number ?? index}
      rowAria={(index) => ({
        'aria-level': rows[index].step.depth + 1,
        'aria-expanded': rows[index].parent ? rows[index].open : undefined,
        'aria-current': index === now ? 'step' : undefined,
      })}
      renderRow={(index) => (
        <StepRow row={rows[index]} onToggle={() => setOpen(rows[index], !rows[index].open)} />
      )}
    />
  );
}
