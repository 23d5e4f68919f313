import { formatAddr, formatEndpoint } from '../../base/inet.ts';
import { conn_tab_walk } from '../ipvs/conn_tab.ts';
import type { ip_vs_conn, ip_vs_dest, ip_vs_service } from '../ipvs/ip_vs.ts';
import { services_walk } from '../ipvs/ip_vs_ctl.ts';
import { ip_vs_proto_name, ip_vs_state_name } from '../ipvs/ip_vs_proto.ts';
import type { netns_ipvs } from '../ipvs/netns_ipvs.ts';

/**
 * What the recordings of linux-2.6.32 show beside the files of /proc: the structures themselves, with bucket,
 * reference counts and timers. No kernel prints this.
 */
type Row = Readonly<Record<string, unknown>>;

const ends = (cp: ip_vs_conn): string =>
  [
    ip_vs_proto_name(cp.protocol),
    formatEndpoint(cp.caddr, cp.cport),
    formatEndpoint(cp.vaddr, cp.vport),
    formatEndpoint(cp.daddr, cp.dport),
  ].join(' ');

const milliseconds = (ipvs: netns_ipvs, jiffies: number): number =>
  Math.round((jiffies * 1000) / ipvs.params.hz);

/** Entries in the order of /proc/net/ip_vs_conn. */
export function state_conns(ipvs: netns_ipvs): Row[] {
  return [...conn_tab_walk(ipvs.conn_tab)].map((cp) => ({
    bucket: cp.bucket,
    proto: ip_vs_proto_name(cp.protocol),
    caddr: formatAddr(cp.caddr),
    cport: cp.cport,
    vaddr: formatAddr(cp.vaddr),
    vport: cp.vport,
    daddr: formatAddr(cp.daddr),
    dport: cp.dport,
    flags_hex: cp.flags.toString(16).toUpperCase(),
    state_name: ip_vs_state_name(cp, ipvs.params.profile),
    timeout_ms: milliseconds(ipvs, cp.timeout),
    expires_in_ms: milliseconds(ipvs, cp.timer.expires - ipvs.jiffies),
    refcnt: cp.refcnt,
    n_control: cp.n_control,
    control: cp.control && ends(cp.control),
    dest: cp.dest && formatEndpoint(cp.dest.addr, cp.dest.port),
    in_pkts: cp.in_pkts,
  }));
}

function dest_row(dest: ip_vs_dest): Row {
  const { conns, inpkts, outpkts } = dest.stats;
  return {
    addr: formatAddr(dest.addr),
    port: dest.port,
    weight: dest.weight,
    conn_flags: dest.conn_flags,
    flags: dest.flags,
    active: dest.activeconns,
    inact: dest.inactconns,
    persist: dest.persistconns,
    refcnt: dest.refcnt,
    u_thresh: dest.u_threshold,
    l_thresh: dest.l_threshold,
    conns,
    inpkts,
    outpkts,
  };
}

function service_row(ipvs: netns_ipvs, svc: ip_vs_service): Row {
  const { conns, inpkts, outpkts } = svc.stats;
  const name = svc.fwmark
    ? { fwmark: svc.fwmark }
    : { proto: ip_vs_proto_name(svc.protocol), vip: formatAddr(svc.addr), vport: svc.port };
  return {
    ...name,
    sched: svc.scheduler ?? 'none',
    flags: svc.flags,
    timeout_s: svc.timeout / ipvs.params.hz,
    netmask: svc.af === 2 ? formatAddr(svc.netmask) : String(svc.netmask),
    usecnt: 0,
    refcnt: svc.refcnt,
    conns,
    inpkts,
    outpkts,
    dests: svc.destinations.map(dest_row),
  };
}

/** Services in the order of /proc/net/ip_vs, each with its servers in the kernel's order. */
export function state_services(ipvs: netns_ipvs): Row[] {
  return [...services_walk(ipvs)].map((svc) => service_row(ipvs, svc));
}

/** Removed servers that something still refers to, newest first. */
export function state_trash(ipvs: netns_ipvs): Row[] {
  return ipvs.dest_trash.map((dest) => ({
    addr: formatAddr(dest.addr),
    port: dest.port,
    refcnt: dest.refcnt,
    flags: dest.flags,
    active: dest.activeconns,
    inact: dest.inactconns,
    persist: dest.persistconns,
  }));
}
