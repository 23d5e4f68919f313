import { Fragment, type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { keyText } from '../../store/commands.ts';
import { useApp, useAppStore } from '../../store/use-app.ts';
import { Dialog, KeyCap } from '../../views/ui/index.ts';
import styles from './overlays.module.css';
import { type PaletteItem, paletteItems } from './palette-items.ts';

/** Find or run: commands, functions of this path, packets by number, built-in cases. */
export function Palette({ onClose }: { onClose: () => void }) {
  const store = useAppStore();
  const moment = useApp((state) => state.moment);
  const id = useId();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const results = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the functions of the path change with the moment
  const items = useMemo(() => paletteItems(store.getState(), typed), [store, typed, moment]);
  useEffect(() => {
    results.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  });
  const run = (item: PaletteItem | undefined) => {
    if (!item || item.disabled) return;
    onClose();
    item.run(store.getState());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive(Math.min(items.length - 1, active + 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1));
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
        placeholder="A command, a function, a packet number"
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={results} id={`${id}-list`} className={styles.results} role="listbox" aria-label="Results">
        {items.length === 0 ? <p className={styles.none}>Nothing has all these words.</p> : null}
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
      {item.keys ? <KeyCap keys={keyText(item.keys)} /> : null}
    </div>
  );
}
