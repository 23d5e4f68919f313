import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Completions, ExpressionProblem } from '../../expression/catalogue.ts';
import styles from './typed-field.module.css';

export interface TypedFieldProps {
  label: string;
  placeholder: string;
  /** What is in it at first. */
  text?: string;
  /** Attribute by which commands find it. */
  name?: string;
  autoFocus?: boolean;
  complete(text: string, caret: number): Promise<Completions | null>;
  /** Takes the text; or says what is wrong with it. An accepted text leaves the field empty. */
  onEnter(text: string): Promise<ExpressionProblem | null>;
  /** Esc in the closed field. */
  onCancel?(): void;
}

/** A field whose text is read by the engine: completion while one writes, problems at their characters after Enter. */
export function TypedField(props: TypedFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(props.text ?? '');
  const [problem, setProblem] = useState<ExpressionProblem | null>(null);
  const [choices, setChoices] = useState<Completions | null>(null);
  const [active, setActive] = useState(-1);
  useEffect(() => {
    if (props.autoFocus) input.current?.focus();
  }, [props.autoFocus]);
  const close = () => setChoices(null);
  const ask = async (text: string, caret: number) => {
    const found = text === '' ? null : await props.complete(text, caret);
    if (input.current?.value !== text || document.activeElement !== input.current) return;
    setActive(-1);
    setChoices(found && found.items.length > 0 ? found : null);
  };
  const write = (text: string, caret = text.length) => {
    setTyped(text);
    setProblem(null);
    void ask(text, caret);
  };
  const take = (at: number) => {
    if (!choices) return;
    const { from, to, items } = choices;
    const text = `${typed.slice(0, from)}${items[at].text} ${typed.slice(to).trimStart()}`;
    setTyped(text);
    close();
    const caret = from + items[at].text.length + 1;
    requestAnimationFrame(() => input.current?.setSelectionRange(caret, caret));
  };
  const enter = async () => {
    close();
    if (typed.trim() === '') return;
    const found = await props.onEnter(typed);
    setProblem(found);
    if (!found) setTyped('');
    else input.current?.setSelectionRange(found.from, found.to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const { key } = event;
    const count = choices?.items.length ?? 0;
    if (key === 'ArrowDown' && count > 0) setActive((active + 1) % count);
    else if (key === 'ArrowDown') void ask(typed, input.current?.selectionStart ?? typed.length);
    else if (key === 'ArrowUp' && count > 0) setActive(active <= 0 ? count - 1 : active - 1);
    else if ((key === 'Tab' || key === 'Enter') && active >= 0 && count > 0) take(active);
    else if (key === 'Enter') void enter();
    else if (key === 'Escape' && choices) close();
    else if (key === 'Escape' && props.onCancel) props.onCancel();
    else if (key === 'Escape' && typed !== '') write('');
    else if (key === 'Escape') input.current?.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.field}>
      <Underline problem={problem} typed={typed} />
      <input
        ref={input}
        type="text"
        role="combobox"
        className={styles.input}
        {...(props.name ? { [`data-${props.name}`]: '' } : {})}
        aria-label={props.label}
        aria-expanded={choices !== null}
        aria-autocomplete="list"
        aria-controls={choices ? `${id}-list` : undefined}
        aria-activedescendant={choices && active >= 0 ? `${id}-${active}` : undefined}
        aria-invalid={problem !== null}
        aria-describedby={problem ? `${id}-problem` : undefined}
        placeholder={props.placeholder}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        value={typed}
        onChange={({ target }) => write(target.value, target.selectionStart ?? target.value.length)}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      {choices ? (
        <Choices id={id} label={props.label} choices={choices} active={active} onTake={take} />
      ) : null}
      <p id={`${id}-problem`} className={styles.problem} role="alert" hidden={!problem}>
        {problem ? `${problem.message} (character ${problem.from + 1})` : ''}
      </p>
    </div>
  );
}

/** The words that are wrong, with a wavy line, behind the text of the field. */
function Underline({ problem, typed }: { problem: ExpressionProblem | null; typed: string }) {
  if (!problem) return null;
  const to = Math.max(problem.to, problem.from + 1);
  return (
    <span className={styles.behind} aria-hidden="true" data-problem-at={problem.from}>
      {typed.slice(0, problem.from)}
      <span className={styles.wrong}>{typed.slice(problem.from, to) || '\u00a0'}</span>
    </span>
  );
}

interface ChoicesProps {
  id: string;
  label: string;
  choices: Completions;
  active: number;
  onTake: (at: number) => void;
}

function Choices({ id, label, choices, active, onTake }: ChoicesProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div
      ref={list}
      id={`${id}-list`}
      className={styles.choices}
      role="listbox"
      aria-label={`Completions of ${label}`}
    >
      {choices.items.map(({ text, about }, at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard
        <div
          key={text}
          id={`${id}-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === active}
          className={at === active ? styles.active : ''}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(at)}
        >
          <span>{text}</span>
          <span className={styles.about}>{about}</span>
        </div>
      ))}
    </div>
  );
}
