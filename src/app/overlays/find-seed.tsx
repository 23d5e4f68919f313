import { type ClipboardEvent, type DragEvent, useId } from 'react';
import type { SeedPlan, SeedQuery } from '../../engine/protocol/seed.ts';
import { useApp } from '../../store/use-app.ts';
import { Button, count, counted, Dialog, ProgressBar } from '../../views/ui/index.ts';
import styles from '../reading.module.css';
import { SeedResult } from './seed-result.tsx';
import { duration, leftOutText, oddsText, sizeText } from './seed-text.ts';

const EXAMPLE = `Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires
TCP AC100001 9C41 0A000064 0050 C0A8010A 0050 ESTABLISHED     899`;
/** A field with thousands of lines is slow in browsers: of longer texts it shows the beginning. */
const LARGE = 30_000;
const SIZES = Array.from({ length: 13 }, (_, i) => i + 8);

/** A listing of the user's kernel in, the seed of its hash out, and the case opened with it. */
export function FindSeed({ onClose }: { onClose: () => void }) {
  const info = useApp((state) => state.info);
  const plan = useApp((state) => state.seedPlan);
  const searching = useApp((state) => state.seedSearching);
  const answer = useApp((state) => state.seedAnswer);
  const start = useApp((state) => state.startSeedSearch);
  const stop = useApp((state) => state.stopSeedSearch);
  if (!info) return null;
  return (
    <Dialog title="Find the real buckets" look="wide" onClose={onClose}>
      <section className={styles.section}>
        <p>
          A kernel lists its connections bucket by bucket. Their order tells the seed of its hash, and with it
          the bucket and the chain of every connection. Nothing leaves this browser.
        </p>
        <Listing />
        <TableSize />
        <div role="status" className={styles.said}>
          {plan ? <Plan plan={plan} profile={info.profile} /> : null}
        </div>
        <div className={styles.buttons}>
          {searching ? (
            <Button onClick={stop}>Stop the search</Button>
          ) : (
            <Button
              look={answer?.found.length === 1 && !answer.stopped ? 'default' : 'primary'}
              disabled={!plan || plan.jobs.length === 0}
              onClick={() => void start()}
            >
              Find the seed
            </Button>
          )}
          {searching ? <Searching /> : null}
        </div>
      </section>
      {answer ? <SeedResult answer={answer} plan={plan} profile={info.profile} /> : null}
    </Dialog>
  );
}

function Listing() {
  const id = useId();
  const text = useApp((state) => state.seedQuery.text);
  const setQuery = useApp((state) => state.setSeedQuery);
  const onDrop = async (event: DragEvent) => {
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    await setQuery({ text: await file.text() });
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData('text');
    if (pasted.length <= LARGE) return;
    event.preventDefault();
    void setQuery({ text: pasted });
  };
  const large = text.length > LARGE;
  return (
    <>
      <label htmlFor={id} className={styles.fieldLabel}>
        <code>cat /proc/net/ip_vs_conn</code> or <code>ipvsadm -Lnc</code>, pasted or dropped here in the
        order in which it was printed
      </label>
      <textarea
        id={id}
        className={styles.text}
        data-autofocus
        placeholder={EXAMPLE}
        spellCheck={false}
        readOnly={large}
        value={large ? `${text.slice(0, 2000)}\u2026` : text}
        onPaste={onPaste}
        onChange={(event) => void setQuery({ text: event.target.value })}
        onDrop={(event) => void onDrop(event)}
      />
      {large ? (
        <div className={styles.buttons}>
          <Button onClick={() => void setQuery({ text: '' })}>Clear</Button>
          <span className={styles.hint}>
            {counted(text.trimEnd().split('\n').length, 'line')}, of which the beginning is shown
          </span>
        </div>
      ) : null}
    </>
  );
}

function TableSize() {
  const id = useId();
  const bits = useApp((state) => state.seedQuery.bits);
  const setQuery = useApp((state) => state.setSeedQuery);
  const change = (value: string): SeedQuery['bits'] =>
    value === 'listed' || value === 'unknown' ? value : Number(value);
  return (
    <div className={styles.buttons}>
      <label htmlFor={id}>Buckets of the table</label>
      <select
        id={id}
        className={styles.select}
        value={bits}
        onChange={(event) => void setQuery({ bits: change(event.target.value) })}
      >
        <option value="listed">as the listing or the case says</option>
        <option value="unknown">not known: try all sizes</option>
        {SIZES.map((size) => (
          <option key={size} value={size}>
            {count(2 ** size)}
          </option>
        ))}
      </select>
      <span className={styles.hint}>
        <code>ipvsadm -Ln</code> prints it in its first line, as <code>size=4096</code>
      </span>
    </div>
  );
}

function Plan({ plan, profile }: { plan: SeedPlan; profile: string }) {
  const [problem] = plan.problems;
  return (
    <>
      <p>
        {plan.refusal ||
          `${counted(plan.entries, 'entry', 'entries')}, hash of ${profile}, ${sizeText(plan)}. ${oddsText(plan)}`}
      </p>
      {leftOutText(plan) ? <p>{leftOutText(plan)}</p> : null}
      {problem ? (
        <p>
          {counted(plan.problems.length, 'line')} left out, the first is line {problem.line}:{' '}
          <code>{problem.evidence}</code>
        </p>
      ) : null}
    </>
  );
}

function Searching() {
  const progress = useApp((state) => state.seedProgress);
  if (!progress) return <span className={styles.hint}>starting</span>;
  const { tried, total, rate, secondsLeft, workers, pass, passes, shortcut } = progress;
  return (
    <div className={styles.searching}>
      <ProgressBar done={tried} total={total} unit="seeds" />
      <span className={styles.hint}>
        {rate > 0
          ? `${count(Math.round(rate / 1e6))} million a second on ${counted(workers, 'worker')}, ${duration(secondsLeft)} left at most`
          : 'measuring'}
        {pass > 1
          ? `; pass ${pass} of ${passes}${shortcut ? '' : ', without the shortcut'}, ${count(2 ** progress.bits)} buckets`
          : ''}
      </span>
    </div>
  );
}
