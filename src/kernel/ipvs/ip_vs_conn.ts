import { formatEndpoint, type InetAddr } from '../../base/inet.ts';
import { conn as M } from '../../klog/linux-6.12.ts';
import type { Jiffies } from '../lib/jiffies.ts';
import { del_timer, mod_timer, timer_pending, timer_setup } from '../lib/timer.ts';
import { ip_vs_bind_app } from './bind_app.ts';
import { ip_vs_bind_dest, ip_vs_unbind_dest } from './bind_dest.ts';
import { bind_xmit } from './bind_xmit.ts';
import { conn_bucket, conn_tab_insert, conn_tab_remove } from './conn_tab.ts';
import { ip_vs_control_del } from './control.ts';
import {
  IP_VS_CONN_F_HASHED,
  IP_VS_CONN_F_NFCT,
  IP_VS_CONN_F_NO_CPORT,
  IP_VS_CONN_F_ONE_PACKET,
  IP_VS_CONN_F_TEMPLATE,
  IP_VS_CTPL_S_ASSURED,
  IP_VS_DEST_F_AVAILABLE,
  type ip_vs_conn,
  type ip_vs_conn_param,
  type ip_vs_dest,
  is_template,
} from './ip_vs.ts';
import { ip_vs_proto_name } from './ip_vs_proto.ts';
import { type netns_ipvs, printk, set, set_flags, set_refcnt, set_timeout } from './netns_ipvs.ts';
import { ip_vs_conn_drop_conntrack } from './nfct.ts';
import { ip_vs_sync_conn } from './sync_master.ts';
import { is_sync_master } from './sync_state.ts';

/** The life of a connection entry (ip_vs_conn.c); linux-6.12. departs: no locks, no RCU. */

/** Arms the entry's timer and reports what changed. */
function arm(ipvs: netns_ipvs, cp: ip_vs_conn, expires: Jiffies): void {
  const { timer } = cp;
  if (ipvs.probe === null) {
    mod_timer(ipvs.timers, timer, expires, ipvs.jiffies);
    if (ipvs.tally !== null && is_template(cp)) ipvs.tally.armed(cp);
    return;
  }
  const old = { expires: timer.expires, fires: timer.fires, slot: timer.slot };
  mod_timer(ipvs.timers, timer, expires, ipvs.jiffies);
  ipvs.probe.timer(timer, old);
}

function disarm(ipvs: netns_ipvs, cp: ip_vs_conn): boolean {
  const { timer } = cp;
  const old = { expires: timer.expires, fires: timer.fires, slot: timer.slot };
  const pending = del_timer(ipvs.timers, timer);
  if (pending) ipvs.probe?.timer(timer, old);
  return pending;
}

/** ip_vs_conn_hash: to the head of the client's bucket; takes the reference of the table. */
export function ip_vs_conn_hash(ipvs: netns_ipvs, cp: ip_vs_conn): boolean {
  if (cp.flags & IP_VS_CONN_F_ONE_PACKET) return false;
  const bucket = conn_bucket(ipvs.conn_tab, cp);
  ipvs.probe?.enter('ip_vs_conn_hash', `bucket 0x${bucket.toString(16)}, at head`);
  set_flags(ipvs, cp, cp.flags | IP_VS_CONN_F_HASHED);
  set_refcnt(ipvs, cp, cp.refcnt + 1);
  conn_tab_insert(ipvs.conn_tab, cp, bucket);
  ipvs.probe?.hashed(cp);
  ipvs.probe?.leave('');
  return true;
}

function take_out(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  const { bucket, c_prev } = cp;
  conn_tab_remove(ipvs.conn_tab, cp);
  ipvs.probe?.unhashed(cp, bucket, c_prev);
  set_flags(ipvs, cp, cp.flags & ~IP_VS_CONN_F_HASHED);
}

/** ip_vs_conn_unhash: out of the table, for a new place in it. */
export function ip_vs_conn_unhash(ipvs: netns_ipvs, cp: ip_vs_conn): boolean {
  if (!(cp.flags & IP_VS_CONN_F_HASHED)) return false;
  take_out(ipvs, cp);
  set_refcnt(ipvs, cp, cp.refcnt - 1);
  return true;
}

