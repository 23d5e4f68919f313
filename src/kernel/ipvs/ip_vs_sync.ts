import { addrEqual } from '../../base/inet.ts';
import { sync as M } from '../../klog/linux-6.12.ts';
import { ip_vs_bind_dest } from './bind_dest.ts';
import { bind_xmit } from './bind_xmit.ts';
import { conn_param, ip_vs_conn_in_get, ip_vs_ct_in_get } from './conn_lookup.ts';
import { find_dest } from './dest.ts';
import {
  IP_VS_CONN_F_FWD_MASK,
  IP_VS_CONN_F_INACTIVE,
  IP_VS_CONN_F_MASQ,
  IP_VS_CONN_F_NO_CPORT,
  IP_VS_CONN_F_NOOUTPUT,
  IP_VS_CONN_F_ONE_PACKET,
  IP_VS_CONN_F_SEQ_MASK,
  IP_VS_CONN_F_SYNC,
  IP_VS_CONN_F_TEMPLATE,
  type ip_vs_conn,
  type ip_vs_dest,
} from './ip_vs.ts';
import { __ip_vs_conn_put, ip_vs_conn_expire_now, ip_vs_conn_new, ip_vs_conn_put } from './ip_vs_conn.ts';
import { ip_vs_proto_get, num_states } from './ip_vs_proto.ts';
import { IP_VS_STATE_BACKUP, IP_VS_STATE_MASTER, type netns_ipvs, printk, set } from './netns_ipvs.ts';
import { table_timeout } from './proto_data.ts';
import { ip_vs_service_find } from './service_lookup.ts';
import { decode_sync_conn, LEAST_CONN_BYTES, SYNC_HEADER, type SyncConn } from './sync_message.ts';

/**
 * Synchronisation (ip_vs_sync.c): the daemons' lines, and what a backup does with messages of version 1.
 * departs: a master's own messages are not made (a capture holds them); version 0 is not read.
 */
export const IP_VS_SYNC_PORT = 8848;
const CONN_OPTIONS_BYTES = 24;
/** Process ids are nobody's business here. */
const PID = '?';

export type SyncRole = 'master' | 'backup';
const STATE = { master: IP_VS_STATE_MASTER, backup: IP_VS_STATE_BACKUP } as const;

/** start_sync_thread: false = it runs already. */
export function start_sync_thread(ipvs: netns_ipvs, role: SyncRole, ifn: string, syncid: number): boolean {
  if (ipvs.probe) {
    printk(ipvs, M.start, PID);
    printk(ipvs, M.entry_size, CONN_OPTIONS_BYTES);
  }
  if (ipvs.sync_state & STATE[role]) return false;
  const source = ipvs.params.route_source;
  if (ipvs.probe && role === 'master' && source !== null) printk(ipvs, M.binding, ifn, source);
  ipvs.sync_state |= STATE[role];
  if (role === 'backup') ipvs.backup_syncid = syncid;
  if (ipvs.probe) printk(ipvs, M.started, role.toUpperCase(), ifn, syncid, 0);
  return true;
}

/** stop_sync_thread: false = there is none. */
export function stop_sync_thread(ipvs: netns_ipvs, role: SyncRole): boolean {
  if (ipvs.probe) printk(ipvs, M.stop, PID);
  if (!(ipvs.sync_state & STATE[role])) return false;
  ipvs.sync_state &= ~STATE[role];
  if (ipvs.probe) printk(ipvs, M.stopping, role, PID);
  return true;
}

const BACKUP_UPD_MASK = IP_VS_CONN_F_INACTIVE | IP_VS_CONN_F_SEQ_MASK;
const BACKUP_MASK =
  BACKUP_UPD_MASK |
  IP_VS_CONN_F_FWD_MASK |
  IP_VS_CONN_F_NOOUTPUT |
  IP_VS_CONN_F_NO_CPORT |
  IP_VS_CONN_F_TEMPLATE;

/** ip_vs_find_dest: the server of a synced entry, through the service of its virtual end. */
function ip_vs_find_dest(ipvs: netns_ipvs, s: SyncConn, flags: number): ip_vs_dest | null {
  const svc = ip_vs_service_find(ipvs, s.af, s.fwmark, s.protocol, s.vaddr, s.vport);
  if (!svc) return null;
  const any_port = s.fwmark !== 0 && (flags & IP_VS_CONN_F_FWD_MASK) !== IP_VS_CONN_F_MASQ;
  const port = any_port ? 0 : s.dport;
  return find_dest(svc, s.daddr, port) ?? find_dest(svc, s.daddr, port ^ s.dport);
}

/** The entry that the message is about: null = none yet, `ignore` = it was replaced in the meantime. */
function known_entry(ipvs: netns_ipvs, s: SyncConn, flags: number): ip_vs_conn | null | 'ignore' {
  const param = conn_param(s.af, s.protocol, s.caddr, s.cport, s.vaddr, s.vport, s.pe_name, s.pe_data);
  if (flags & IP_VS_CONN_F_TEMPLATE) return ip_vs_ct_in_get(ipvs, param);
  const cp = ip_vs_conn_in_get(ipvs, param);
  if (!cp || (cp.dport === s.dport && addrEqual(cp.daddr, s.daddr))) return cp;
  const ended = (flags & IP_VS_CONN_F_INACTIVE) !== 0;
  if (!ended) ip_vs_conn_expire_now(ipvs, cp);
  __ip_vs_conn_put(ipvs, cp);
  return ended ? 'ignore' : null;
}

