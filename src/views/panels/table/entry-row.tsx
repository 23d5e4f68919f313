import { useApp } from '../../../store/use-app.ts';
import type { ConnView } from '../../../trace/views.ts';
import { bucketName, endpoint, timerTime, tip } from '../../ui/index.ts';
import styles from './entries.module.css';
import { ClientMark, ServerMark } from './marks.tsx';

/** One entry; fields that the current step changed carry the colours of now. */
export function EntryRow({ conn }: { conn: ConnView }) {
  const time = useApp((state) => state.moment?.time ?? 0);
  const hz = useApp((state) => state.info?.hz ?? 100);
  const size = useApp((state) => state.moment?.table.size ?? 4096);
  const mark = (...fields: string[]) =>
    fields.some((name) => conn.changed.includes(name)) ? styles.changed : '';
  const num = (...fields: string[]) => `${styles.num} ${mark(...fields)}`;
  return (
    <div className={`${styles.grid} ${styles.row} ${conn.template ? styles.template : ''}`}>
      <Cell className={styles.least}>{conn.protocol}</Cell>
      <Cell className={`${styles.source} ${mark('caddr', 'cport')}`}>
        <ClientMark addr={conn.caddr} text={endpoint(conn.caddr, conn.cport)} tabbable={false} />
      </Cell>
      <Cell className={styles.second}>{endpoint(conn.vaddr, conn.vport)}</Cell>
      <Cell className={mark('daddr', 'dport', 'dest')}>
        {conn.server ? (
          <ServerMark server={conn.server} show="full" tabbable={false} />
        ) : (
          endpoint(conn.daddr, conn.dport)
        )}
      </Cell>
      <Cell className={mark('state')}>{conn.state}</Cell>
      <Cell className={styles.num}>
        {conn.fires === null ? 'off' : Math.max(0, conn.fires - time).toFixed(1)}
      </Cell>
      <Cell className={num('timer.expires', 'timeout')}>
        {conn.fires === null ? '' : timerTime(conn.fires, hz)}
      </Cell>
      <Cell className={`${num('refcnt')} ${styles.third}`}>{conn.refcnt}</Cell>
      <Cell className={`${num('n_control')} ${styles.third}`}>{conn.nControl}</Cell>
      <Cell className={`${num('flags')} ${styles.second}`} tip={conn.flagNames.join(' | ')}>
        {`0x${conn.flags.toString(16)}`}
      </Cell>
      <Cell className={`${num('in_pkts')} ${styles.second}`}>{conn.inPkts}</Cell>
      <Cell className={styles.num}>{bucketName(conn.bucket, size)}</Cell>
    </div>
  );
}

function Cell({
  className,
  tip: text,
  children,
}: {
  className?: string;
  tip?: string;
  children: React.ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid cannot be made of table elements
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and tells the active row
    <span role="gridcell" className={className} {...(text ? tip(text) : {})}>
      {children}
    </span>
  );
}
