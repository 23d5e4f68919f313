import { addrEqual } from '../../base/inet.ts';
import { helper as H, sync as M } from '../../klog/linux-6.12.ts';
import type { Message } from '../../klog/message.ts';
import type { IpPacket } from '../../packet/packet.ts';
import { ip_vs_bind_app } from './bind_app.ts';
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
import {
  type netns_ipvs,
  printk,
  set,
  set_flags,
  set_in_pkts,
  set_state,
  set_timeout,
} from './netns_ipvs.ts';
import { table_timeout } from './proto_data.ts';
import { ip_vs_service_find } from './service_lookup.ts';
import {
  decode_sync_conn,
  is_version_1,
  LEAST_CONN_BYTES,
  type OptionFault,
  SVER_MASK,
  SVER_SHIFT,
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
import { is_sync_backup } from './sync_state.ts';
import { sync_conn_text, sync_header_text, sync_message } from './sync_words.ts';

/** The backup's side of synchronisation (ip_vs_sync.c): what it does with messages of both versions. */
const CTPL_S_LAST = 2;

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
  set_flags(ipvs, cp, (flags & BACKUP_UPD_MASK) | (cp.flags & ~BACKUP_UPD_MASK));
  const found = dest ? null : ip_vs_find_dest(ipvs, s, cp.flags);
  if (!found) return;
  set(ipvs, cp, 'app', null);
  ip_vs_bind_dest(ipvs, cp, found);
  set(ipvs, cp, 'packet_xmit', bind_xmit(cp));
  ip_vs_bind_app(ipvs, cp);
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
  if (s.seq) {
    set(ipvs, cp, 'in_seq', s.seq.in_seq);
    set(ipvs, cp, 'out_seq', s.seq.out_seq);
  }
  set_in_pkts(ipvs, cp, ipvs.sysctl.sync_threshold);
  set_state(ipvs, cp, s.state);
  set(ipvs, cp, 'old_state', s.state);
  const template = (flags & IP_VS_CONN_F_TEMPLATE) !== 0;
  const { hz } = ipvs.params;
  const of_state = template ? null : table_timeout(ipvs.proto, s.protocol, s.state);
  set_timeout(ipvs, cp, s.timeout ? s.timeout * hz : (of_state ?? 180 * hz));
  ip_vs_conn_put(ipvs, cp);
}

/** The words of one version's lines: same reasons, other levels. */
interface Lines {
  readonly invalid_flags: Message;
  readonly unsupported: Message;
  readonly invalid_state: Message;
  readonly invalid_tpl: Message;
}
const LINES_V0: Lines = {
  invalid_flags: M.v0_invalid_flags,
  unsupported: M.v0_unsupported,
  invalid_state: M.v0_invalid_state,
  invalid_tpl: M.v0_invalid_tpl,
};

/** Why an entry is refused (the kernel's number), or 0; prints the reason. */
function refusal(ipvs: netns_ipvs, s: SyncConn, lines: Lines): number {
  const { flags, state, protocol } = s;
  const log = ipvs.probe !== null;
  const template = (flags & IP_VS_CONN_F_TEMPLATE) !== 0;
  if ((flags & IP_VS_CONN_F_NO_CPORT && template) || flags & IP_VS_CONN_F_ONE_PACKET) {
    if (log) printk(ipvs, lines.invalid_flags, flags);
    return 25;
  }
  if (template) {
    if (state < CTPL_S_LAST) return 0;
    if (log) printk(ipvs, lines.invalid_tpl, state);
    return 40;
  }
  const name = ip_vs_proto_get(protocol);
  if (name === null) {
    if (log) printk(ipvs, lines.unsupported, protocol);
    return 30;
  }
  if (state < num_states(protocol)) return 0;
  if (log) printk(ipvs, lines.invalid_state, name, state);
  return 40;
}

/** ip_vs_conn_fill_param_sync: a persistence engine must be named, and known. */
function unknown_engine(ipvs: netns_ipvs, { pe_data, pe_name }: SyncConn): boolean {
  if (pe_data === null) return false;
  if (pe_name === null) {
    if (ipvs.probe) printk(ipvs, M.invalid_pe);
    return true;
  }
  if (ipvs.probe) printk(ipvs, H.pe_getbyname, pe_name);
  if (pe_name === 'sip') return false;
  if (ipvs.probe) printk(ipvs, M.no_engine, pe_name);
  return true;
}

const FAULT_LINES: Readonly<Record<OptionFault, readonly [Message, takes: boolean]>> = {
  'seq length': [M.seq_length, false],
  'seq twice': [M.seq_twice, false],
  'text length': [M.par_length, true],
  'text twice': [M.par_twice, true],
  unknown: [M.unknown_param, true],
};

