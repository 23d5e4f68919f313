import { type ReactNode, useEffect } from 'react';
import { useApp } from '../../../store/use-app.ts';
import { chosenRow, sortedRows, type WhatIfSort } from '../../../store/whatif-state.ts';
import type { WhatIfRow } from '../../../trace/whatif-views.ts';
import { Button, count, IconButton, ProgressBar } from '../../ui/index.ts';
import { Shares } from './shares.tsx';
import styles from './whatif.module.css';

const COLUMNS: readonly { id: WhatIfSort; label: string; about: string }[] = [
  { id: 'split', label: 'Split', about: 'clients sent to more than one real server' },
  { id: 'changes', label: 'Changes', about: 'connections that went elsewhere than the one before' },
  { id: 'balance', label: 'Jain', about: "Jain's index of balance: 1 is even" },
  { id: 'lost', label: 'Lost', about: 'packets dropped' },
  { id: 'changed', label: 'Differ', about: 'packets with another verdict or server than recorded' },
];

/** Alternatives side by side, as recorded first; the chosen one's commands below. */
export function WhatIfTable({ service }: { service: string | null }) {
  const need = useApp((state) => state.needWhatIf);
  const info = useApp((state) => state.info);
  const growing = useApp((state) => state.growing);
  const view = useApp((state) => state.whatIf);
  const sort = useApp((state) => state.whatIfSort);
  const progress = useApp((state) => state.whatIfProgress);
  const stop = useApp((state) => state.stopWhatIf);
  const chosen = useApp((state) => state.whatIfChosen);
  const choose = useApp((state) => state.chooseAlternative);
  // Another case, or one that is complete now, is replayed anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => need(service), [need, service, info, growing]);
  const rows = view ? [view.base, ...sortedRows({ whatIf: view, whatIfSort: sort })] : [];
  const at = Math.max(
    0,
    rows.findIndex(({ alternative }) => alternative.id === chosen),
  );
  const onKeyDown = (event: React.KeyboardEvent) => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined || !rows[to]) return;
    event.preventDefault();
    choose(rows[to].alternative.id);
  };
  return (
    <div className={styles.whatIf}>
      {progress ? (
        <div className={styles.progress}>
          <ProgressBar
            done={progress.done}
            total={progress.total}
            unit={progress.unit}
            phase={progress.phase}
          />
          <Button look="quiet" onClick={stop}>
            Stop
          </Button>
        </div>
      ) : null}
      {view ? (
        <div className={styles.scroll}>
          <table
            className={styles.table}
            aria-label="Alternatives"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows choose a row
            tabIndex={0}
            onKeyDown={onKeyDown}
          >
            <thead>
              <Heads service={service} />
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <Row key={row.alternative.id} row={row} chosen={index === at} front={view.front} />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      <Chosen />
    </div>
  );
}

function Heads({ service }: { service: string | null }) {
  const sort = useApp((state) => state.whatIfSort);
  const setSort = useApp((state) => state.sortWhatIf);
  const head = (id: WhatIfSort): ReactNode => {
    const { label, about } = COLUMNS.find((column) => column.id === id) as (typeof COLUMNS)[number];
    return (
      <th scope="col" aria-sort={sort === id ? 'ascending' : 'none'}>
        <button type="button" onClick={() => setSort(sort === id ? 'tried' : id)} title={about}>
          {label}
        </button>
      </th>
    );
  };
  return (
    <tr>
      <th scope="col" className={styles.name}>
        {service ?? 'All services'}
      </th>
      {head('split')}
      {head('changes')}
      <th scope="col" className={styles.shares}>
        Connections by server
      </th>
      {head('balance')}
      <th scope="col">
        <span title="Standard deviation by mean of the servers' connections: 0 is even">CV</span>
      </th>
      {head('lost')}
      {head('changed')}
    </tr>
  );
}

function Row({ row, chosen, front }: { row: WhatIfRow; chosen: boolean; front: readonly string[] }) {
  const choose = useApp((state) => state.chooseAlternative);
  const drop = useApp((state) => state.dropAlternative);
  const { alternative, figures, changed, problems } = row;
  const isBase = alternative.id === '';
  const lost = figures?.lost.reduce((sum, { packets }) => sum + packets, 0) ?? 0;
  return (
    <tr aria-selected={chosen} className={chosen ? styles.chosen : ''} onClick={() => choose(alternative.id)}>
      <th scope="row" className={styles.name}>
        <span className={styles.sign}>{front.includes(alternative.id) ? '●' : ''}</span>
        {alternative.title}
        {isBase ? <small>as recorded</small> : null}
      </th>
      {figures ? (
        <>
          <td>
            <Loss value={figures.split} /> of {count(figures.clients)}
          </td>
          <td>
            <Loss value={figures.changes} />
          </td>
          <td className={styles.shares}>
            <Shares figures={figures} />
          </td>
          <td>{figures.jain.toFixed(3)}</td>
          <td>{figures.cv.toFixed(2)}</td>
          <td>
            <Loss value={lost} />
          </td>
          <td>{isBase ? '' : count(changed.packets)}</td>
        </>
      ) : (
        <td colSpan={7} className={styles.problem}>
          {problems[0]?.message ?? 'not played yet'}
        </td>
      )}
      {isBase ? null : (
        <td className={styles.drop}>
          <IconButton
            icon="cross"
            name={`Leave out ${alternative.title}`}
            onClick={() => drop(alternative.id)}
          />
        </td>
      )}
    </tr>
  );
}

function Loss({ value }: { value: number }) {
  return <span className={value > 0 ? styles.loss : ''}>{count(value)}</span>;
}

/** What to type for the chosen alternative, what must be known of it, and both sides of it. */
function Chosen() {
  const row = useApp(chosenRow);
  const both = useApp((state) => state.showBothSides);
  if (!row || row.alternative.id === '') return null;
  const { commands, notes, alternative } = row;
  return (
    <div className={styles.commands}>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      <div>
        {commands.length > 0 ? <code>{commands.join('\n')}</code> : null}
        {commands.length > 0 ? (
          <Button
            look="quiet"
            icon="copy"
            onClick={() => void navigator.clipboard?.writeText(commands.join('\n')).catch(() => undefined)}
          >
            Copy
          </Button>
        ) : null}
        {row.figures ? (
          <Button look="quiet" icon="columns" onClick={() => void both(alternative.id)}>
            Both sides in step
          </Button>
        ) : null}
      </div>
    </div>
  );
}