/** ip_vs_conn_unlink: out of the table for good, if only the table still refers to it. */
function ip_vs_conn_unlink(ipvs: netns_ipvs, cp: ip_vs_conn): boolean {
  if (cp.flags & IP_VS_CONN_F_HASHED) {
    if (cp.refcnt !== 1) return false;
    take_out(ipvs, cp);
    set_refcnt(ipvs, cp, 0);
    return true;
  }
  if (cp.refcnt !== 1) return false;
  set_refcnt(ipvs, cp, 0);
  return true;
}

/** ip_vs_conn_new: makes an entry, binds it and hashes it. Its timer waits for the first ip_vs_conn_put. */
export function ip_vs_conn_new(
  ipvs: netns_ipvs,
  p: ip_vs_conn_param,
  daddr: InetAddr,
  dport: number,
  flags: number,
  dest: ip_vs_dest | null,
  fwmark: number,
): ip_vs_conn {
  const template = (flags & IP_VS_CONN_F_TEMPLATE) !== 0;
  const cp: ip_vs_conn = {
    kind: 'ip_vs_conn',
    uid: ipvs.next_uid++,
    c_next: null,
    c_prev: null,
    bucket: -1,
    cport: p.cport,
    dport,
    vport: p.vport,
    af: p.af,
    caddr: p.caddr,
    vaddr: p.vaddr,
    daddr,
    flags,
    protocol: p.protocol,
    refcnt: 1,
    timer: timer_setup('conn', null),
    timeout: 3 * ipvs.params.hz,
    state: 0,
    old_state: 0,
    fwmark,
    control: null,
    n_control: 0,
    dest: null,
    in_pkts: 0,
    sync_endtime: 0,
    in_seq: null,
    out_seq: null,
    pe: template ? p.pe : null,
    pe_data: template ? p.pe_data : null,
    app: null,
    app_data: null,
    packet_xmit: '',
  };
  cp.timer.owner = cp;
  const probe = ipvs.probe;
  probe?.enter('ip_vs_conn_new', `${formatEndpoint(p.caddr, p.cport)} -> ${formatEndpoint(daddr, dport)}`);
  probe?.scope(template ? 'ct' : 'cp', cp);
  ipvs.tally?.made(cp);
  ipvs.conn_count++;
  if (flags & IP_VS_CONN_F_NO_CPORT) ipvs.conn_no_cport_cnt++;
  ip_vs_bind_dest(ipvs, cp, dest);
  set(ipvs, cp, 'packet_xmit', bind_xmit(cp));
  ip_vs_bind_app(ipvs, cp);
  if (ipvs.sysctl.conntrack && ipvs.params.profile.has_nfct)
    set_flags(ipvs, cp, cp.flags | IP_VS_CONN_F_NFCT);
  ip_vs_conn_hash(ipvs, cp);
  probe?.leave(template ? 'ct' : 'cp');
  return cp;
}

/** ip_vs_conn_put: gives the reference back and (re-)arms the timer for cp->timeout from now. */
export function ip_vs_conn_put(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  if (cp.flags & IP_VS_CONN_F_ONE_PACKET && cp.refcnt === 1 && !timer_pending(cp.timer)) {
    ip_vs_conn_expire(ipvs, cp);
    return;
  }
  __ip_vs_conn_put_timer(ipvs, cp);
}

function __ip_vs_conn_put_timer(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  const timeout = cp.flags & IP_VS_CONN_F_ONE_PACKET ? 0 : cp.timeout;
  const probe = ipvs.probe;
  probe?.enter('ip_vs_conn_put', `${is_template(cp) ? 'ct' : 'cp'}, re-arm ${timeout / ipvs.params.hz} s`);
  probe?.scope(is_template(cp) ? 'ct' : 'cp', cp);
  arm(ipvs, cp, ipvs.jiffies + timeout);
  set_refcnt(ipvs, cp, cp.refcnt - 1);
  probe?.leave('');
}

