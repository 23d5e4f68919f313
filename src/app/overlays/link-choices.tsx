import { useId } from 'react';
import { useApp } from '../../store/use-app.ts';
import styles from './share.module.css';

/** What of the case goes into a link, and whether names stay in it. Each change makes the link anew. */
export function LinkChoices() {
  const choices = useApp((state) => state.linkChoices);
  const makeLink = useApp((state) => state.makeLink);
  const client = useApp((state) => state.moment?.row?.client ?? '');
  const packetsId = useId();
  const timesId = useId();
  const sinceId = useId();
  return (
    <div className={styles.choices}>
      <span className={styles.pair}>
        <label htmlFor={packetsId}>Packets</label>
        <select
          id={packetsId}
          value={choices.packets}
          onChange={({ target }) => void makeLink({ packets: target.value as typeof choices.packets })}
        >
          <option value="all">all</option>
          <option value="open">of connections that are open now</option>
          <option value="client" disabled={client === ''}>
            of this client
          </option>
          <option value="connection" disabled={client === ''}>
            of this connection
          </option>
        </select>
      </span>
      <span className={styles.pair}>
        <label htmlFor={timesId}>Times</label>
        <select
          id={timesId}
          value={choices.times}
          onChange={({ target }) => void makeLink({ times: target.value as typeof choices.times })}
        >
          <option value="exact">exact</option>
          <option value="100us">to 100 {'\u00b5'}s, shorter</option>
          <option value="1ms">to 1 ms, shortest</option>
        </select>
      </span>
      <span className={styles.pair}>
        <label htmlFor={sinceId}>From</label>
        <select
          id={sinceId}
          value={choices.since ?? ''}
          onChange={({ target }) =>
            void makeLink({ since: target.value === '' ? null : Number(target.value) })
          }
        >
          <option value="">the beginning</option>
          <option value="10">10 s before this moment</option>
          <option value="60">a minute before</option>
          <option value="600">ten minutes before</option>
        </select>
      </span>
      <Check
        label="Only up to this moment"
        checked={choices.until}
        onChange={(until) => void makeLink({ until })}
      />
      <Check
        label="Replace addresses, names and dates"
        checked={choices.anonymise}
        onChange={(anonymise) => void makeLink({ anonymise })}
      />
      {choices.anonymise ? (
        <Check
          label="Client ports too"
          checked={choices.ports}
          onChange={(ports) => void makeLink({ ports })}
        />
      ) : null}
    </div>
  );
}

interface CheckProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function Check({ label, checked, onChange }: CheckProps) {
  return (
    <label className={styles.check}>
      <input type="checkbox" checked={checked} onChange={({ target }) => onChange(target.checked)} />
      {label}
    </label>
  );
}
