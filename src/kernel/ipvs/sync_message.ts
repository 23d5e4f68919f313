import type { AddressFamily, In6, InetAddr } from '../../base/inet.ts';
import type { ip_vs_seq } from './ip_vs.ts';

/**
 * Sync messages of version 1 as they stand in a datagram (ip_vs_sync.c: struct ip_vs_sync_mesg, ip_vs_sync_v4,
 * ip_vs_sync_v6); numbers in network order. Text is held as one character per byte.
 */
export interface SyncConn {
  readonly af: AddressFamily;
  readonly protocol: number;
  readonly flags: number;
  readonly state: number;
  readonly cport: number;
  readonly vport: number;
  readonly dport: number;
  readonly fwmark: number;
  /** Seconds; 0 = by state. */
  readonly timeout: number;
  readonly caddr: InetAddr;
  readonly vaddr: InetAddr;
  readonly daddr: InetAddr;
  readonly seq: SyncSeq | null;
  readonly pe_data: string | null;
  readonly pe_name: string | null;
}

/** struct ip_vs_sync_conn_options */
export interface SyncSeq {
  readonly in_seq: ip_vs_seq;
  readonly out_seq: ip_vs_seq;
}

/** What the options of an entry are wrong with; `value` belongs to the kernel's line about it. */
export type OptionFault = 'seq length' | 'seq twice' | 'text length' | 'text twice' | 'unknown';

/** An entry as it was read, or the kernel's error: negative = the rest of the message cannot be read either. */
export type DecodedConn =
  | { readonly error: 0; readonly conn: SyncConn }
  | { readonly error: number; readonly fault: OptionFault | null; readonly value: number };

export const SYNC_PROTO_VER = 1;
/** Header of a message; smallest entry. */
export const SYNC_HEADER = 8;
export const LEAST_CONN_BYTES = 36;
export const SVER_SHIFT = 12;
export const SVER_MASK = 0x0fff;
const V6_BYTES = 72;
const STYPE_F_INET6 = 1;
const OPT_SEQ_DATA = 1;
const OPT_PE_DATA = 2;
const OPT_PE_NAME = 3;
/** The receiver may skip the option. */
const OPT_F_PARAM = 0x40;
const SEQ_BYTES = 24;
const PE_DATA_MAXLEN = 255;
const PE_NAME_MAXLEN = 16;

const in6 = (view: DataView, at: number): In6 => [
  view.getUint32(at),
  view.getUint32(at + 4),
  view.getUint32(at + 8),
  view.getUint32(at + 12),
];

/** Two struct ip_vs_seq; version 0 has them as the sender's processor does. */
export function read_seq(view: DataView, at: number, little = false): SyncSeq {
  const seq = (from: number): ip_vs_seq => ({
    init_seq: view.getUint32(from, little),
    delta: view.getUint32(from + 4, little),
    previous_delta: view.getUint32(from + 8, little),
  });
  return { in_seq: seq(at), out_seq: seq(at + 12) };
}

export function write_seq(view: DataView, at: number, { in_seq, out_seq }: SyncSeq, little = false): void {
  const numbers = [in_seq, out_seq].flatMap((seq) => [seq.init_seq, seq.delta, seq.previous_delta]);
  for (const [i, number] of numbers.entries()) view.setUint32(at + 4 * i, number, little);
}

function text(view: DataView, at: number, length: number): string {
  let result = '';
  for (let i = 0; i < length; i++) result += String.fromCharCode(view.getUint8(at + i));
  return result;
}

interface Options {
  seq: SyncSeq | null;
  pe_data: string | null;
  pe_name: string | null;
}

const failed = (error: number, fault: OptionFault | null = null, value = 0): DecodedConn => ({
  error,
  fault,
  value,
});

/** One option; null = it is all right (ip_vs_proc_seqopt, ip_vs_proc_str). */
function option(
  found: Options,
  view: DataView,
  type: number,
  at: number,
  length: number,
): DecodedConn | null {
  const plain = type & ~OPT_F_PARAM;
  if (plain === OPT_SEQ_DATA) {
    if (length !== SEQ_BYTES) return failed(-50, 'seq length');
    if (found.seq) return failed(-50, 'seq twice');
    found.seq = read_seq(view, at);
    return null;
  }
  if (plain !== OPT_PE_DATA && plain !== OPT_PE_NAME) {
    return type & OPT_F_PARAM ? null : failed(20, 'unknown', plain);
  }
  const field = plain === OPT_PE_DATA ? 'pe_data' : 'pe_name';
  const error = plain === OPT_PE_DATA ? -60 : -70;
  const most = plain === OPT_PE_DATA ? PE_DATA_MAXLEN : PE_NAME_MAXLEN;
  if (length > most) return failed(error, 'text length', most);
  if (found[field] !== null) return failed(error, 'text twice', 1 << (plain - 1));
  found[field] = text(view, at, length);
  return null;
}

