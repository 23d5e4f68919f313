import { conn as M } from '../../klog/linux-6.12.ts';
import { initialJiffies } from '../lib/jiffies.ts';
import { get_random_u32 } from '../lib/random.ts';
import { mod_timer, timer_pending } from '../lib/timer.ts';
import { chain_head } from './conn_tab.ts';
import { IP_VS_CTPL_S_ASSURED, IP_VS_SVC_F_ONEPACKET, type ip_vs_conn, is_template } from './ip_vs.ts';
import { ip_vs_conn_del, ip_vs_conn_expire_now } from './ip_vs_conn.ts';
import { IPPROTO_SCTP, IPPROTO_TCP } from './ip_vs_proto.ts';
import { type netns_ipvs, printk } from './netns_ipvs.ts';

/**
 * Defence against floods and lack of memory (ip_vs_ctl.c: update_defense_level, defense_work_handler;
 * ip_vs_conn.c: ip_vs_random_dropentry, todrop_entry).
 *
 * departs: free memory is a number given to the machine; the work that runs every second is queued only
 * while a mode is on, and in linux-6.12 its seconds count from the write that switched it on, not from boot.
 */

/** A mode's value after a look at the memory: 1 and 2 follow it, 0 and 3 are fixed. */
function follow(mode: number, nomem: boolean): number {
  return mode === 1 || mode === 2 ? (nomem ? 2 : 1) : mode;
}

/** Free pages as the machine was told, or null. */
function free_pages(ipvs: netns_ipvs): number | null {
  const said = ipvs.params.free_pages.filter(({ uptimeNs }) => uptimeNs <= ipvs.now_ns);
  return said.at(-1)?.pages ?? null;
}

/** update_defense_level: what each mode means at this moment. */
export function update_defense_level(ipvs: netns_ipvs): void {
  const { sysctl } = ipvs;
  const thresh = Math.max(0, sysctl.amemthresh);
  const free = free_pages(ipvs) ?? thresh;
  const nomem = free < thresh;
  ipvs.probe?.enter('update_defense_level', `${free} pages free, amemthresh ${thresh}`);
  sysctl.drop_entry = follow(sysctl.drop_entry, nomem);
  ipvs.dropentry = sysctl.drop_entry > 1;
  sysctl.drop_packet = follow(sysctl.drop_packet, nomem);
  if (sysctl.drop_packet === 3) ipvs.drop_rate = sysctl.am_droprate;
  else if (sysctl.drop_packet === 2 && nomem) {
    ipvs.drop_rate = Math.trunc(thresh / (thresh - free));
    ipvs.drop_counter = ipvs.drop_rate;
  } else ipvs.drop_rate = 0;
  sysctl.secure_tcp = follow(sysctl.secure_tcp, nomem);
  ipvs.proto.tcp_dos = sysctl.secure_tcp > 1;
  ipvs.probe?.leave(`drop_rate ${ipvs.drop_rate}`);
}

/** A write to drop_entry, drop_packet or secure_tcp. */
export function defense_mode_written(ipvs: netns_ipvs): void {
  update_defense_level(ipvs);
  if (!timer_pending(ipvs.defense_work)) queue(ipvs);
}

function queue(ipvs: netns_ipvs): void {
  const { drop_entry, drop_packet, secure_tcp } = ipvs.sysctl;
  if (drop_entry === 0 && drop_packet === 0 && secure_tcp === 0) return;
  const { hz } = ipvs.params;
  const since_boot = ipvs.jiffies - initialJiffies(hz);
  const wait = ipvs.params.profile.defense_from_boot ? hz - (since_boot % hz) : hz;
  mod_timer(ipvs.timers, ipvs.defense_work, ipvs.jiffies + wait, ipvs.jiffies);
}

/** defense_work_handler */
export function defense_work_handler(ipvs: netns_ipvs): void {
  update_defense_level(ipvs);
  if (ipvs.dropentry) ip_vs_random_dropentry(ipvs);
  queue(ipvs);
}

