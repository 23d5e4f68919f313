import { formatEndpoint } from '../../base/inet.ts';
import { sync as M } from '../../klog/linux-6.12.ts';
import type { IpPacket } from '../../packet/packet.ts';
import { alloc_skb } from '../lib/skbuff.ts';
import { del_timer, mod_timer } from '../lib/timer.ts';
import {
  IP_VS_CONN_F_HASHED,
  IP_VS_CONN_F_ONE_PACKET,
  IP_VS_CONN_F_SEQ_MASK,
  type ip_vs_conn,
  is_template,
} from './ip_vs.ts';
import { IPPROTO_UDP } from './ip_vs_proto.ts';
import { type netns_ipvs, printk, set } from './netns_ipvs.ts';
import {
  appended,
  await_look,
  buff_text,
  check_period,
  IPVS_SYNC_WAKEUP_RATE,
  ip_vs_sync_buff_create,
  next_sync_buff,
  sb_queue_tail,
} from './sync_buff.ts';
import { encode_sync_conn, type SyncConn, sync_conn_size } from './sync_message.ts';
import { encode_sync_conn_v0, sync_conn_size_v0 } from './sync_message_v0.ts';
import { ip_vs_sync_conn_needed } from './sync_needed.ts';
import { type ip_vs_sync_buff, type ipvs_master_sync_state, sync_set } from './sync_state.ts';
import { sync_conn_text, sync_header_text, sync_message } from './sync_words.ts';

/**
 * The master's side of synchronisation (ip_vs_sync.c); linux-6.12. departs: which thread an entry belongs to follows
 * from its number, not from its address in memory; sockets never run full; the source port of messages is the first
 * of the ephemeral ones, and they pass LOCAL_OUT only where the host's own address is known.
 */
const EPHEMERAL_PORT = 32768;
const NO_SEQ = { init_seq: 0, delta: 0, previous_delta: 0 };

/** The entry as a message holds it. */
function sync_conn_of(ipvs: netns_ipvs, cp: ip_vs_conn): SyncConn {
  const { af, protocol, state, cport, vport, dport, fwmark, caddr, vaddr, daddr, pe_data } = cp;
  const shifted = (cp.flags & IP_VS_CONN_F_SEQ_MASK) !== 0;
  return {
    ...{ af, protocol, state, cport, vport, dport, fwmark, caddr, vaddr, daddr },
    flags: cp.flags & ~IP_VS_CONN_F_HASHED,
    timeout: Math.floor(cp.timeout / ipvs.params.hz),
    seq: shifted ? { in_seq: cp.in_seq ?? NO_SEQ, out_seq: cp.out_seq ?? NO_SEQ } : null,
    pe_data: pe_data || null,
    pe_name: pe_data ? cp.pe : null,
  };
}

/** select_master_thread_id. departs: the number of an entry stands for its address in memory. */
function select_master_thread(ipvs: netns_ipvs, cp: ip_vs_conn): ipvs_master_sync_state {
  return ipvs.sync.ms[(Math.imul(cp.uid, 0x9e3779b1) >>> 16) & ipvs.sync.threads_mask];
}

/** Puts an entry into the thread's buffer; a buffer that is full or of the other version goes to the queue first. */
function add_conn(ipvs: netns_ipvs, cp: ip_vs_conn, version: 0 | 1): void {
  const ms = select_master_thread(ipvs, cp);
  const conn = sync_conn_of(ipvs, cp);
  const len = version === 1 ? sync_conn_size(conn) : sync_conn_size_v0(conn.flags);
  let pad = ms.sync_buff && version === 1 ? -ms.sync_buff.bytes.length & 3 : 0;
  let wake = false;
  if (ms.sync_buff) {
    const { bytes, end } = ms.sync_buff;
    const other = (bytes[0] === 0) !== (version === 1);
    if (bytes.length + pad + len > end || other) {
      wake = sb_queue_tail(ipvs, ms);
      pad = 0;
    }
  }
  const fresh = ms.sync_buff === null;
  const buff = ms.sync_buff ?? ip_vs_sync_buff_create(ipvs, version, len);
  const encode = version === 1 ? encode_sync_conn : encode_sync_conn_v0;
  const filled = appended(buff, version, pad, len, (view, at) => encode(view, at, conn));
  sync_set(ipvs, ms, 'sync_buff', filled, (sb) => (sb ? buff_text(sb) : 'NULL'));
  if (fresh) await_look(ipvs, ms);
  if (wake) sync_thread_master(ipvs, ms);
}

/** Packets of the entry that controls this one, for the question whether it is told as well. */
function control_packets(ipvs: netns_ipvs, control: ip_vs_conn): number {
  if (!is_template(control)) return ipvs.sysctl.sync_threshold;
  set(ipvs, control, 'in_pkts', control.in_pkts + 1);
  return control.in_pkts;
}

