import type { CSSProperties } from 'react';
import type { EventRow } from '../../../trace/views.ts';
import { Icon, packetTime, ServerChip, slowTip } from '../../ui/index.ts';
import styles from './packets.module.css';

/** Widths of the columns whose texts are never cut, from the rows that are loaded. */
export function columnWidths(rows: ReadonlyMap<number, EventRow>, packets: number): CSSProperties {
  let client = 16;
  let time = 5;
  let to = 3;
  let last = packets;
  for (const row of rows.values()) {
    client = Math.max(client, row.client.length);
    last = Math.max(last, row.packet ?? 0);
    time = Math.max(time, packetTime(row.time).length);
    to = Math.max(to, row.server?.label.length ?? 0);
  }
  // Iosevka is half an em wide: 6.5 px at 13 px.
  const px = (characters: number) => `${Math.ceil(characters * 6.5)}px`;
  return {
    '--w-num': px(Math.max(2, String(last).length)),
    '--w-time': px(time),
    '--w-client': px(client),
    '--w-to': `${Math.ceil(to * 6.5) + 8}px`,
  } as CSSProperties;
}

/** Sentence that says the whole row: for narrow lists, tooltips and screen readers. */
export function rowSentence(row: EventRow): string {
  const parts = [
    row.packet === null ? row.kind : `Packet ${row.packet}`,
    row.src && row.dst ? `${row.src} > ${row.dst}` : row.client,
    row.flags,
    row.what,
    row.server ? `to ${row.server.addr}` : '',
    row.captureSays ? `capture says ${row.captureSays.label}` : '',
    row.hook ? `at ${row.hook}` : '',
    row.verdict ?? '',
    row.length > 0 ? `${row.length} bytes` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

/** One row; undefined while its window is on the way. */
export function PacketRow({ row, now }: { row: EventRow | undefined; now: boolean }) {
  if (!row) return <div className={styles.row} />;
  const classes = [
    styles.row,
    styles[row.tone] ?? '',
    now ? styles.now : '',
    row.packet === null ? styles.other : '',
  ];
  return (
    <div className={classes.join(' ')} {...slowTip(rowSentence(row))}>
      <span className={styles.num}>{row.packet ?? ''}</span>
      <span>{packetTime(row.time)}</span>
      <span>{row.client}</span>
      <span className={styles.wideOnly}>{row.dst}</span>
      <span>{row.flags || (row.kind === 'packet' ? '' : row.kind.slice(0, 5))}</span>
      <What row={row} />
      <span className={styles.to}>
        {row.server ? <ServerChip server={row.server} dim={row.tone === 'routine' && !now} /> : null}
      </span>
      <span className={styles.wideOnly}>{row.hook ?? ''}</span>
      <span className={`${styles.wideOnly} ${styles.right}`}>{row.length || ''}</span>
      <span className={styles.wideOnly}>{row.verdict ?? ''}</span>
    </div>
  );
}

/** `SYN_RECV -> ESTABLISHED` shortens to where it went: where it came from is the row above. */
function What({ row }: { row: EventRow }) {
  if (row.captureSays) return <span className={styles.what}>capture says {row.captureSays.label}</span>;
  const transition = /^[A-Z_]+ -> ([A-Z_]+)$/.exec(row.what);
  if (transition)
    return <span className={`${styles.what} ${styles.kernel}`}>{`\u2192 ${transition[1]}`}</span>;
  if (row.tone === 'trouble')
    return (
      <span className={styles.what}>
        <Icon name="cross" size={12} className={styles.cross} /> {row.what}
      </span>
    );
  return <span className={`${styles.what} ${row.template ? styles.template : ''}`}>{row.what}</span>;
}