/** __ip_vs_conn_put: gives the reference back and leaves the timer alone. */
export function __ip_vs_conn_put(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  set_refcnt(ipvs, cp, cp.refcnt - 1);
}

/** ip_vs_conn_expire_now: lets a pending timer fire with the next jiffy, unless its time has already come. */
export function ip_vs_conn_expire_now(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  const early = ipvs.params.profile.expires_by_unhash;
  const will = timer_pending(cp.timer) && (early || cp.timer.expires > ipvs.jiffies);
  ipvs.probe?.enter('ip_vs_conn_expire_now', formatEndpoint(cp.caddr, cp.cport));
  ipvs.tally?.replaced();
  if (will && early) disarm(ipvs, cp);
  if (will) arm(ipvs, cp, ipvs.jiffies);
  ipvs.probe?.leave(will ? 'fires with the next jiffy' : 'timer not pending or already due');
}

/** ip_vs_conn_del: expires an entry at once, if its timer is pending. */
export function ip_vs_conn_del(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  if (!disarm(ipvs, cp)) return;
  if (cp.control) set_timeout(ipvs, cp, 0);
  ip_vs_conn_expire(ipvs, cp);
}

/** ip_vs_conn_del_put: the same by one who holds a reference. */
function ip_vs_conn_del_put(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  if (disarm(ipvs, cp)) {
    if (cp.control) set_timeout(ipvs, cp, 0);
    __ip_vs_conn_put(ipvs, cp);
    ip_vs_conn_expire(ipvs, cp);
  } else {
    __ip_vs_conn_put(ipvs, cp);
  }
}

function release_control(ipvs: netns_ipvs, cp: ip_vs_conn, ct: ip_vs_conn): void {
  const has_ref = cp.timeout === 0 && ct.refcnt > 0;
  if (has_ref) set_refcnt(ipvs, ct, ct.refcnt + 1);
  ip_vs_control_del(ipvs, cp);
  const idle = ct.n_control === 0 && (!is_template(ct) || !(ct.state & IP_VS_CTPL_S_ASSURED));
  if (has_ref && idle) {
    if (ipvs.probe) printk(ipvs, M.drop_controlling);
    ip_vs_conn_del_put(ipvs, ct);
  } else if (has_ref) {
    __ip_vs_conn_put(ipvs, ct);
  }
}

/** ip_vs_conn_expire of linux-2.6.32: takes the entry out of the table, and puts it back if others use it. */
function expire_by_unhash(ipvs: netns_ipvs, cp: ip_vs_conn): boolean {
  const probe = ipvs.probe;
  set_timeout(ipvs, cp, 60 * ipvs.params.hz);
  set_refcnt(ipvs, cp, cp.refcnt + 1);
  probe?.branch('atomic_read(&cp->n_control)', `n_control ${cp.n_control}`, cp.n_control !== 0);
  if (cp.n_control === 0 && ip_vs_conn_unhash(ipvs, cp)) {
    probe?.branch('atomic_read(&cp->refcnt) == 1', `refcnt ${cp.refcnt}`, cp.refcnt === 1);
    if (cp.refcnt === 1) {
      disarm(ipvs, cp);
      if (cp.control) ip_vs_control_del(ipvs, cp);
      ip_vs_unbind_dest(ipvs, cp);
      if (cp.flags & IP_VS_CONN_F_NO_CPORT) ipvs.conn_no_cport_cnt--;
      ipvs.conn_count--;
      return true;
    }
    ip_vs_conn_hash(ipvs, cp);
  }
  if (probe) printk(ipvs, M.delayed, cp.refcnt - 1, cp.n_control);
  ip_vs_conn_put(ipvs, cp);
  return false;
}

