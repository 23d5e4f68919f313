import { Fragment, type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { keyText } from '../../store/commands.ts';
import { useApp, useAppStore } from '../../store/use-app.ts';
import { Dialog, KeyCap } from '../../views/ui/index.ts';
import styles from './overlays.module.css';
import type { PaletteItem } from './palette-item.ts';
import { paletteItems } from './palette-items.ts';

const SEARCH_MS = 120;

/** Find or run: commands, functions, packets, addresses, entries, buckets, times, lines of the log, cases, help. */
export function Palette({ onClose }: { onClose: () => void }) {
  const store = useAppStore();
  const moment = useApp((state) => state.moment);
  const id = useId();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const found = useApp((state) => state.found);
  const search = useApp((state) => state.search);
  const results = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the functions of the path change with the moment, the rest with what is found
  const items = useMemo(() => paletteItems(store.getState(), typed), [store, typed, moment, found]);
  // Results come one after the other: the chosen row stays chosen when others come before it.
  const active = Math.max(
    0,
    items.findIndex(({ id: item }) => item === chosen),
  );
  useEffect(() => {
    const timer = setTimeout(() => search(typed), typed ? SEARCH_MS : 0);
    return () => clearTimeout(timer);
  }, [typed, search]);
  useEffect(() => () => search(''), [search]);
  useEffect(() => {
    results.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  });
  const searching = typed.trim() !== '' && (found?.busy === true || found?.text !== typed);
  const run = (item: PaletteItem | undefined) => {
    if (!item || item.disabled) return;
    onClose();
    item.run(store.getState());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setChosen(items[Math.min(items.length - 1, active + 1)]?.id ?? null);
    else if (event.key === 'ArrowUp') setChosen(items[Math.max(0, active - 1)]?.id ?? null);
    else if (event.key === 'Enter') run(items[active]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Find or run" headless onClose={onClose}>
      <input
        className={styles.field}
        role="combobox"
        data-autofocus
        aria-label="Find or run"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={items[active] ? `${id}-${active}` : undefined}
        placeholder="A command, a function, a packet, an address, a bucket, a time, words of the log"
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setChosen(null);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={results} id={`${id}-list`} className={styles.results} role="listbox" aria-label="Results">
        {items.length === 0 && !searching ? (
          <p className={styles.none}>Nothing has all these words.</p>
        ) : null}
        {searching ? <div className={styles.searching} /> : null}
        {items.map((item, at) => (
          <Fragment key={item.id}>
            {item.group !== items[at - 1]?.group ? <div className={styles.group}>{item.group}</div> : null}
            <Item item={item} id={`${id}-${at}`} selected={at === active} onPick={() => run(item)} />
          </Fragment>
        ))}
      </div>
    </Dialog>
  );
}

interface ItemProps {
  item: PaletteItem;
  id: string;
  selected: boolean;
  onPick: () => void;
}

function Item({ item, id, selected, onPick }: ItemProps) {
  return (
    <div
      id={id}
      className={styles.item}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-disabled={item.disabled}
      onPointerDown={(event) => {
        event.preventDefault();
        onPick();
      }}
    >
      {item.kernel ? <code>{item.label}</code> : <span>{item.label}</span>}
      {item.note ? <small>{item.note}</small> : null}
      {item.keys ? <KeyCap keys={keyText(item.keys)} /> : null}
    </div>
  );
}
