import { useState } from 'react';
import type { Breakpoint } from '../../../store/stops-state.ts';
import { useApp, useDetailed } from '../../../store/use-app.ts';
import { printStop, stopTitle } from '../../../trace/stops/print-stop.ts';
import { count, Icon, IconButton, TypedField, tip } from '../../ui/index.ts';
import styles from './stops.module.css';

/** Breakpoints and watchpoints: what each stops at, its condition, how often it is hit. */
export function Breakpoints() {
  const breakpoints = useApp((state) => state.breakpoints);
  const add = useApp((state) => state.addBreakpoint);
  const complete = useApp((state) => state.completeStop);
  const [edited, setEdited] = useState<number | null>(null);
  return (
    <>
      <div className={styles.add}>
        <TypedField
          label="Stop at"
          name="add-stop"
          placeholder="ip_vs_conn_new if pkt.tcp.syn"
          complete={complete}
          onEnter={add}
        />
      </div>
      <ul className={styles.list} aria-label="Breakpoints">
        {breakpoints.map((one) =>
          one.id === edited ? (
            <Edited key={one.id} one={one} onDone={() => setEdited(null)} />
          ) : (
            <Row key={one.id} one={one} onEdit={() => setEdited(one.id)} />
          ),
        )}
      </ul>
    </>
  );
}

function Edited({ one, onDone }: { one: Breakpoint; onDone: () => void }) {
  const change = useApp((state) => state.changeBreakpoint);
  const complete = useApp((state) => state.completeStop);
  return (
    <li className={styles.add}>
      <TypedField
        label="Change the breakpoint"
        placeholder=""
        text={printStop(one.stop)}
        autoFocus
        complete={complete}
        onCancel={onDone}
        onEnter={async (text) => {
          const problem = await change(one.id, text);
          if (!problem) onDone();
          return problem;
        }}
      />
    </li>
  );
}

function Row({ one, onEdit }: { one: Breakpoint; onEdit: () => void }) {
  const enable = useApp((state) => state.enableBreakpoint);
  const remove = useApp((state) => state.removeBreakpoint);
  const { id, stop, here } = one;
  const title = stopTitle(stop);
  const { enabled } = stop;
  return (
    <li className={`${styles.row} ${here ? styles.now : ''} ${enabled ? '' : styles.off}`}>
      <button
        type="button"
        role="switch"
        className={styles.disc}
        aria-checked={enabled}
        aria-label={`${title} is on`}
        onClick={() => enable(id, !enabled)}
        {...tip(enabled ? 'Turn off' : 'Turn on')}
      >
        <Icon name={enabled ? 'disc' : 'disc-empty'} size={14} />
      </button>
      <span className={styles.what}>
        <button type="button" className={styles.title} onClick={onEdit} {...tip(printStop(stop))}>
          {title}
        </button>
        <Details one={one} />
      </span>
      <Hits one={one} />
      <IconButton
        icon="cross"
        name={`Remove ${title}`}
        className={styles.action}
        onClick={() => remove(id)}
      />
    </li>
  );
}

/** Condition and rule, as they are written; a condition that is the title already is not said twice. */
function Details({ one: { stop } }: { one: Breakpoint }) {
  const words: string[] = [];
  if (stop.name) words.push(stopTitle({ ...stop, name: '' }));
  if (stop.condition && (stop.what.kind !== 'when' || stop.name)) words.push(`if ${stop.condition}`);
  if (stop.hit) words.push(ruleText(stop.hit));
  if (words.length === 0) return null;
  return <span className={styles.details}>{words.join(', ')}</span>;
}

function ruleText({ how, n }: NonNullable<Breakpoint['stop']['hit']>): string {
  if (how === 'every') return `every ${n}. hit`;
  return how === 'from' ? `from the ${n}. hit on` : `at the ${n}. hit`;
}

function Hits({ one: { total, passed } }: { one: Breakpoint }) {
  const counted = useDetailed();
  if (!counted)
    return (
      <span className={styles.hits} {...tip('In a run this long hits are found by running to them')}>
        not counted
      </span>
    );
  if (total === null) return <span className={styles.hits}>counting</span>;
  const text = passed === null || total === 0 ? count(total) : `${count(passed)} of ${count(total)}`;
  return (
    <span className={styles.hits} {...tip('Hits up to the cursor, of all in this run')}>
      {text}
      <span className="visually-hidden">{total === 1 ? ' hit' : ' hits'}</span>
    </span>
  );
}
