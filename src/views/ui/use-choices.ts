import { type KeyboardEvent, type RefObject, useState } from 'react';
import type { Completion, FieldList } from '../../expression/catalogue.ts';
import { complete } from '../../expression/complete.ts';
import { useApp } from '../../store/use-app.ts';

export interface Choice extends Completion {
  /** What the text of the field becomes, and where the caret stands then. */
  readonly result: string;
  readonly caret: number;
}

export interface ChoicesState {
  readonly open: boolean;
  readonly what: 'completions' | 'history';
  readonly items: readonly Choice[];
  /** -1 = none is chosen yet. */
  readonly active: number;
  typing(text: string, caret: number): void;
  showFields(): void;
  close(): void;
  take(at: number): void;
  /** True when the key was for the list. */
  onKeyDown(event: KeyboardEvent): boolean;
}

interface Options {
  kind: string;
  fields: FieldList;
  typed: string;
  setTyped(text: string): void;
  input: RefObject<HTMLInputElement | null>;
}

const NONE: readonly string[] = [];

/** The list under an expression field: completions while one writes, earlier texts on Arrow up in the empty field. */
export function useChoices({ kind, fields, typed, setTyped, input }: Options): ChoicesState {
  const history = useApp((state) => state.history[kind]) ?? NONE;
  const [shown, setShown] = useState<Pick<ChoicesState, 'what' | 'items'> | null>(null);
  const [active, setActive] = useState(-1);
  const close = () => {
    setShown(null);
    setActive(-1);
  };
  const show = (what: ChoicesState['what'], items: readonly Choice[], first = -1) => {
    setShown(items.length > 0 ? { what, items } : null);
    setActive(first);
  };
  const take = (at: number) => {
    const item = shown?.items[at];
    if (!item) return;
    setTyped(item.result);
    close();
    // The caret can be put there only when the text is.
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(item.caret, item.caret);
    });
  };
  const list = shown?.items ?? [];
  const move = (by: number): boolean => {
    if (!shown) return false;
    setActive((active + by + list.length + (active < 0 && by < 0 ? 1 : 0)) % list.length);
    return true;
  };
  const openAtCaret = (): boolean => {
    show('completions', completionsHere(typed, input.current?.selectionStart ?? typed.length, fields), 0);
    return true;
  };
  const openHistory = (): boolean => {
    show('history', history.map(earlier), 0);
    return true;
  };
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (event.key === ' ' && event.ctrlKey) return openAtCaret();
    if (event.key === 'ArrowUp' && !shown) return typed === '' && openHistory();
    if (!shown) return false;
    if (event.key === 'ArrowDown') return move(1);
    if (event.key === 'ArrowUp') return move(-1);
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
      return true;
    }
    if ((event.key === 'Enter' || event.key === 'Tab') && active >= 0 && !event.shiftKey) {
      take(active);
      return true;
    }
    return false;
  };
  return {
    open: shown !== null,
    what: shown?.what ?? 'completions',
    items: list,
    active,
    typing: (text, caret) => show('completions', text === '' ? [] : completions(text, caret, fields)),
    showFields() {
      if (shown) return close();
      input.current?.focus();
      openAtCaret();
    },
    close,
    take,
    onKeyDown,
  };
}

function completions(text: string, caret: number, fields: FieldList): Choice[] {
  const { from, to, items } = complete(text, caret, fields);
  return items.map((item) => ({ ...item, ...inserted(text, from, to, item) }));
}

/** When the list is asked for: behind a word that is complete, what can follow it. */
function completionsHere(text: string, caret: number, fields: FieldList): Choice[] {
  const here = completions(text, caret, fields);
  return here.length > 0 || caret < text.length ? here : completions(`${text} `, caret + 1, fields);
}

function earlier(text: string): Choice {
  return { text, about: '', kind: 'value', result: text, caret: text.length };
}

/** A field or an operator is followed by a blank, so that one can write on. */
function inserted(
  text: string,
  from: number,
  to: number,
  item: Completion,
): { result: string; caret: number } {
  const rest = text.slice(to);
  const blank = item.kind !== 'value' && item.text !== 'in {' && !rest.startsWith(' ') ? ' ' : '';
  const before = `${text.slice(0, from)}${item.text}${blank}`;
  return { result: before + rest, caret: before.length };
}