/** ip_vs_conn_expire: the timer's function. Frees the entry, or postpones it for 60 s while it is in use. */
export function ip_vs_conn_expire(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  const probe = ipvs.probe;
  probe?.enter(
    'ip_vs_conn_expire',
    `${formatEndpoint(cp.caddr, cp.cport)} -> ${formatEndpoint(cp.vaddr, cp.vport)}`,
  );
  probe?.scope(is_template(cp) ? 'ct' : 'cp', cp);
  ipvs.tally?.expires(cp);
  if (ipvs.params.profile.expires_by_unhash) {
    const released = expire_by_unhash(ipvs, cp);
    probe?.leave(released ? 'released' : 'delayed');
    if (released) ipvs.tally?.released(cp);
    else ipvs.tally?.delayed(cp);
    return;
  }
  probe?.branch('atomic_read(&cp->n_control)', `n_control ${cp.n_control}`, cp.n_control !== 0);
  if (cp.n_control === 0) {
    const { refcnt } = cp;
    const unlinked = ip_vs_conn_unlink(ipvs, cp);
    probe?.branch('ip_vs_conn_unlink(cp)', `refcnt ${refcnt}`, unlinked);
    if (unlinked) {
      disarm(ipvs, cp);
      if (cp.control) release_control(ipvs, cp, cp.control);
      if (cp.flags & IP_VS_CONN_F_NFCT && !(cp.flags & IP_VS_CONN_F_ONE_PACKET)) {
        ip_vs_conn_drop_conntrack(ipvs, cp);
      }
      ip_vs_unbind_dest(ipvs, cp);
      if (cp.flags & IP_VS_CONN_F_NO_CPORT) ipvs.conn_no_cport_cnt--;
      ipvs.conn_count--;
      probe?.leave('released');
      ipvs.tally?.released(cp);
      return;
    }
  }
  if (probe) printk(ipvs, M.delayed, cp.refcnt, cp.n_control);
  set_refcnt(ipvs, cp, cp.refcnt + 1);
  set_timeout(ipvs, cp, 60 * ipvs.params.hz);
  if (is_sync_master(ipvs)) ip_vs_sync_conn(ipvs, cp, ipvs.sysctl.sync_threshold);
  __ip_vs_conn_put_timer(ipvs, cp);
  probe?.leave('delayed');
  ipvs.tally?.delayed(cp);
}

/**
 * ip_vs_check_template: may this template still be followed? If not it is moved out of the way (client port
 * 0, virtual and real port 0xffff) and lives on until its timer ends. `cdest` = the server that is wanted.
 */
export function ip_vs_check_template(
  ipvs: netns_ipvs,
  ct: ip_vs_conn,
  cdest: ip_vs_dest | null = null,
): boolean {
  const { dest } = ct;
  const probe = ipvs.probe;
  probe?.enter('ip_vs_check_template', dest ? `dest ${formatEndpoint(dest.addr, dest.port)}` : 'dest NULL');
  const available = dest !== null && (dest.flags & IP_VS_DEST_F_AVAILABLE) !== 0;
  const quiescent = ipvs.sysctl.expire_quiescent_template !== 0 && dest !== null && dest.weight === 0;
  if (probe && dest) {
    probe.branch('dest->flags & IP_VS_DEST_F_AVAILABLE', available ? 'available' : 'removed', available);
    const operands = `expire_quiescent_template ${ipvs.sysctl.expire_quiescent_template}, weight ${dest.weight}`;
    probe.branch('expire_quiescent_template(ipvs, dest)', operands, quiescent);
  }
  if (available && !quiescent && (cdest === null || cdest === dest)) {
    probe?.leave('true');
    return true;
  }
  if (probe) invalid_template_line(ipvs, ct);
  if (ct.vport !== 0xffff && ip_vs_conn_unhash(ipvs, ct)) {
    set(ipvs, ct, 'dport', 0xffff);
    set(ipvs, ct, 'vport', 0xffff);
    set(ipvs, ct, 'cport', 0);
    ip_vs_conn_hash(ipvs, ct);
  }
  __ip_vs_conn_put(ipvs, ct);
  probe?.leave('false');
  ipvs.tally?.invalid();
  return false;
}

function invalid_template_line(ipvs: netns_ipvs, ct: ip_vs_conn): void {
  const name = ip_vs_proto_name(ct.protocol);
  printk(ipvs, M.check_template, name, ct.caddr, ct.cport, ct.vaddr, ct.vport, ct.daddr, ct.dport);
}
