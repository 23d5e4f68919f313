import {
  type ChangeEvent,
  type CSSProperties,
  type KeyboardEvent,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import type { ExpressionProblem, FieldList } from '../../expression/catalogue.ts';
import { problemOf } from '../../expression/check.ts';
import { filterProblem } from '../../expression/filter.ts';
import { readsAs } from '../../expression/reads-as.ts';
import { useApp } from '../../store/use-app.ts';
import { IconButton } from './button.tsx';
import { Choices } from './expression-choices.tsx';
import styles from './expression-field.module.css';
import { KeyCap } from './key-cap.tsx';
import { below } from './place-below.ts';
import { useChoices } from './use-choices.ts';

export interface ExpressionFieldProps {
  /** Kind of field: under this name its history is remembered, and `data-filter` finds it. */
  kind: string;
  label: string;
  placeholder: string;
  /** The text that is applied. */
  value: string;
  /** What can be written here: for completion and for checking while one writes. */
  fields: FieldList;
  /** Plain words are allowed too: what is no expression is never wrong. */
  words?: boolean;
  /** Applied while one writes; else only with Enter. */
  live?: boolean;
  /** The answer is being worked out. */
  busy?: boolean;
  /** Shown in the empty field. */
  keys?: string;
  /** Gets each text that is right. */
  onApply(text: string): void;
  /** Enter, Arrow down and Esc leave the field; they go nowhere when left out. */
  onLeave?(): void;
}

const TYPING_MS = 150;
const PROBLEM_MS = 500;

/** A field of the expression language: completion, problems at their place, history. */
export function ExpressionField(props: ExpressionFieldProps) {
  const { kind, label, fields, words = false } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const { typed, problem, choices, focused, handlers } = useField(props, input);
  const isWords = words && readsAs(typed, fields) === 'words';
  const said = focused && !choices.open ? problem : null;
  return (
    <div className={styles.field} data-busy={props.busy || undefined}>
      <input
        ref={input}
        type="text"
        role="combobox"
        data-filter={kind}
        data-more={isWords || undefined}
        className={styles.input}
        aria-label={label}
        aria-expanded={choices.open}
        aria-autocomplete="list"
        aria-controls={choices.open ? `${id}-list` : undefined}
        aria-activedescendant={choices.open && choices.active >= 0 ? `${id}-${choices.active}` : undefined}
        aria-invalid={problem !== null}
        aria-describedby={said ? `${id}-problem` : undefined}
        placeholder={props.placeholder}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        value={typed}
        {...handlers}
      />
      <Underline problem={problem} typed={typed} input={input} />
      <div className={styles.more}>
        {isWords ? <span className={styles.reading}>words</span> : null}
        {typed || !props.keys ? null : <KeyCap keys={props.keys} />}
        <IconButton
          icon="help"
          name={`Fields for ${label.toLowerCase()}`}
          className={styles.help}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => choices.showFields()}
        />
      </div>
      <Choices id={id} choices={choices} anchor={input} label={label} />
      <Problem id={`${id}-problem`} problem={said} anchor={input} />
    </div>
  );
}

/** What is typed, what is wrong with it, and when it is applied. */
function useField(props: ExpressionFieldProps, input: Anchored['anchor']) {
  const { kind, value, fields, words = false, live = true, onApply, onLeave } = props;
  const [typed, setTyped] = useState(value);
  const [focused, setFocused] = useState(false);
  const remember = useApp((state) => state.remember);
  const choices = useChoices({ kind, fields, typed, setTyped, input });
  const wrong = problemIn(typed, fields, words);
  const settled = useSettled(wrong, typed, value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (!live || typed === value || wrong) return;
    const timer = setTimeout(() => onApply(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [live, typed, value, wrong, onApply]);

  const apply = (text: string) => {
    if (text !== value) onApply(text);
    remember(kind, text);
  };
  const leave = (event: KeyboardEvent) => {
    event.preventDefault();
    event.stopPropagation();
    choices.close();
    onLeave?.();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (choices.onKeyDown(event)) return event.preventDefault();
    if (event.key === 'Escape') {
      setTyped('');
      if (value !== '') onApply('');
      leave(event);
    } else if (event.key === 'Enter' && wrong) {
      settled.show();
      choices.close();
      event.preventDefault();
    } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      if (!wrong) apply(typed);
      leave(event);
    }
  };
  const handlers = {
    onKeyDown,
    onChange: ({ target }: ChangeEvent<HTMLInputElement>) => {
      setTyped(target.value);
      choices.typing(target.value, target.selectionStart ?? target.value.length);
    },
    onFocus: () => setFocused(true),
    onBlur: () => {
      setFocused(false);
      choices.close();
      if (typed !== value && !wrong) apply(typed);
    },
  };
  return { typed, problem: settled.problem, choices, focused, handlers };
}

function problemIn(text: string, fields: FieldList, words: boolean): ExpressionProblem | null {
  if (text.trim() === '') return null;
  return words ? filterProblem(text, fields) : problemOf(text, fields);
}

/** A problem is shown when the writer pauses, or asks with Enter; a new letter hides it again. */
function useSettled(problem: ExpressionProblem | null, typed: string, value: string) {
  const [shownFor, setShownFor] = useState<string | null>(null);
  useEffect(() => {
    if (!problem || typed === value) return;
    const timer = setTimeout(() => setShownFor(typed), PROBLEM_MS);
    return () => clearTimeout(timer);
  }, [problem, typed, value]);
  return {
    problem: shownFor === typed ? problem : null,
    show: () => setShownFor(typed),
  };
}

interface Anchored {
  anchor: React.RefObject<HTMLInputElement | null>;
}

/** The wavy line lies under the wrong characters, wherever the text has been scrolled to. */
function Underline({
  problem,
  typed,
  input,
}: {
  problem: ExpressionProblem | null;
  typed: string;
  input: Anchored['anchor'];
}) {
  const [scrolled, setScrolled] = useState(0);
  useEffect(() => {
    const element = input.current;
    if (!element || !problem) return;
    const follow = () => setScrolled(element.scrollLeft);
    follow();
    element.addEventListener('scroll', follow);
    return () => element.removeEventListener('scroll', follow);
  }, [problem, input]);
  if (!problem) return null;
  // An empty place is still a place: one character of it is marked.
  const to = Math.max(problem.to, problem.from + 1);
  return (
    <div className={styles.under} aria-hidden="true">
      <span style={{ transform: `translateX(${-scrolled}px)` }}>
        {typed.slice(0, problem.from)}
        <mark data-problem>{typed.slice(problem.from, to) || ' '}</mark>
      </span>
    </div>
  );
}

/** One sentence below the field, above everything else. */
function Problem({ id, problem, anchor }: Anchored & { id: string; problem: ExpressionProblem | null }) {
  const box = useRef<HTMLParagraphElement>(null);
  const [place, setPlace] = useState<CSSProperties>({});
  useEffect(() => {
    if (!problem) return;
    setPlace(below(anchor.current));
    box.current?.showPopover?.();
  }, [problem, anchor]);
  if (!problem) return null;
  return (
    <p ref={box} id={id} role="status" popover="manual" className={styles.problem} style={place}>
      {problem.message}
    </p>
  );
}
