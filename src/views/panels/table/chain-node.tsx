import { useApp } from '../../../store/use-app.ts';
import type { ChainNode, Comparison } from '../../../trace/views.ts';
import { endpoint } from '../../ui/index.ts';
import styles from './chain.module.css';
import { ClientMark, ServerMark } from './marks.tsx';
import { shortPair } from './short.ts';

const MARK_WORD: Readonly<Record<ChainNode['mark'], string>> = {
  normal: '',
  visited: '',
  hit: 'hit',
  new: 'new',
  released: 'released',
  invalidated: 'invalidated',
};

export interface ChainNodeProps {
  node: ChainNode;
  /** The one node of the chain that Tab reaches, with the server and the client in it. */
  active: boolean;
  onActive: () => void;
}

/** An entry in its chain: a press selects it, its client and its server can be marked in the map. */
export function ChainNodeBox({ node, active, onActive }: ChainNodeProps) {
  const { conn, mark, number, now } = node;
  const time = useApp((state) => state.moment?.time ?? 0);
  const isChosen = useApp((state) => state.conn === conn.id);
  const selectConn = useApp((state) => state.selectConn);
  const left = conn.asked === null ? '' : `${Math.max(0, Math.floor(conn.asked - time))} s`;
  const word = MARK_WORD[mark];
  const name = `Node ${number}: ${endpoint(conn.caddr, conn.cport)}${conn.template ? ', template' : ''}, ${conn.state}, server ${conn.daddr}`;
  const looks = [styles.node, styles[mark], conn.template ? styles.template : '', now ? styles.current : ''];
  return (
    <li className={styles.item} aria-current={now ? 'step' : undefined}>
      <div className={`${looks.join(' ')} ${isChosen ? styles.chosen : ''}`}>
        <button
          type="button"
          className={styles.open}
          data-node
          tabIndex={active ? 0 : -1}
          aria-pressed={isChosen}
          aria-label={word ? `${name}, ${word}` : name}
          onFocus={onActive}
          onClick={() => selectConn(isChosen ? null : conn.id)}
        />
        <span className={styles.addr}>
          <ClientMark addr={conn.caddr} text={conn.caddr} tabbable={active} />
        </span>
        <span className={styles.addr}>:{conn.cport}</span>
        <span className={styles.line}>
          {conn.server ? <ServerMark server={conn.server} tabbable={active} /> : conn.daddr}
          {word ? <span className={styles.word}>{word}</span> : null}
        </span>
        <span className={styles.line}>
          <span className={styles.state}>{conn.template ? 'template' : conn.state}</span>
          <span>{left}</span>
        </span>
      </div>
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
        <div>
          <dt>{failed.field}</dt>
          <dd>
            {left} {'\u2260'} {right}
          </dd>
        </div>
        <div>
          <dt className={styles.next}>next node</dt>
          <dd />
        </div>
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
