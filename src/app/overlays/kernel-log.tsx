import { useState } from 'react';
import type { LogView, UnreadLine } from '../../engine/protocol/messages.ts';
import { useApp } from '../../store/use-app.ts';
import { Button, count, counted } from '../../views/ui/index.ts';
import styles from '../reading.module.css';

/** The kernel log of the case: by which kernel it is read, what it lacks, which of its lines are not known. */
export function KernelLogPart() {
  const log = useApp((state) => state.sides?.log ?? null);
  if (!log) return null;
  return (
    <section className={styles.section}>
      <h3>Kernel log</h3>
      <dl className={styles.facts}>
        <dt>Read as one of</dt>
        <dd>
          <KernelSelect log={log} />
        </dd>
        <dt>Holds</dt>
        <dd>{holds(log)}</dd>
        {log.level >= 0 ? (
          <>
            <dt>debug_level</dt>
            <dd>
              at least {log.level}
              <Higher log={log} />
            </dd>
          </>
        ) : null}
      </dl>
      {log.unread > 0 ? <Unread key={log.kernel} total={log.unread} /> : null}
    </section>
  );
}

function holds({ messages, unread, foreign, gaps, boots }: LogView): string {
  const parts = [
    `${counted(messages, 'message')} of IPVS`,
    unread > 0 ? `${counted(unread, 'line')} not known` : '',
    foreign > 0 ? `${counted(foreign, 'line')} of others` : '',
    gaps > 0 ? `${counted(gaps, 'gap')} where lines are missing` : '',
    boots > 1 ? counted(boots, 'boot') : '',
  ];
  return parts.filter(Boolean).join(', ');
}

function KernelSelect({ log }: { log: LogView }) {
  const chooseKernel = useApp((state) => state.chooseKernel);
  return (
    <select
      className={styles.select}
      aria-label="Kernel whose messages the log is read by"
      value={log.kernel}
      onChange={(event) => void chooseKernel(event.target.value)}
    >
      {log.kernels.map(({ name, lines }) => (
        <option key={name} value={name}>
          {`${name}, knows ${counted(lines, 'line')}`}
        </option>
      ))}
    </select>
  );
}

/** What is missing because the debug level was not higher. */
function Higher({ log: { higher } }: { log: LogView }) {
  if (higher.length === 0) return null;
  return (
    <details className={styles.fold}>
      <summary>what a higher one would have shown</summary>
      <ul>
        {higher.map(({ level, shows }) => (
          <li key={level}>
            {level}: {shows}
          </li>
        ))}
      </ul>
    </details>
  );
}

const PAGE = 100;

function Unread({ total }: { total: number }) {
  const unreadLines = useApp((state) => state.unreadLines);
  const [lines, setLines] = useState<readonly UnreadLine[]>([]);
  const more = async () => {
    const window = await unreadLines(lines.length, PAGE);
    if (window) setLines([...lines, ...window.lines]);
  };
  const words =
    total === 1
      ? '1 line looks like IPVS and is not known'
      : `${count(total)} lines look like IPVS and are not known`;
  return (
    <details
      className={styles.fold}
      onToggle={(event) => {
        if (event.currentTarget.open && lines.length === 0) void more();
      }}
    >
      <summary>{words}</summary>
      <ol className={styles.unreadLines}>
        {lines.map(({ line, text }) => (
          <li key={`${line} ${text}`}>
            <span>line {count(line)}</span> <code>{text}</code>
          </li>
        ))}
      </ol>
      {lines.length > 0 && lines.length < total ? (
        <Button
          onClick={() => void more()}
        >{`Show ${count(Math.min(PAGE, total - lines.length))} more`}</Button>
      ) : null}
    </details>
  );
}
