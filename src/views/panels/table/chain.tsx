import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { ChainView } from '../../../trace/views.ts';
import { bucketName, counted } from '../../ui/index.ts';
import styles from './chain.module.css';
import { ChainNodeBox } from './chain-node.tsx';

/** The chain of a bucket as it hangs in memory: head left, a box a node, what was compared under it. */
export function Chain({ chain, size }: { chain: ChainView; size: number }) {
  const { nodes, length, bucket } = chain;
  const before = (nodes[0]?.number ?? 1) - 1;
  const behind = length - before - nodes.filter(({ mark }) => mark !== 'released').length;
  return (
    <>
      <div className={styles.head}>
        ip_vs_conn_tab[<b className={chain.walkedBy ? styles.now : ''}>{bucketName(bucket, size)}</b>]
        <span aria-hidden="true" className={styles.drop}>
          {nodes.length > 0 ? '\u2193' : ''}
        </span>
      </div>
      {before > 0 ? <p className={styles.empty}>{counted(before, 'node')} in front of these.</p> : null}
      {nodes.length === 0 ? (
        <p className={styles.empty}>
          {chain.outcome
            ? 'Empty: nothing is compared, the lookup returns NULL.'
            : 'Empty: no entry hashes here now.'}
        </p>
      ) : (
        <Nodes key={bucket} chain={chain} />
      )}
      {behind > 0 ? <p className={styles.empty}>{counted(behind, 'more node')} behind these.</p> : null}
      <p className={styles.said}>{said(chain)}</p>
    </>
  );
}

const MOVES: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowRight: (at, last) => Math.min(last, at + 1),
  ArrowLeft: (at) => Math.max(0, at - 1),
  Home: () => 0,
  End: (_at, last) => last,
};

/** One stop for Tab; arrows go from node to node and scroll. */
function Nodes({ chain }: { chain: ChainView }) {
  const { nodes } = chain;
  const list = useRef<HTMLOListElement>(null);
  const hit = nodes.findIndex(({ mark, now }) => now || mark === 'hit' || mark === 'new');
  const [chosen, setChosen] = useState<number | null>(null);
  const active = Math.min(chosen ?? Math.max(0, hit), nodes.length - 1);
  const shown = nodes.findLastIndex(({ now }) => now) >= 0 ? nodes.findIndex(({ now }) => now) : hit;
  useEffect(() => {
    const node = shown >= 0 ? list.current?.children[shown] : null;
    if (node instanceof HTMLElement && list.current) keepSeen(list.current, node);
  }, [shown]);
  const onKeyDown = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = move(active, nodes.length - 1);
    setChosen(to);
    list.current?.children[to]?.querySelector<HTMLElement>('[data-node]')?.focus();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <ol
      ref={list}
      className={styles.chain}
      aria-label={`Chain of ${counted(nodes.length, 'node')}`}
      onKeyDown={onKeyDown}
    >
      {nodes.map((node, at) => (
        <ChainNodeBox
          key={`${node.conn.id}${node.mark === 'released' ? ' released' : ''}`}
          node={node}
          active={at === active}
          onActive={() => setChosen(at)}
        />
      ))}
    </ol>
  );
}

/** Scrolls sideways as little as is needed. */
function keepSeen(list: HTMLElement, node: HTMLElement): void {
  const [left, right] = [node.offsetLeft - 12, node.offsetLeft + node.offsetWidth + 12];
  if (left < list.scrollLeft) list.scrollLeft = Math.max(0, left);
  else if (right > list.scrollLeft + list.clientWidth) list.scrollLeft = right - list.clientWidth;
}

function said({ nodes, outcome, walkedBy }: ChainView): string {
  if (!walkedBy) return '';
  const compared = nodes.filter((node) => node.comparisons.length > 0);
  const full = compared.filter((node) => node.comparisons.every((one) => one.equal)).length;
  if (outcome.endsWith('compared')) return `The search is under way: ${outcome} up to the cursor.`;
  if (compared.length === 0)
    return nodes.length === 0 ? '' : 'The bucket was empty when it was walked: nothing was compared.';
  if (!outcome.startsWith('hit'))
    return `${counted(compared.length, 'node')} visited, none is equal in all fields.`;
  return `${counted(compared.length, 'node')} visited, ${full === 1 ? 'one' : full} equal in all fields.`;
}
