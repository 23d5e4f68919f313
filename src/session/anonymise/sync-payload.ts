import { type AddressFamily, AF_INET, AF_INET6, type InetAddr } from '../../base/inet.ts';
import {
  decode_sync_conn,
  is_version_1,
  LEAST_CONN_BYTES,
  SVER_MASK,
  SYNC_HEADER,
} from '../../kernel/ipvs/sync_message.ts';
import {
  SIMPLE_CONN_SIZE,
  SYNC_HEADER_V0,
  sync_conn_size_v0,
  sync_flags_v0,
} from '../../kernel/ipvs/sync_message_v0.ts';
import { sync_message } from '../../kernel/ipvs/sync_words.ts';
import { widthOf } from './bits.ts';
import type { Replacer } from './replacer.ts';

/**
 * Sync messages with replaced addresses: they are put where the old ones stand, so that malformed entries stay as
 * malformed as they are. What the kernel would not read is cleared.
 */

type SyncReplacer = Pick<Replacer, 'end' | 'callId'>;

/** Where an entry has its parts, in bytes from its beginning. */
interface Layout {
  readonly family: AddressFamily;
  readonly ports: number;
  readonly addresses: number;
}
const V0: Layout = { family: AF_INET, ports: 2, addresses: 8 };
const V1: Layout = { family: AF_INET, ports: 10, addresses: 24 };
const V1_6: Layout = { ...V1, family: AF_INET6 };
const FIXED = { [AF_INET]: LEAST_CONN_BYTES, [AF_INET6]: 72 } as const;
const OPT_PE_DATA = 2;
const OPT_F_PARAM = 0x40;

function readAddr(view: DataView, at: number, family: AddressFamily): InetAddr {
  if (family === AF_INET) return view.getUint32(at);
  return [view.getUint32(at), view.getUint32(at + 4), view.getUint32(at + 8), view.getUint32(at + 12)];
}

function writeAddr(view: DataView, at: number, addr: InetAddr): void {
  for (const [i, word] of [addr].flat().entries()) view.setUint32(at + 4 * i, word as number);
}

/** Client, virtual end and server of the entry at `at`. */
function replaceEnds(view: DataView, at: number, layout: Layout, to: SyncReplacer): void {
  const { family, ports, addresses } = layout;
  const bytes = widthOf(family) / 8;
  // A template of a firewall mark has the mark in place of its virtual address.
  const ofMark = view.getUint8(at + 1) === 0;
  for (const end of [0, 1, 2]) {
    if (end === 1 && ofMark) continue;
    const addrAt = at + addresses + bytes * end;
    const portAt = at + ports + 2 * end;
    const protocol = view.getUint8(at + 1);
    const addr = readAddr(view, addrAt, family);
    const replaced = to.end({ addr, port: view.getUint16(portAt), protocol });
    writeAddr(view, addrAt, replaced.addr);
    view.setUint16(portAt, replaced.port);
  }
}

/** The key of a persistence engine among the options between `from` and `end`. */
function replaceKey(view: DataView, from: number, end: number, to: SyncReplacer): void {
  for (let at = from; at + 2 <= end; ) {
    const length = view.getUint8(at + 1);
    const type = view.getUint8(at) & ~OPT_F_PARAM;
    at += 2;
    if (length === 0 || at + length > end) return;
    if (type === OPT_PE_DATA) {
      const bytes = Array.from({ length }, (_, i) => view.getUint8(at + i));
      const id = to.callId(String.fromCharCode(...bytes));
      for (let i = 0; i < length; i++) view.setUint8(at + i, id.charCodeAt(i));
    }
    at += length;
  }
}

/** Entries of version 1; returns where the first byte stands that the kernel does not read. */
function replaceVersion1(view: DataView, count: number, to: SyncReplacer): number {
  let at = SYNC_HEADER;
  for (let i = 0; i < count && at + LEAST_CONN_BYTES <= view.byteLength; i++) {
    const word = view.getUint16(at + 2);
    const size = word & SVER_MASK;
    if (at + size > view.byteLength || word > SVER_MASK) return at + 4;
    const { error } = decode_sync_conn(view, at, size);
    const layout = view.getUint8(at) & 1 ? V1_6 : V1;
    const fixed = FIXED[layout.family];
    if (size < fixed) return at + 4;
    replaceEnds(view, at, layout, to);
    replaceKey(view, at + fixed, at + size, to);
    at += (size + 3) & ~3;
    if (error < 0) return at;
  }
  return at;
}

function replaceVersion0(view: DataView, count: number, to: SyncReplacer): number {
  let at = SYNC_HEADER_V0;
  for (let i = 0; i < count && at + SIMPLE_CONN_SIZE <= view.byteLength; i++) {
    const size = sync_conn_size_v0(sync_flags_v0(view, at));
    if (at + size > view.byteLength) break;
    replaceEnds(view, at, V0, to);
    at += size;
  }
  return at;
}

/** A datagram of `length` bytes to a group; what is no sync message is refused as before, whatever its bytes are. */
export function replaceSync(payload: Uint8Array, length: number, to: SyncReplacer): Uint8Array {
  if (sync_message(payload, length) === null) return new Uint8Array(payload.length);
  const copy = payload.slice();
  const view = new DataView(copy.buffer);
  const end = is_version_1(view)
    ? replaceVersion1(view, view.getUint8(4), to)
    : replaceVersion0(view, view.getUint8(0), to);
  copy.fill(0, Math.min(end, copy.length));
  return copy;
}