/** The step of one entry says what it holds. */
function enter_conn(ipvs: netns_ipvs, s: SyncConn): void {
  const { ends, what } = sync_conn_text(s);
  ipvs.probe?.enter('ip_vs_proc_sync_conn', `${ends}, ${what}`);
}

/** ip_vs_proc_sync_conn: negative = the rest of the message cannot be read. */
function ip_vs_proc_sync_conn(ipvs: netns_ipvs, view: DataView, at: number, size: number): number {
  const decoded = decode_sync_conn(view, at, size);
  let { error } = decoded;
  if (!('conn' in decoded)) {
    if (ipvs.probe && decoded.fault !== null) {
      const [message, takes] = FAULT_LINES[decoded.fault];
      printk(ipvs, message, ...(takes ? [decoded.value] : []));
    }
    if (error < 0) return error;
  } else {
    const s = decoded.conn;
    if (ipvs.probe) enter_conn(ipvs, s);
    error = refusal(ipvs, s, M) || (unknown_engine(ipvs, s) ? 50 : 0);
    if (error === 0) ip_vs_proc_conn(ipvs, s, (s.flags & BACKUP_MASK) | IP_VS_CONN_F_SYNC);
  }
  if (error !== 0 && ipvs.probe) printk(ipvs, M.dropped, error);
  if ('conn' in decoded) ipvs.probe?.leave(String(error));
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
    const size = word & SVER_MASK;
    if (at + size > view.byteLength) {
      if (log) printk(ipvs, M.beyond);
      return;
    }
    if (word >>> SVER_SHIFT) {
      if (log) printk(ipvs, M.version, word >>> SVER_SHIFT);
      return;
    }
    const error = ip_vs_proc_sync_conn(ipvs, view, at, size);
    if (error < 0) {
      if (log) printk(ipvs, M.decoding, error);
      return;
    }
    at += (size + 3) & ~3;
  }
}

/** ip_vs_process_message_v0 */
function ip_vs_process_message_v0(ipvs: netns_ipvs, view: DataView): void {
  let at = SYNC_HEADER_V0;
  for (let i = 0; i < view.getUint8(0); i++) {
    if (at + SIMPLE_CONN_SIZE > view.byteLength) {
      if (ipvs.probe) printk(ipvs, M.v0_bogus_conn);
      return;
    }
    const size = sync_conn_size_v0(sync_flags_v0(view, at));
    if (at + size > view.byteLength) {
      if (ipvs.probe) printk(ipvs, M.v0_bogus_options);
      return;
    }
    const s = decode_sync_conn_v0(view, at);
    at += size;
    if (refusal(ipvs, s, LINES_V0) === 0) {
      ip_vs_proc_conn(ipvs, s, (s.flags & BACKUP_MASK) | IP_VS_CONN_F_SYNC);
    }
  }
}

/** ip_vs_process_message: a datagram that a backup has received. */
export function ip_vs_process_message(ipvs: netns_ipvs, payload: Uint8Array): void {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const log = ipvs.probe !== null;
  if (view.byteLength < SYNC_HEADER_V0) {
    if (log) printk(ipvs, M.too_short);
    return;
  }
  if (view.getUint16(2) !== view.byteLength) {
    if (log) printk(ipvs, M.bogus_size);
    return;
  }
  const syncid = view.getUint8(1);
  const wanted = ipvs.sync.bcfg?.syncid ?? 0;
  if (wanted !== 0 && syncid !== wanted) {
    if (log) printk(ipvs, M.other_syncid, syncid);
    return;
  }
  if (is_version_1(view)) process_entries(ipvs, view, view.getUint8(4));
  else ip_vs_process_message_v0(ipvs, view);
}

/** What a datagram says of itself. */
function told(payload: Uint8Array): string {
  const message = sync_message(payload);
  return message ? sync_header_text(message) : `sync, ${payload.length} bytes that are no message`;
}

/**
 * sync_thread_backup: takes a packet to the host if it goes to the daemon's group and one of its ports. A datagram that
 * was not captured to its end cannot be read.
 */
export function sync_thread_backup(ipvs: netns_ipvs, ip: IpPacket): void {
  const { transport } = ip;
  const { bcfg, threads_mask } = ipvs.sync;
  if (!is_sync_backup(ipvs) || !bcfg || transport.kind !== 'udp') return;
  const { dport, payload, payloadLength } = transport;
  const own = dport >= bcfg.mcast_port && dport <= bcfg.mcast_port + threads_mask;
  if (!own || !addrEqual(ip.daddr, bcfg.mcast_group)) return;
  if (payload === null || payload.length < payloadLength) {
    ipvs.probe?.note('sync message', 'its bytes were not captured to the end: it cannot be read');
    return;
  }
  const read = payload.subarray(0, bcfg.sync_maxlen);
  ipvs.probe?.enter('ip_vs_process_message', told(read));
  ip_vs_process_message(ipvs, read);
  ipvs.probe?.leave('');
}
