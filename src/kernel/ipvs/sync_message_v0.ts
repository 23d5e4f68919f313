import { IP_VS_CONN_F_SEQ_MASK } from './ip_vs.ts';
import { read_seq, type SyncConn, write_seq } from './sync_message.ts';

/**
 * Sync messages of version 0 (ip_vs_sync.c: struct ip_vs_sync_mesg_v0, ip_vs_sync_conn_v0): IPv4 only, no timeouts,
 * marks or persistence engines. Sequence numbers are in the order of the sender's processor; taken as x86.
 */
export const SYNC_HEADER_V0 = 4;
export const SIMPLE_CONN_SIZE = 24;
export const FULL_CONN_SIZE = 48;

export function sync_conn_size_v0(flags: number): number {
  return flags & IP_VS_CONN_F_SEQ_MASK ? FULL_CONN_SIZE : SIMPLE_CONN_SIZE;
}

/** Flags of the entry at `at`: they say whether options follow. */
export function sync_flags_v0(view: DataView, at: number): number {
  return view.getUint16(at + 20);
}

/** The entry at `at`; all its bytes must be there. */
export function decode_sync_conn_v0(view: DataView, at: number): SyncConn {
  const flags = sync_flags_v0(view, at);
  return {
    af: 2,
    protocol: view.getUint8(at + 1),
    cport: view.getUint16(at + 2),
    vport: view.getUint16(at + 4),
    dport: view.getUint16(at + 6),
    caddr: view.getUint32(at + 8),
    vaddr: view.getUint32(at + 12),
    daddr: view.getUint32(at + 16),
    flags,
    state: view.getUint16(at + 22),
    fwmark: 0,
    timeout: 0,
    seq: flags & IP_VS_CONN_F_SEQ_MASK ? read_seq(view, at + SIMPLE_CONN_SIZE, true) : null,
    pe_data: null,
    pe_name: null,
  };
}

const NO_SEQ = { init_seq: 0, delta: 0, previous_delta: 0 };

/** Writes an IPv4 entry at `at` (ip_vs_sync_conn_v0); flags above 16 bits are lost. */
export function encode_sync_conn_v0(view: DataView, at: number, conn: SyncConn): void {
  view.setUint8(at + 1, conn.protocol);
  view.setUint16(at + 2, conn.cport);
  view.setUint16(at + 4, conn.vport);
  view.setUint16(at + 6, conn.dport);
  for (const [i, addr] of [conn.caddr, conn.vaddr, conn.daddr].entries()) {
    view.setUint32(at + 8 + 4 * i, typeof addr === 'number' ? addr : 0);
  }
  view.setUint16(at + 20, conn.flags & 0xffff);
  view.setUint16(at + 22, conn.state);
  if (!(conn.flags & IP_VS_CONN_F_SEQ_MASK)) return;
  write_seq(view, at + SIMPLE_CONN_SIZE, conn.seq ?? { in_seq: NO_SEQ, out_seq: NO_SEQ }, true);
}
