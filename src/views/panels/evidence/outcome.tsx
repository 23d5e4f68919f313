import { useState } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { EvidenceDifference, EvidenceResult } from '../../../trace/evidence-views.ts';
import { Button, count, Icon, packetTime } from '../../ui/index.ts';
import styles from './evidence.module.css';

const FEW = 8;
const SIGNS: Readonly<Record<EvidenceDifference['kind'], readonly [sign: string, meaning: string]>> = {
  missing: ['-', 'missing in the model'],
  extra: ['+', 'only in the model'],
  differs: ['≠', 'differs'],
};

/** `agrees in 212 of 214 entries`, and what differs, one line each. */
export function Outcome({ result }: { result: EvidenceResult }) {
  const go = useApp((state) => state.go);
  const [all, setAll] = useState(false);
  const { compared, agreeing, differences, omitted, unit, notes, at, time } = result;
  const listed = all ? differences : differences.slice(0, FEW);
  const agrees = compared === agreeing;
  return (
    <>
      <p className={styles.outcome}>
        <span className={agrees ? styles.agrees : styles.differs}>
          <Icon name={agrees ? 'check' : 'cross'} />
        </span>
        <button type="button" className="plain-link" onClick={() => go(at)}>
          {sentence(compared, agreeing, unit)} at {packetTime(time)} s
        </button>
      </p>
      {listed.length > 0 ? (
        <ul className={styles.differences} aria-label="Differences">
          {listed.map((difference) => (
            <Difference
              key={`${difference.kind} ${difference.subject} ${difference.text}`}
              difference={difference}
            />
          ))}
        </ul>
      ) : null}
      {differences.length > FEW || omitted > 0 ? (
        <p className={styles.note}>
          {differences.length > FEW ? (
            <Button look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? 'Show fewer' : `Show all ${count(differences.length)} differences`}
            </Button>
          ) : null}
          {omitted > 0 ? ` ${count(omitted)} more are not listed.` : ''}
        </p>
      ) : null}
      {notes.map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
    </>
  );
}

function sentence(compared: number, agreeing: number, unit: string): string {
  if (compared === 0) return `Neither the listing nor the model has ${unit}`;
  if (compared === agreeing) return `Agrees in all ${count(compared)} ${unit}`;
  return `Agrees in ${count(agreeing)} of ${count(compared)} ${unit}`;
}

function Difference({ difference: { kind, subject, text, at } }: { difference: EvidenceDifference }) {
  const go = useApp((state) => state.go);
  const [sign, meaning] = SIGNS[kind];
  return (
    <li>
      <button type="button" className={styles.difference} onClick={() => go(at)}>
        <span className={styles.sign} aria-label={meaning} role="img">
          {sign}
        </span>
        <code>{subject}</code>
        <span>{text}</span>
      </button>
    </li>
  );
}
