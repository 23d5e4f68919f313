import type { AddressFamily, In6, InetAddr } from '../../base/inet.ts';

/** Sync messages of version 1 as they stand in a datagram (ip_vs_sync.c); numbers in network order. */
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
  readonly pe_data: string | null;
  readonly pe_name: string | null;
  /** An option that must be understood and is not, or null. */
  readonly unknown_option: number | null;
}

export const SYNC_HEADER = 8;
const V4_BYTES = 36;
const V6_BYTES = 72;
const STYPE_F_INET6 = 1;
const OPT_SEQ_DATA = 1;
const OPT_PE_DATA = 2;
const OPT_PE_NAME = 3;
/** The receiver may skip the option. */
const OPT_F_PARAM = 0x40;
const SEQ_BYTES = 24;

const in6 = (view: DataView, at: number): In6 => [
  view.getUint32(at),
  view.getUint32(at + 4),
  view.getUint32(at + 8),
  view.getUint32(at + 12),
];

interface Options {
  pe_data: string | null;
  pe_name: string | null;
  unknown_option: number | null;
}

function text(view: DataView, at: number, length: number): string {
  let result = '';
  for (let i = 0; i < length; i++) result += String.fromCharCode(view.getUint8(at + i));
  return result;
}

/** Options behind the addresses; a negative number is the kernel's error. */
function options(view: DataView, from: number): Options | number {
  const found: Options = { pe_data: null, pe_name: null, unknown_option: null };
  for (let at = from; at < view.byteLength; ) {
    if (at + 2 > view.byteLength) return -30;
    const type = view.getUint8(at);
    const length = view.getUint8(at + 1);
    at += 2;
    if (length === 0 || at + length > view.byteLength) return -40;
    const plain = type & ~OPT_F_PARAM;
    if (plain === OPT_SEQ_DATA && length !== SEQ_BYTES) return -50;
    if (plain === OPT_PE_DATA) found.pe_data = text(view, at, length);
    else if (plain === OPT_PE_NAME) found.pe_name = text(view, at, length);
    else if (plain !== OPT_SEQ_DATA && !(type & OPT_F_PARAM)) return { ...found, unknown_option: plain };
    at += length;
  }
  return found;
}

/** One entry; `view` ends where the entry's size says. A negative number is the kernel's error. */
export function decode_sync_conn(view: DataView): SyncConn | number {
  const type = view.getUint8(0);
  const v6 = (type & STYPE_F_INET6) !== 0;
  if (!v6 && type !== 0) return -10;
  const fixed = v6 ? V6_BYTES : V4_BYTES;
  if (view.byteLength < fixed) return -20;
  const found = options(view, fixed);
  if (typeof found === 'number') return found;
  const address = (n: number): InetAddr => (v6 ? in6(view, 24 + 16 * n) : view.getUint32(24 + 4 * n));
  return {
    af: v6 ? 10 : 2,
    protocol: view.getUint8(1),
    flags: view.getUint32(4),
    state: view.getUint16(8),
    cport: view.getUint16(10),
    vport: view.getUint16(12),
    dport: view.getUint16(14),
    fwmark: view.getUint32(16),
    timeout: view.getUint32(20),
    caddr: address(0),
    vaddr: address(1),
    daddr: address(2),
    ...found,
  };
}

/** Smallest size that an entry can have. */
export const LEAST_CONN_BYTES = V4_BYTES;
