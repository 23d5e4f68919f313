import { type CSSProperties, type RefObject, useEffect, useRef, useState } from 'react';
import styles from './expression-field.module.css';
import { below } from './place-below.ts';
import type { ChoicesState } from './use-choices.ts';

interface ChoicesProps {
  id: string;
  label: string;
  choices: Pick<ChoicesState, 'open' | 'items' | 'active' | 'what' | 'take'>;
  anchor: RefObject<HTMLInputElement | null>;
}

/** The list under an expression field. It lies in the top layer: no panel cuts it off. */
export function Choices({ id, label, choices, anchor }: ChoicesProps) {
  const { open, items, active, what } = choices;
  const list = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<CSSProperties>({});
  useEffect(() => {
    if (!open) return;
    setPlace(below(anchor.current));
    list.current?.showPopover?.();
  }, [open, anchor]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen item is drawn when `active` changes
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [active, items]);
  if (!open) return null;
  return (
    <div
      ref={list}
      id={`${id}-list`}
      role="listbox"
      aria-label={what === 'history' ? `${label}, earlier` : `${label}, what can be written here`}
      popover="manual"
      className={styles.list}
      style={place}
    >
      {items.map((item, at) => (
        <div
          key={item.text}
          id={`${id}-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === active}
          className={styles.item}
          onPointerDown={(event) => {
            event.preventDefault();
            choices.take(at);
          }}
        >
          <code>{item.text}</code>
          {item.about ? <span>{item.about}</span> : null}
        </div>
      ))}
    </div>
  );
}