/** An entry that is there takes over activity, and its server if it has none. */
function update(ipvs: netns_ipvs, cp: ip_vs_conn, s: SyncConn, flags: number): void {
  const { dest } = cp;
  const changed = ((cp.flags ^ flags) & IP_VS_CONN_F_INACTIVE) !== 0 && !(flags & IP_VS_CONN_F_TEMPLATE);
  if (changed && dest) {
    const by = flags & IP_VS_CONN_F_INACTIVE ? -1 : 1;
    set(ipvs, dest, 'activeconns', dest.activeconns + by);
    set(ipvs, dest, 'inactconns', dest.inactconns - by);
  }
  set(ipvs, cp, 'flags', (flags & BACKUP_UPD_MASK) | (cp.flags & ~BACKUP_UPD_MASK));
  const found = dest ? null : ip_vs_find_dest(ipvs, s, cp.flags);
  if (!found) return;
  ip_vs_bind_dest(ipvs, cp, found);
  set(ipvs, cp, 'packet_xmit', bind_xmit(cp));
}

/** ip_vs_proc_conn */
function ip_vs_proc_conn(ipvs: netns_ipvs, s: SyncConn, flags: number): void {
  const known = known_entry(ipvs, s, flags);
  if (known === 'ignore') return;
  let cp = known;
  if (cp) update(ipvs, cp, s, flags);
  else {
    const dest = ip_vs_find_dest(ipvs, s, flags);
    const param = conn_param(s.af, s.protocol, s.caddr, s.cport, s.vaddr, s.vport, s.pe_name, s.pe_data);
    cp = ip_vs_conn_new(ipvs, param, s.daddr, s.dport, flags, dest, s.fwmark);
  }
  set(ipvs, cp, 'in_pkts', ipvs.sysctl.sync_threshold);
  set(ipvs, cp, 'state', s.state);
  set(ipvs, cp, 'old_state', s.state);
  const template = (flags & IP_VS_CONN_F_TEMPLATE) !== 0;
  const { hz } = ipvs.params;
  const of_state = template ? null : table_timeout(ipvs.proto, s.protocol, s.state);
  set(ipvs, cp, 'timeout', s.timeout ? s.timeout * hz : (of_state ?? 180 * hz));
  ip_vs_conn_put(ipvs, cp);
}

/** Why an entry is refused (the kernel's number), or 0; prints the reason. */
function refusal(ipvs: netns_ipvs, s: SyncConn): number {
  const { flags, state, protocol } = s;
  const log = ipvs.probe !== null;
  if (s.unknown_option !== null) {
    if (log) printk(ipvs, M.unknown_param, s.unknown_option);
    return 20;
  }
  const template = (flags & IP_VS_CONN_F_TEMPLATE) !== 0;
  if ((flags & IP_VS_CONN_F_NO_CPORT && template) || flags & IP_VS_CONN_F_ONE_PACKET) {
    if (log) printk(ipvs, M.invalid_flags, flags);
    return 25;
  }
  if (template) {
    if (state < 2) return 0;
    if (log) printk(ipvs, M.invalid_tpl, state);
    return 40;
  }
  const name = ip_vs_proto_get(protocol);
  if (name === null) {
    if (log) printk(ipvs, M.unsupported, protocol);
    return 30;
  }
  if (state < num_states(protocol)) return 0;
  if (log) printk(ipvs, M.invalid_state, name, state);
  return 40;
}

/** ip_vs_proc_sync_conn: negative = the rest of the message cannot be read. */
function ip_vs_proc_sync_conn(ipvs: netns_ipvs, view: DataView): number {
  const s = decode_sync_conn(view);
  if (typeof s === 'number') return s;
  const error = refusal(ipvs, s);
  if (error === 0) ip_vs_proc_conn(ipvs, s, (s.flags & BACKUP_MASK) | IP_VS_CONN_F_SYNC);
  else if (ipvs.probe) printk(ipvs, M.dropped, error);
  return error;
}

/** The entries of a message, one after another; each begins at a multiple of four bytes. */
function process_entries(ipvs: netns_ipvs, view: DataView, count: number): void {
  const log = ipvs.probe !== null;
  let at = SYNC_HEADER;
  for (let i = 0; i < count; i++) {
    if (at + LEAST_CONN_BYTES > view.byteLength) {
      if (log) printk(ipvs, M.too_small);
      return;
    }
    const word = view.getUint16(at + 2);
    const size = word & 0xfff;
    if (at + size > view.byteLength || size < LEAST_CONN_BYTES) {
      if (log) printk(ipvs, M.beyond);
      return;
    }
    if (word >>> 12) {
      if (log) printk(ipvs, M.version, word >>> 12);
      return;
    }
    const error = ip_vs_proc_sync_conn(ipvs, new DataView(view.buffer, view.byteOffset + at, size));
    if (error < 0) {
      if (log) printk(ipvs, M.decoding, error);
      return;
    }
    at += (size + 3) & ~3;
  }
}

/** ip_vs_process_message: a datagram that a backup has received. */
export function ip_vs_process_message(ipvs: netns_ipvs, payload: Uint8Array): void {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const log = ipvs.probe !== null;
  if (view.byteLength < SYNC_HEADER) {
    if (log) printk(ipvs, M.too_short);
    return;
  }
  if (view.getUint16(2) !== view.byteLength) {
    if (log) printk(ipvs, M.bogus_size);
    return;
  }
  const syncid = view.getUint8(1);
  if (ipvs.backup_syncid !== 0 && syncid !== ipvs.backup_syncid) {
    if (log) printk(ipvs, M.other_syncid, syncid);
    return;
  }
  ipvs.probe?.enter('ip_vs_process_message', `${view.getUint8(4)} entries`);
  const version1 = view.getUint8(0) === 0 && view.getUint8(5) === 1 && view.getUint16(6) === 0;
  if (version1) process_entries(ipvs, view, view.getUint8(4));
  ipvs.probe?.leave(version1 ? '' : 'not version 1');
}