/** False = neither this entry nor what controls it. */
function sync_one(ipvs: netns_ipvs, cp: ip_vs_conn, pkts: number, version: 0 | 1): boolean {
  const ops = (cp.flags & IP_VS_CONN_F_ONE_PACKET) !== 0;
  if (version === 0 && (cp.af !== 2 || ops)) return false;
  if (ops || !ip_vs_sync_conn_needed(ipvs, cp, pkts)) return version === 1;
  if (version === 1 && cp.pe_data && !cp.dest) {
    if (ipvs.probe) printk(ipvs, M.pe_data_invalid);
    return false;
  }
  add_conn(ipvs, cp, version);
  return true;
}

/**
 * ip_vs_sync_conn, ip_vs_sync_conn_v0: tells backups about an entry and what controls it, if it is time to.
 * @param pkts packets of the entry so far
 */
export function ip_vs_sync_conn(ipvs: netns_ipvs, cp: ip_vs_conn, pkts: number): void {
  const version = ipvs.sysctl.sync_version === 0 ? 0 : 1;
  ipvs.probe?.enter(version === 1 ? 'ip_vs_sync_conn' : 'ip_vs_sync_conn_v0', `pkts ${pkts}`);
  let entry = cp;
  let count = pkts;
  while (sync_one(ipvs, entry, count, version) && entry.control) {
    entry = entry.control;
    count = control_packets(ipvs, entry);
  }
  ipvs.probe?.leave('');
}

function datagram(ipvs: netns_ipvs, ms: ipvs_master_sync_state, payload: Uint8Array): IpPacket | null {
  const { mcfg } = ipvs.sync;
  if (!mcfg) return null;
  const v4 = typeof mcfg.mcast_group === 'number';
  const headerLength = v4 ? 20 : 40;
  return {
    saddr: v4 ? (ipvs.params.route_source ?? 0) : [0, 0, 0, 0],
    daddr: mcfg.mcast_group,
    protocol: IPPROTO_UDP,
    length: headerLength + 8 + payload.length,
    ttl: mcfg.mcast_ttl,
    tos: 0,
    id: 0,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
    headerLength,
    transport: {
      kind: 'udp',
      sport: EPHEMERAL_PORT,
      dport: mcfg.mcast_port + ms.id,
      payloadLength: payload.length,
      payload,
    },
  };
}

/** Says entry by entry what the message holds. */
function note_entries(ipvs: netns_ipvs, payload: Uint8Array): void {
  if (!ipvs.probe) return;
  for (const conn of sync_message(payload)?.conns ?? []) {
    const { ends, what } = sync_conn_text(conn);
    ipvs.probe.note(ends, what);
  }
}

/** ip_vs_send_sync_msg */
function ip_vs_send_sync_msg(ipvs: netns_ipvs, ms: ipvs_master_sync_state, sb: ip_vs_sync_buff): void {
  const ip = datagram(ipvs, ms, sb.bytes);
  if (!ip) return;
  const { probe, params } = ipvs;
  const message = probe && sync_message(sb.bytes);
  probe?.enter('ip_vs_send_sync_msg', message ? sync_header_text(message) : '');
  note_entries(ipvs, sb.bytes);
  probe?.transmit(ip);
  const passes = typeof ip.saddr === 'number' && ip.saddr !== 0 && params.sync_seen_ns === null;
  if (passes) ipvs.local_out(ipvs, alloc_skb(ip, false));
  probe?.leave(
    `${sb.bytes.length} bytes to ${formatEndpoint(ip.daddr, 'dport' in ip.transport ? ip.transport.dport : 0)}`,
  );
}

/** sync_thread_master: one look at the buffers; then it sleeps for a second. */
export function sync_thread_master(ipvs: netns_ipvs, ms: ipvs_master_sync_state): void {
  ipvs.probe?.enter('sync_thread_master', `id ${ms.id}`);
  let sent = 0;
  for (let sb = next_sync_buff(ipvs, ms); sb; sb = next_sync_buff(ipvs, ms)) {
    ip_vs_send_sync_msg(ipvs, ms, sb);
    sent++;
  }
  const { hz } = ipvs.params;
  sync_set(ipvs, ms, 'looked_at', ipvs.jiffies);
  if (ms.sync_buff) mod_timer(ipvs.timers, ms.timer, ipvs.jiffies + check_period(hz), ipvs.jiffies);
  else del_timer(ipvs.timers, ms.timer);
  ipvs.probe?.leave(`${sent} sent`);
}

/** master_wakeup_work_handler: wakes the thread if full buffers have waited long enough. */
export function master_wakeup_work_handler(ipvs: netns_ipvs, ms: ipvs_master_sync_state): void {
  if (ms.sync_queue.length === 0 || ms.sync_queue_delay >= IPVS_SYNC_WAKEUP_RATE) return;
  sync_set(ipvs, ms, 'sync_queue_delay', IPVS_SYNC_WAKEUP_RATE);
  sync_thread_master(ipvs, ms);
}
