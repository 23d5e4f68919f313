import type { CSSProperties } from 'react';
import type { EventRow } from '../../../trace/views.ts';
import { Icon, packetTime, ServerChip, slowTip } from '../../ui/index.ts';
import styles from './packets.module.css';

/** The longest texts that columns have had to hold. */
export interface Longest {
  /** Characters. */
  readonly client: number;
  readonly to: number;
  /** The largest time in seconds and packet number. */
  readonly time: number;
  readonly packet: number;
}

export const NOTHING_LONG: Longest = { client: 16, to: 0, time: 0, packet: 0 };

/** With the rows that are loaded now: columns become wider while one scrolls, never narrower, so that nothing moves twice. */
export function longestOf(before: Longest, rows: ReadonlyMap<number, EventRow>): Longest {
  let { client, to, time, packet } = before;
  for (const row of rows.values()) {
    client = Math.max(client, row.client.length);
    to = Math.max(to, row.server?.label.length ?? 0);
    time = Math.max(time, row.time);
    packet = Math.max(packet, row.packet ?? 0);
  }
  return { client, to, time, packet };
}

/** Widths of the columns whose texts are never cut. */
export function columnWidths({ client, to, time, packet }: Longest, packets: number): CSSProperties {
  // Iosevka is half an em wide: 6.5 px at 13 px.
  const px = (characters: number) => `${Math.ceil(characters * 6.5)}px`;
  return {
    '--w-num': px(Math.max(2, String(Math.max(packet, packets)).length)),
    '--w-time': px(Math.max(5, packetTime(time).length)),
    '--w-client': px(client),
    '--w-to': to === 0 ? '0px' : `${Math.ceil(Math.max(3, to) * 6.5) + 8}px`,
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
    row.captureSays ? `the capture shows ${row.captureSays.addr}` : '',
    row.hook ? `at ${row.hook}` : '',
    row.verdict ?? '',
    row.length === null ? '' : `${row.length} bytes`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** One row. */
export function PacketRow({ row, now }: { row: EventRow; now: boolean }) {
  const classes = [
    styles.row,
    styles[row.tone] ?? '',
    now ? styles.now : '',
    row.packet === null ? styles.other : '',
  ];
  if (row.packet === null) return <OtherRow row={row} className={classes.join(' ')} />;
  return (
    <div className={classes.join(' ')} {...slowTip(rowSentence(row))}>
      {row.captureSays ? <span className={styles.sign}>!=</span> : null}
      <span className={styles.num}>{row.packet ?? ''}</span>
      <span>{packetTime(row.time)}</span>
      <span>{row.client}</span>
      <span className={styles.wideOnly}>{row.dst}</span>
      <span>{row.flags || (row.protocol === 'TCP' ? '' : row.protocol)}</span>
      <What row={row} />
      {row.server ? (
        <span className={styles.to}>
          <ServerChip server={row.server} dim={row.tone === 'routine' && !now} />
        </span>
      ) : null}
      <span className={styles.wideOnly}>{row.hook ?? ''}</span>
      <span className={`${styles.wideOnly} ${styles.right}`}>{row.length ?? '—'}</span>
      <span className={styles.wideOnly}>{row.verdict ?? ''}</span>
    </div>
  );
}

const OTHER_SIGN = { timer: '\u25b2', command: '\u25a0', note: '\u00b6', packet: '' } as const;

/** A timer, a command or a note: a sign, then the words over all columns. */
function OtherRow({ row, className }: { row: EventRow; className: string }) {
  return (
    <div className={className} {...slowTip(rowSentence(row))}>
      <span className={styles.num}>{OTHER_SIGN[row.kind]}</span>
      <span>{packetTime(row.time)}</span>
      {row.kind === 'timer' ? <span>{row.client}</span> : null}
      <span
        className={`${row.kind === 'timer' ? styles.rest : styles.all} ${row.template ? styles.template : ''}`}
      >
        {row.kind === 'command' ? <code>{row.what}</code> : row.what}
      </span>
    </div>
  );
}

/** `SYN_RECV -> ESTABLISHED` shortens to where it went: where it came from is the row above. */
function What({ row }: { row: EventRow }) {
  const span = row.server ? '' : styles.wide;
  if (row.captureSays)
    return <span className={`${styles.what} ${span}`}>capture shows {row.captureSays.label}</span>;
  if (row.tone === 'trouble')
    return (
      <span className={`${styles.what} ${span}`}>
        <Icon name="cross" size={12} className={styles.cross} /> {row.what}
      </span>
    );
  return <span className={`${styles.what} ${span} ${row.template ? styles.template : ''}`}>{row.what}</span>;
}
