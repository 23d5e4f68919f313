import { formatEndpoint } from '../../base/inet.ts';
import { CONN_FLAG_NAMES, IP_VS_CONN_F_TEMPLATE } from './ip_vs.ts';
import { ip_vs_proto_name, num_states, SCTP_STATE_NAMES, TCP_STATE_NAMES } from './ip_vs_proto.ts';
import {
  decode_sync_conn,
  is_version_1,
  LEAST_CONN_BYTES,
  SVER_MASK,
  SYNC_HEADER,
  type SyncConn,
} from './sync_message.ts';
import {
  decode_sync_conn_v0,
  SIMPLE_CONN_SIZE,
  SYNC_HEADER_V0,
  sync_conn_size_v0,
  sync_flags_v0,
} from './sync_message_v0.ts';

/** A sync message for readers: header and entries; an entry that cannot be read ends the list. */
export interface SyncMessage {
  readonly version: 0 | 1;
  readonly syncid: number;
  /** Number of entries as the header says. */
  readonly count: number;
  readonly size: number;
  readonly conns: readonly SyncConn[];
}

function conns_v1(view: DataView, count: number): SyncConn[] {
  const conns: SyncConn[] = [];
  for (let at = SYNC_HEADER; conns.length < count && at + LEAST_CONN_BYTES <= view.byteLength; ) {
    const size = view.getUint16(at + 2) & SVER_MASK;
    if (at + size > view.byteLength) break;
    const decoded = decode_sync_conn(view, at, size);
    if (!('conn' in decoded)) break;
    conns.push(decoded.conn);
    at += (size + 3) & ~3;
  }
  return conns;
}

function conns_v0(view: DataView, count: number): SyncConn[] {
  const conns: SyncConn[] = [];
  for (let at = SYNC_HEADER_V0; conns.length < count && at + SIMPLE_CONN_SIZE <= view.byteLength; ) {
    const size = sync_conn_size_v0(sync_flags_v0(view, at));
    if (at + size > view.byteLength) break;
    conns.push(decode_sync_conn_v0(view, at));
    at += size;
  }
  return conns;
}

/**
 * Reads a payload of `length` bytes, of which the first may be all that was captured; null = too short, or its length is
 * not what its header says.
 */
export function sync_message(payload: Uint8Array, length = payload.length): SyncMessage | null {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  if (view.byteLength < SYNC_HEADER_V0 || view.getUint16(2) !== length) return null;
  const first = is_version_1(view);
  const count = view.getUint8(first ? 4 : 0);
  return {
    version: first ? 1 : 0,
    syncid: view.getUint8(1),
    count,
    size: length,
    conns: first ? conns_v1(view, count) : conns_v0(view, count),
  };
}

/** `sync v1, syncid 7, 33 entries` */
export function sync_header_text({ version, syncid, count }: Omit<SyncMessage, 'conns' | 'size'>): string {
  return `sync v${version}, syncid ${syncid}, ${count} ${count === 1 ? 'entry' : 'entries'}`;
}

function state_text({ flags, protocol, state }: SyncConn): string {
  if (flags & IP_VS_CONN_F_TEMPLATE) return state === 1 ? 'ASSURED' : 'NONE';
  if (protocol === 6) return TCP_STATE_NAMES[state] ?? `state ${state}`;
  if (protocol === 132) return SCTP_STATE_NAMES[state] ?? `state ${state}`;
  return num_states(protocol) > state ? ip_vs_proto_name(protocol) : `state ${state}`;
}

/** `TCP 172.16.0.1:40000 -> 10.0.0.100:80 -> 192.168.1.10:80` and `ESTABLISHED, 900 s, INACTIVE`. */
export function sync_conn_text(conn: SyncConn): { readonly ends: string; readonly what: string } {
  const ends = [
    formatEndpoint(conn.caddr, conn.cport),
    formatEndpoint(conn.vaddr, conn.vport),
    formatEndpoint(conn.daddr, conn.dport),
  ];
  const flags = CONN_FLAG_NAMES.filter(([bit]) => conn.flags & bit).map(([, name]) => name);
  const what = [
    state_text(conn),
    conn.timeout ? `${conn.timeout} s` : '',
    conn.fwmark ? `mark ${conn.fwmark}` : '',
    conn.pe_name ? `pe ${conn.pe_name} ${conn.pe_data ?? ''}` : '',
    conn.seq ? 'seq' : '',
    flags.join(' '),
  ];
  return {
    ends: `${ip_vs_proto_name(conn.protocol)} ${ends.join(' -> ')}`,
    what: what.filter((part) => part !== '').join(', '),
  };
}
