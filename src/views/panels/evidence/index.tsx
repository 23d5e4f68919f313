import { useEffect } from 'react';
import { commandOf } from '../../../store/commands.ts';
import { useApp, useAppStore } from '../../../store/use-app.ts';
import type { EvidencePart } from '../../../trace/evidence-views.ts';
import { Button, counted, Empty, Panel } from '../../ui/index.ts';
import styles from './evidence.module.css';
import { Part } from './part.tsx';

/** Parts of pasted text: what each is, what it is used for, how far the model agrees with it. */
export function EvidenceView() {
  const info = useApp((state) => state.info);
  const evidence = useApp((state) => state.evidence);
  const load = useApp((state) => state.loadEvidence);
  // The case is a dependency: another one has other evidence.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!evidence) void load();
  }, [info, evidence, load]);
  if (!evidence)
    return (
      <Panel id="evidence" title="Evidence">
        {null}
      </Panel>
    );
  const { parts } = evidence;
  return (
    <Panel
      id="evidence"
      title="Evidence"
      facts={parts.length > 0 ? <span>{factsOf(parts)}</span> : undefined}
    >
      {parts.length === 0 ? (
        <Nothing />
      ) : (
        <ul className={styles.parts} aria-label="Parts of pasted text">
          {parts.map((part) => (
            <Part key={part.id} part={part} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function factsOf(parts: readonly EvidencePart[]): string {
  const compared = parts.flatMap(({ result }) => (result ? [result] : []));
  const differing = compared.filter(({ compared: rows, agreeing }) => agreeing < rows).length;
  const said = [counted(parts.length, 'part')];
  if (compared.length > 0) {
    const listings = `${counted(compared.length, 'listing')} held against the model`;
    const outcome = differing > 0 ? `${differing} ${differing === 1 ? 'differs' : 'differ'}` : 'all agree';
    said.push(`${listings}, ${outcome}`);
  }
  return said.join(', ');
}

function Nothing() {
  const store = useAppStore();
  return (
    <Empty
      headline="No listings yet"
      action={
        <Button keys="o" onClick={() => commandOf('open').run(store.getState())}>
          Open or paste
        </Button>
      }
    >
      <p>
        Paste what the director printed, also a whole bug report. Listings add to the files that are open.
      </p>
      <dl className={styles.kinds}>
        <dt>
          <code>ipvsadm -Lnc</code>, <code>/proc/net/ip_vs_conn</code>
        </dt>
        <dd>fill the table at the start, or are held against the model at their time</dd>
        <dt>
          <code>ipvsadm -Ln</code>, <code>--stats</code>, <code>/proc/net/ip_vs</code>
        </dt>
        <dd>stand in for rules where there are none, else weights, counts and counters are compared</dd>
        <dt>
          <code>ipvsadm -Sn</code>, <code>keepalived.conf</code>, <code>--timeout</code>,{' '}
          <code>--daemon</code>
        </dt>
        <dd>are rules</dd>
        <dt>
          <code>tcpdump -nn</code>
        </dt>
        <dd>is a capture</dd>
        <dt>
          <code>conntrack -L</code>, <code>/proc/net/ip_vs_status</code>
        </dt>
        <dd>are shown beside</dd>
      </dl>
      <p>
        A line that <code>date</code> printed before a listing tells when it was made; the time can be set
        here as well.
      </p>
    </Empty>
  );
}