/** ip_vs_todrop: every drop_rate-th packet that would make a connection, the first one included. */
export function ip_vs_todrop(ipvs: netns_ipvs): boolean {
  if (ipvs.drop_rate === 0) return false;
  const drop = --ipvs.drop_counter <= 0;
  if (drop) {
    ipvs.drop_counter = ipvs.drop_rate;
    ipvs.tally?.todrop();
  }
  ipvs.probe?.branch('ip_vs_todrop(ipvs)', `rate ${ipvs.drop_rate}, counter ${ipvs.drop_counter}`, drop);
  return drop;
}

const IDLE_SECONDS = 60;
const MOST_PACKETS = 8;

/** todrop_entry: idle for a minute, few packets; of those with n packets each n-th. */
export function todrop_entry(ipvs: netns_ipvs, cp: ip_vs_conn): boolean {
  const idle = cp.timeout + ipvs.jiffies >= cp.timer.expires + IDLE_SECONDS * ipvs.params.hz;
  if (!idle || cp.in_pkts < 1 || cp.in_pkts > MOST_PACKETS) return false;
  if (--ipvs.todrop_counter[cp.in_pkts] > 0) return false;
  ipvs.todrop_counter[cp.in_pkts] = cp.in_pkts;
  return true;
}

const TCP_ESTABLISHED = 1;
const TCP_HALF_OPEN: readonly number[] = [3, 10];
const SCTP_ESTABLISHED = 8;
const SCTP_HALF_OPEN: readonly number[] = [1, 2];

function is_victim(ipvs: netns_ipvs, cp: ip_vs_conn): boolean {
  if (!ipvs.params.profile.templates_have_states) return is_victim_without_templates(ipvs, cp);
  if (cp.n_control !== 0) return false;
  if (is_template(cp)) {
    const ops = cp.dest?.svc && cp.dest.svc.flags & IP_VS_SVC_F_ONEPACKET;
    return ops ? todrop_entry(ipvs, cp) : !(cp.state & IP_VS_CTPL_S_ASSURED);
  }
  if (cp.protocol === IPPROTO_TCP || cp.protocol === IPPROTO_SCTP) {
    const tcp = cp.protocol === IPPROTO_TCP;
    if ((tcp ? TCP_HALF_OPEN : SCTP_HALF_OPEN).includes(cp.state)) return true;
    return cp.state === (tcp ? TCP_ESTABLISHED : SCTP_ESTABLISHED) && todrop_entry(ipvs, cp);
  }
  return todrop_entry(ipvs, cp);
}

/** Templates are spared; what controls nothing or something does not matter. */
function is_victim_without_templates(ipvs: netns_ipvs, cp: ip_vs_conn): boolean {
  if (is_template(cp)) return false;
  if (cp.protocol !== IPPROTO_TCP) return todrop_entry(ipvs, cp);
  return TCP_HALF_OPEN.includes(cp.state) || (cp.state === TCP_ESTABLISHED && todrop_entry(ipvs, cp));
}

/** linux-2.6.32: entry and template are told to expire with the next jiffy. */
function expire_with_template(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  if (ipvs.probe) printk(ipvs, M.drop_connection);
  ip_vs_conn_expire_now(ipvs, cp);
  if (!cp.control) return;
  if (ipvs.probe) printk(ipvs, M.drop_controlling);
  ip_vs_conn_expire_now(ipvs, cp.control);
}

/** ip_vs_random_dropentry: looks at a 32nd of the table's buckets, chosen by the machine's seed. */
export function ip_vs_random_dropentry(ipvs: netns_ipvs): void {
  const { size, mask } = ipvs.conn_tab;
  ipvs.probe?.enter('ip_vs_random_dropentry', `${size >>> 5} buckets`);
  for (let i = 0; i < size >>> 5; i++) {
    const chain: ip_vs_conn[] = [];
    const bucket = (get_random_u32(ipvs) & mask) >>> 0;
    for (let cp = chain_head(ipvs.conn_tab, bucket); cp; cp = cp.c_next) chain.push(cp);
    for (const cp of chain) {
      if (cp.bucket < 0 || !is_victim(ipvs, cp)) continue;
      if (ipvs.params.profile.expires_by_unhash) {
        expire_with_template(ipvs, cp);
        continue;
      }
      if (ipvs.probe) printk(ipvs, M.drop_connection);
      ip_vs_conn_del(ipvs, cp);
    }
  }
  ipvs.probe?.leave('');
}
