import { type KeyboardEvent, useRef } from 'react';
import type { SideName } from '../engine/protocol/messages.ts';
import { commandOf, keyText } from '../store/commands.ts';
import { useApp } from '../store/use-app.ts';
import { tip } from '../views/ui/index.ts';
import styles from './side-bar.module.css';

const LABELS: Readonly<Record<SideName, string>> = {
  model: 'Model',
  observed: 'Observed kernel (log)',
  other: 'Beside',
};

/** Which kernel all views show, and what that means; only for cases with several, or with a log. */
export function SideBar() {
  const sides = useApp((state) => state.sides);
  const observed = useApp((state) => state.info?.observed ?? false);
  if (!sides || (sides.sides.length < 2 && !observed)) return null;
  return (
    <div className={styles.bar}>
      {sides.sides.length > 1 ? <Switch /> : null}
      <p className={styles.says}>
        <Meaning />
      </p>
    </div>
  );
}

/** One tab stop; arrows choose. */
function Switch() {
  const sides = useApp((state) => state.sides?.sides);
  const shown = useApp((state) => state.sides?.shown);
  const showSide = useApp((state) => state.showSide);
  const group = useRef<HTMLDivElement>(null);
  if (!sides) return null;
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = /^Arrow(Right|Down)$/.test(event.key) ? 1 : /^Arrow(Left|Up)$/.test(event.key) ? -1 : 0;
    if (direction === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const at = sides.findIndex(({ name }) => name === shown);
    const to = (at + direction + sides.length) % sides.length;
    group.current?.querySelectorAll<HTMLElement>('[role=radio]')[to]?.focus();
    void showSide(sides[to].name);
  };
  return (
    <div ref={group} className={styles.switch} role="radiogroup" aria-label="Kernel that is shown">
      {sides.map(({ name, title }) => (
        // biome-ignore lint/a11y/useSemanticElements: a segmented control, with the arrow keys of a radio group
        <button
          key={name}
          type="button"
          role="radio"
          aria-checked={name === shown}
          tabIndex={name === shown ? 0 : -1}
          onClick={() => void showSide(name)}
          onKeyDown={onKeyDown}
          {...tip(title, keyText(commandOf(`side-${name}`).keys[0]))}
        >
          {LABELS[name]}
        </button>
      ))}
    </div>
  );
}

/** What a log of a low debug_level leaves out of the views. */
function untold(level: number): string {
  if (level < 8)
    return ' States, timers and packets of known entries are not in it: they come at level 8 and 9.';
  return level < 9 ? ' Packets that change no state are not in it: they come at level 9.' : '';
}

function Meaning() {
  const sides = useApp((state) => state.sides);
  const info = useApp((state) => state.info);
  const log = sides?.log;
  if (info?.observed)
    return (
      <>
        <b>From the log, no model runs.</b> Entries, servers and timers are those that the lines of{' '}
        {log ? <code>{log.name}</code> : 'the log'} tell of
        {log && log.higher.length > 0 ? `, at debug_level ${Math.max(0, log.level)} or more` : ''}.
        {log ? untold(log.level) : ''}
      </>
    );
  if (sides?.shown === 'other') return sides.sides.find(({ name }) => name === 'other')?.title;
  if (!log) return <>The case's own kernel, {info?.profile}.</>;
  const fed = sides.given.capture ? 'the capture' : 'the packets that the log tells of';
  const rules = sides.given.rules ? '' : ', under rules inferred from the log';
  return (
    <>
      <b>The model</b>, fed with {fed}
      {sides.given.capture ? '' : rules}.
    </>
  );
}
