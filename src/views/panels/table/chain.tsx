import { useEffect, useRef } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { ChainView, Comparison } from '../../../trace/views.ts';
import { bucketName, counted, endpoint, ServerChip } from '../../ui/index.ts';
import styles from './chain.module.css';
import { shortPair } from './short.ts';

/** More nodes than this are counted, not drawn. */
const MOST = 120;

/** The chain of a bucket as it hangs in memory: head left, a box a node, what was compared under it. */
export function Chain({ chain, size }: { chain: ChainView; size: number }) {
  const list = useRef<HTMLOListElement>(null);
  const hit = chain.nodes.findIndex((node) => node.mark === 'hit' || node.mark === 'new');
  useEffect(() => {
    const node = hit >= 0 ? list.current?.children[hit] : null;
    if (node && list.current && node instanceof HTMLElement)
      list.current.scrollLeft = Math.max(
        0,
        node.offsetLeft + node.offsetWidth - list.current.clientWidth + 12,
      );
  }, [hit]);
  return (
    <>
      <div className={styles.head}>
        ip_vs_conn_tab[<b className={chain.walkedBy ? styles.now : ''}>{bucketName(chain.bucket, size)}</b>]
        <span aria-hidden="true" className={styles.drop}>
          {chain.nodes.length > 0 ? '\u2193' : ''}
        </span>
      </div>
      {chain.nodes.length === 0 ? (
        <p className={styles.empty}>
          {chain.outcome
            ? 'Empty: nothing is compared, the lookup returns NULL.'
            : 'Empty: no entry hashes here now.'}
        </p>
      ) : (
        <ol
          ref={list}
          className={styles.chain}
          aria-label={`Chain of ${counted(chain.nodes.length, 'node')}`}
        >
          {chain.nodes.slice(0, MOST).map((node, at) => (
            <Node key={node.conn.id} node={node} number={at + 1} />
          ))}
        </ol>
      )}
      {chain.nodes.length > MOST ? (
        <p className={styles.empty}>{counted(chain.nodes.length - MOST, 'more node')} behind these.</p>
      ) : null}
      <p className={styles.said}>{said(chain)}</p>
    </>
  );
}

const MARK_WORD = {
  normal: '',
  visited: '',
  hit: 'hit',
  new: 'new',
  released: 'released',
  invalidated: 'invalidated',
} as const;

function Node({ node, number }: { node: ChainView['nodes'][number]; number: number }) {
  const { conn, mark } = node;
  const time = useApp((state) => state.moment?.time ?? 0);
  const chosen = useApp((state) => state.conn);
  const selectConn = useApp((state) => state.selectConn);
  const left = conn.asked === null ? '' : `${Math.max(0, Math.floor(conn.asked - time))} s`;
  const word = MARK_WORD[mark];
  return (
    <li className={styles.item}>
      <button
        type="button"
        className={`${styles.node} ${styles[mark]} ${conn.template ? styles.template : ''}`}
        aria-pressed={chosen === conn.id}
        aria-label={`Node ${number}: ${endpoint(conn.caddr, conn.cport)}${conn.template ? ', template' : ''}, ${conn.state}, server ${conn.daddr}${word ? `, ${word}` : ''}`}
        onClick={() => selectConn(chosen === conn.id ? null : conn.id)}
      >
        <span className={styles.addr}>{conn.caddr}</span>
        <span className={styles.addr}>:{conn.cport}</span>
        <span className={styles.line}>
          {conn.server ? <ServerChip server={conn.server} /> : conn.daddr}
          {word ? <span className={styles.word}>{word}</span> : null}
        </span>
        <span className={styles.line}>
          <span className={styles.state}>{conn.template ? 'template' : conn.state}</span>
          <span>{left}</span>
        </span>
      </button>
      {node.comparisons.length > 0 ? <Comparisons comparisons={node.comparisons} /> : null}
    </li>
  );
}

function Comparisons({ comparisons }: { comparisons: readonly Comparison[] }) {
  const failed = comparisons.find((one) => !one.equal);
  // Below a node that fails, the first field that fails says it all.
  if (failed) {
    const [left, right] = shortPair(failed.left, failed.right);
    return (
      <dl className={styles.compared}>
        <dt>{failed.field}</dt>
        <dd>
          {left} {'\u2260'} {right}
        </dd>
        <dt className={styles.next}>next node</dt>
      </dl>
    );
  }
  return (
    <dl className={`${styles.compared} ${styles.equal}`}>
      {comparisons.map((one) => (
        <div key={one.field}>
          <dt>{one.field.replace(/^flags & /, '')}</dt>
          <dd>{/^flags/.test(one.field) ? one.left : 'equal'}</dd>
        </div>
      ))}
    </dl>
  );
}

function said({ nodes, outcome, walkedBy }: ChainView): string {
  if (!walkedBy || nodes.length === 0) return '';
  const compared = nodes.filter((node) => node.comparisons.length > 0);
  const full = compared.filter((node) => node.comparisons.every((one) => one.equal)).length;
  if (compared.length === 0) return 'The bucket was empty when it was walked: nothing was compared.';
  if (!outcome.startsWith('hit'))
    return `${counted(compared.length, 'node')} visited, none is equal in all fields.`;
  return `${counted(compared.length, 'node')} visited, ${full === 1 ? 'one' : full} equal in all fields.`;
}
