import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { Completions, ExpressionProblem } from '../../expression/catalogue.ts';
import { Choices } from './expression-choices.tsx';
import field from './expression-field.module.css';
import { Underline } from './expression-field.tsx';
import styles from './typed-field.module.css';
import type { Choice } from './use-choices.ts';

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
  const [items, setItems] = useState<readonly Choice[]>([]);
  const [active, setActive] = useState(-1);
  useEffect(() => {
    if (props.autoFocus) input.current?.focus();
  }, [props.autoFocus]);
  const close = () => setItems([]);
  const ask = async (text: string, caret: number) => {
    const found = text === '' ? null : await props.complete(text, caret);
    if (input.current?.value !== text || document.activeElement !== input.current) return;
    setActive(-1);
    setItems(found ? choicesOf(text, found) : []);
  };
  const write = (text: string, caret = text.length) => {
    setTyped(text);
    setProblem(null);
    void ask(text, caret);
  };
  const take = (at: number) => {
    const { result, caret } = items[at];
    setTyped(result);
    close();
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
    const count = items.length;
    if (key === 'ArrowDown' && count > 0) setActive((active + 1) % count);
    else if (key === 'ArrowDown') void ask(typed, input.current?.selectionStart ?? typed.length);
    else if (key === 'ArrowUp' && count > 0) setActive(active <= 0 ? count - 1 : active - 1);
    else if ((key === 'Tab' || key === 'Enter') && active >= 0 && count > 0) take(active);
    else if (key === 'Enter') void enter();
    else if (key === 'Escape' && count > 0) close();
    else if (key === 'Escape' && props.onCancel) props.onCancel();
    else if (key === 'Escape' && typed !== '') write('');
    else if (key === 'Escape') input.current?.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.whole}>
      <div className={field.field}>
        <Underline problem={problem} typed={typed} input={input} />
        <input
          ref={input}
          type="text"
          role="combobox"
          className={field.input}
          {...(props.name ? { [`data-${props.name}`]: '' } : {})}
          aria-label={props.label}
          aria-expanded={items.length > 0}
          aria-autocomplete="list"
          aria-controls={items.length > 0 ? `${id}-list` : undefined}
          aria-activedescendant={items.length > 0 && active >= 0 ? `${id}-${active}` : undefined}
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
      </div>
      <Choices
        id={id}
        label={props.label}
        anchor={input}
        choices={{ items, active, take, what, open: items.length > 0 }}
      />
      <p id={`${id}-problem`} className={styles.problem} role="alert" hidden={!problem}>
        {problem ? `${problem.message} (character ${problem.from + 1})` : ''}
      </p>
    </div>
  );
}

const what = 'completions' as const;

/** What the text becomes with each completion, a blank behind it. */
function choicesOf(text: string, { from, to, items }: Completions): Choice[] {
  return items.map((item) => {
    const before = `${text.slice(0, from)}${item.text} `;
    return { ...item, result: `${before}${text.slice(to).trimStart()}`, caret: before.length };
  });
}