/** Options from `at` to `end`; null = all right. */
function options(found: Options, view: DataView, from: number, end: number): DecodedConn | null {
  for (let at = from; at < end; ) {
    if (at + 2 > end) return failed(-30);
    const type = view.getUint8(at);
    const length = view.getUint8(at + 1);
    at += 2;
    if (length === 0 || at + length > end) return failed(-40);
    const wrong = option(found, view, type, at, length);
    if (wrong) return wrong;
    at += length;
  }
  return null;
}

/** One entry at `at`, of which `size` bytes are its own; at least 36 bytes must be there. */
export function decode_sync_conn(view: DataView, at: number, size: number): DecodedConn {
  const type = view.getUint8(at);
  const v6 = (type & STYPE_F_INET6) !== 0;
  if (!v6 && type !== 0) return failed(-10);
  const fixed = v6 ? V6_BYTES : LEAST_CONN_BYTES;
  if (size < fixed) return failed(-20);
  const found: Options = { seq: null, pe_data: null, pe_name: null };
  const wrong = options(found, view, at + fixed, at + size);
  if (wrong) return wrong;
  const address = (n: number): InetAddr =>
    v6 ? in6(view, at + 24 + 16 * n) : view.getUint32(at + 24 + 4 * n);
  const conn: SyncConn = {
    af: v6 ? 10 : 2,
    protocol: view.getUint8(at + 1),
    flags: view.getUint32(at + 4),
    state: view.getUint16(at + 8),
    cport: view.getUint16(at + 10),
    vport: view.getUint16(at + 12),
    dport: view.getUint16(at + 14),
    fwmark: view.getUint32(at + 16),
    timeout: view.getUint32(at + 20),
    caddr: address(0),
    vaddr: address(1),
    daddr: address(2),
    ...found,
  };
  return { error: 0, conn };
}

/** Bytes of an entry with its options. */
export function sync_conn_size(conn: SyncConn): number {
  const { pe_data, pe_name } = conn;
  const of_text = (value: string | null): number => (value ? value.length + 2 : 0);
  const fixed = conn.af === 2 ? LEAST_CONN_BYTES : V6_BYTES;
  return fixed + (conn.seq ? SEQ_BYTES + 2 : 0) + of_text(pe_data) + (pe_data ? of_text(pe_name) : 0);
}

function write_text(view: DataView, at: number, type: number, value: string | null): number {
  if (!value) return at;
  view.setUint8(at, type);
  view.setUint8(at + 1, value.length);
  for (let i = 0; i < value.length; i++) view.setUint8(at + 2 + i, value.charCodeAt(i));
  return at + 2 + value.length;
}

/** Writes an entry at `at` (ip_vs_sync_conn). */
export function encode_sync_conn(view: DataView, at: number, conn: SyncConn): void {
  view.setUint8(at, conn.af === 2 ? 0 : STYPE_F_INET6);
  view.setUint8(at + 1, conn.protocol);
  view.setUint16(at + 2, sync_conn_size(conn) & SVER_MASK);
  view.setUint32(at + 4, conn.flags);
  view.setUint16(at + 8, conn.state);
  view.setUint16(at + 10, conn.cport);
  view.setUint16(at + 12, conn.vport);
  view.setUint16(at + 14, conn.dport);
  view.setUint32(at + 16, conn.fwmark);
  view.setUint32(at + 20, conn.timeout);
  let to = at + 24;
  for (const word of [conn.caddr, conn.vaddr, conn.daddr].flat()) {
    view.setUint32(to, word);
    to += 4;
  }
  if (conn.seq) {
    view.setUint8(to, OPT_SEQ_DATA);
    view.setUint8(to + 1, SEQ_BYTES);
    write_seq(view, to + 2, conn.seq);
    to += 2 + SEQ_BYTES;
  }
  if (!conn.pe_data) return;
  to = write_text(view, to, OPT_PE_DATA, conn.pe_data);
  write_text(view, to, OPT_PE_NAME, conn.pe_name);
}

/** Is this payload a message of version 1? Else it counts as one of version 0. */
export function is_version_1(view: DataView): boolean {
  if (view.byteLength < SYNC_HEADER) return false;
  return view.getUint8(0) === 0 && view.getInt8(5) === SYNC_PROTO_VER && view.getUint16(6) === 0;
}
