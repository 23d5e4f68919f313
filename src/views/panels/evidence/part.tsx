import { useApp } from '../../../store/use-app.ts';
import type { EvidencePart, EvidenceUse } from '../../../trace/evidence-views.ts';
import { packetTime, whereOf } from '../../ui/index.ts';
import styles from './evidence.module.css';
import { ListedTable } from './listed-table.tsx';
import { Outcome } from './outcome.tsx';
import { TimeField } from './time-field.tsx';

const USES: Readonly<Record<EvidenceUse, string>> = {
  rules: 'used as rules',
  start: 'fills the table at the start',
  checkpoint: 'held against the model',
  capture: 'played as a capture',
  shown: 'only shown',
};

const TIMED: ReadonlySet<EvidenceUse> = new Set(['start', 'checkpoint']);

/** One part: what it is and where it stands; its use and time; the outcome below. */
export function Part({ part }: { part: EvidencePart }) {
  const { title, summary, lines, file, number, note } = part;
  const dim = part.kind === 'unknown' || part.kind === 'command';
  const where = lines.from === lines.to ? `line ${lines.from}` : `lines ${lines.from} to ${lines.to}`;
  return (
    <li className={`${styles.part} ${dim ? styles.dim : ''}`} aria-label={`${title}, ${summary}`}>
      <div className={styles.head}>
        <span className={styles.name}>
          {dim && part.kind === 'unknown' ? <span>{title}</span> : <code>{title}</code>}
        </span>
        <span className={styles.summary}>{summary}</span>
        <span className={styles.where}>{number === null ? file : `${file}, ${where}`}</span>
        <Controls part={part} />
      </div>
      {note ? <p className={styles.note}>{note}</p> : null}
      {part.timeFrom && TIMED.has(part.use) ? <p className={styles.note}>Time {part.timeFrom}.</p> : null}
      {part.use === 'start' && part.at ? <Begins part={part} /> : null}
      {part.result ? <Outcome result={part.result} /> : null}
      {part.table ? <ListedTable table={part.table} label={title} /> : null}
      {part.problems.map((problem) => (
        <p key={`${problem.code} ${problem.line} ${problem.message}`} className={styles.problem}>
          {problem.message}
          {problem.evidence && dim ? <code className={styles.evidence}>{problem.evidence}</code> : null}
          {problem.line !== undefined && !dim ? ` (${whereOf(problem)})` : ''}
        </p>
      ))}
    </li>
  );
}

function Controls({ part }: { part: EvidencePart }) {
  const change = useApp((state) => state.changeEvidence);
  const canBeTimed = part.uses.includes('checkpoint');
  return (
    <span className={styles.controls}>
      {canBeTimed ? <TimeField key={part.time} part={part} /> : null}
      {part.uses.length > 1 ? (
        <select
          className={styles.use}
          aria-label={`Use of ${part.title}`}
          value={part.use}
          onChange={(event) => {
            const use = part.uses.find((one) => one === event.target.value);
            if (use) void change(part.id, { use });
          }}
        >
          {part.uses.map((use) => (
            <option key={use} value={use}>
              {USES[use]}
            </option>
          ))}
        </select>
      ) : (
        <span className={styles.only}>{dimmed(part) ? '' : USES[part.use]}</span>
      )}
    </span>
  );
}

const dimmed = ({ kind }: EvidencePart): boolean => kind === 'unknown' || kind === 'command';

function Begins({ part }: { part: EvidencePart }) {
  const go = useApp((state) => state.go);
  const { at } = part;
  if (!at) return null;
  return (
    <p className={styles.outcome}>
      <button type="button" className="plain-link" onClick={() => go(at)}>
        {part.time === null
          ? 'The case begins with these entries'
          : `The case begins with these entries at ${packetTime(part.time)} s`}
      </button>
    </p>
  );
}
