import { type FormEvent, useEffect, useId, useState } from 'react';
import type { Problem } from '../../base/result.ts';
import { shownFinding } from '../../store/findings-state.ts';
import { alternativeOf, type OwnChanges } from '../../store/own-alternative.ts';
import type { AppState } from '../../store/state.ts';
import { useApp, useAppStore } from '../../store/use-app.ts';
import { Button, Dialog, packetTime } from '../../views/ui/index.ts';
import styles from '../reading.module.css';
import own from './what-if.module.css';

const BITS = Array.from({ length: 13 }, (_, at) => at + 8);

/** The changes that a reader most likely wants to write: those of the chosen alternative, else the first remedy. */
function firstLines(state: AppState): string {
  const chosen = state.alternatives.find(({ id }) => id === state.whatIfChosen);
  const lines = chosen?.lines ?? shownFinding(state)?.remedies[0]?.commands.slice(0, 1) ?? [];
  return lines.join('\n');
}

/** Changes of one's own, replayed with the same inputs. */
export function WhatIf({ onClose }: { onClose: () => void }) {
  const store = useAppStore();
  const [changes, setChanges] = useState<OwnChanges>(() => ({
    text: firstLines(store.getState()),
    title: '',
    from: null,
    profile: null,
    tabBits: null,
  }));
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const change = (more: Partial<OwnChanges>) => setChanges((known) => ({ ...known, ...more }));
  useEffect(() => {
    let left = false;
    void store
      .getState()
      .checkAlternative(alternativeOf(changes))
      .then((found) => {
        if (!left) setProblems(found);
      });
    return () => {
      left = true;
    };
  }, [changes, store]);
  const wrong = problems.some(({ severity }) => severity === 'error');
  const isEmpty = changes.text.trim() === '' && changes.profile === null && changes.tabBits === null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong || isEmpty) return;
    const state = store.getState();
    onClose();
    state.setView('findings');
    state.tryAlternatives([alternativeOf(changes)]);
  };
  return (
    <Dialog title="What if" look="wide" onClose={onClose}>
      <form onSubmit={submit} className={own.form}>
        <section className={styles.section}>
          <p>
            The same packets are played once more under other rules. What a client would have sent after
            another answer is not known: the inputs stay as they are.
          </p>
          <Lines changes={changes} change={change} problems={problems} submit={submit} />
        </section>
        <section className={`${styles.section} ${own.choices}`}>
          <From changes={changes} change={change} />
          <Kernel changes={changes} change={change} />
          <Bits changes={changes} change={change} />
          <label>
            Name
            <input
              value={changes.title}
              placeholder={alternativeOf(changes).title || 'what is changed'}
              onChange={(event) => change({ title: event.target.value })}
            />
          </label>
        </section>
        <div className={styles.buttons}>
          <Button look="primary" type="submit" disabled={wrong || isEmpty}>
            Replay
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </Dialog>
  );
}

interface PartProps {
  changes: OwnChanges;
  change: (more: Partial<OwnChanges>) => void;
}

function Lines({
  changes,
  change,
  problems,
  submit,
}: PartProps & { problems: readonly Problem[]; submit: (event: FormEvent) => void }) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>
        Commands, a line each: <code>ipvsadm -E -t 10.0.0.100:80 -s wlc -p 360</code>,{' '}
        <code>sysctl -w net.ipv4.vs.expire_nodest_conn=1</code>
      </label>
      <textarea
        id={id}
        rows={5}
        spellCheck={false}
        value={changes.text}
        aria-invalid={problems.length > 0}
        aria-describedby={`${id}-problems`}
        onChange={(event) => change({ text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
        }}
      />
      <ul id={`${id}-problems`} className={own.problems} role="status">
        {problems.map(({ line, message }) => (
          <li key={`${line} ${message}`}>
            {line === undefined ? '' : `line ${line}: `}
            {message}
          </li>
        ))}
      </ul>
    </>
  );
}

function From({ changes, change }: PartProps) {
  const time = useApp((state) => state.moment?.time ?? null);
  return (
    <label>
      From
      <select
        value={changes.from === null ? '' : String(changes.from)}
        onChange={(event) => change({ from: event.target.value === '' ? null : Number(event.target.value) })}
      >
        <option value="">the start, as if the rules had been so</option>
        {time === null ? null : <option value={String(time)}>{packetTime(time)} s, the cursor</option>}
      </select>
    </label>
  );
}

function Kernel({ changes, change }: PartProps) {
  const info = useApp((state) => state.info);
  const profiles = useApp((state) => state.sides?.profiles) ?? [];
  return (
    <label>
      Kernel
      <select
        value={changes.profile ?? ''}
        onChange={(event) => change({ profile: event.target.value || null })}
      >
        <option value="">{info?.profile}, as it is</option>
        {profiles
          .filter((name) => name !== info?.profile)
          .map((name) => (
            <option key={name}>{name}</option>
          ))}
      </select>
    </label>
  );
}

function Bits({ changes, change }: PartProps) {
  const buckets = useApp((state) => state.info?.buckets ?? 0);
  return (
    <label>
      conn_tab_bits
      <select
        value={changes.tabBits ?? ''}
        onChange={(event) =>
          change({ tabBits: event.target.value === '' ? null : Number(event.target.value) })
        }
      >
        <option value="">{Math.log2(Math.max(1, buckets))}, as it is</option>
        {BITS.map((bits) => (
          <option key={bits} value={bits}>
            {bits}: {(2 ** bits).toLocaleString('en')} buckets
          </option>
        ))}
      </select>
    </label>
  );
}
