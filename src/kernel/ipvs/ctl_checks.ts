import { type AddressFamily, familyOf, type InetAddr } from '../../base/inet.ts';
import { ctl as M } from '../../klog/linux-6.12.ts';
import { is_local_addr } from '../lib/route.ts';
import { IP_VS_CONN_F_TUNNEL, IP_VS_CONN_F_TUNNEL_TYPE_GUE, type ip_vs_service } from './ip_vs.ts';
import { type netns_ipvs, printk } from './netns_ipvs.ts';
import { services_walk } from './services.ts';

/** What the control plane is given, and what it refuses (ip_vs_ctl.c). Errors are errno names; null = none. */
export type Errno = 'EEXIST' | 'ENOENT' | 'ESRCH' | 'EINVAL' | 'ERANGE' | null;

/** struct ip_vs_service_user_kern */
export interface ServiceUser {
  readonly af: AddressFamily;
  readonly protocol: number;
  readonly addr: InetAddr;
  readonly port: number;
  readonly fwmark: number;
  readonly sched_name: string;
  readonly pe_name: string | null;
  readonly flags: number;
  /** Persistence timeout in seconds. */
  readonly timeout: number;
  readonly netmask: number;
}

/** struct ip_vs_dest_user_kern */
export interface DestUser {
  readonly addr: InetAddr;
  readonly port: number;
  /** Forwarding method bits. */
  readonly conn_flags: number;
  readonly weight: number;
  readonly u_threshold: number;
  readonly l_threshold: number;
  /** IPIP 0, GUE 1, GRE 2. */
  readonly tun_type: number;
  readonly tun_port: number;
  /** IP_VS_TUNNEL_ENCAP_FLAG_* */
  readonly tun_flags: number;
}

const INT_MAX = 0x7fffffff;

/** An IPv6 service has a prefix length for a mask. */
export function check_service_user(u: ServiceUser): Errno {
  return u.af !== 2 && (u.netmask < 1 || u.netmask > 128) ? 'EINVAL' : null;
}

/** What ip_vs_add_dest and ip_vs_edit_dest test first. */
export function check_dest_user(ipvs: netns_ipvs, u: DestUser, fn: string): Errno {
  if (u.weight < 0) {
    if (ipvs.probe) printk(ipvs, M.weight_negative, fn);
    return 'ERANGE';
  }
  if (u.l_threshold > u.u_threshold) {
    if (ipvs.probe) printk(ipvs, M.threshold_order, fn);
    return 'ERANGE';
  }
  if (u.u_threshold > INT_MAX) return 'EINVAL';
  if (u.tun_type === IP_VS_CONN_F_TUNNEL_TYPE_GUE && u.tun_port === 0) {
    if (ipvs.probe) printk(ipvs, M.tunnel_port_zero, fn);
    return 'EINVAL';
  }
  return null;
}

/** ip_vs_new_dest: a real server's address is the host's own or unicast, and no IPv6 address of one link. */
export function check_new_dest(ipvs: netns_ipvs, addr: InetAddr): Errno {
  if (is_local_addr(ipvs, addr)) return null;
  if (typeof addr === 'number') {
    const first = addr >>> 24;
    const multicast = first >= 224 && first < 240;
    return first === 0 || multicast || addr === 0xffffffff ? 'EINVAL' : null;
  }
  const [a, b, c, d] = addr;
  const any = (a | b | c | d) === 0;
  const mapped = (a | b) === 0 && c === 0xffff;
  const multicast = a >>> 24 === 0xff;
  const link_local = (a & 0xffc00000) >>> 0 === 0xfe800000;
  return any || mapped || multicast || link_local ? 'EINVAL' : null;
}

/** ip_vs_genl_set_cmd: server and service of different families go through a tunnel, and never with a daemon. */
export function check_families(ipvs: netns_ipvs, svc: ip_vs_service, u: DestUser): Errno {
  if (familyOf(u.addr) === svc.af) return null;
  return ipvs.sync.sync_state !== 0 || u.conn_flags !== IP_VS_CONN_F_TUNNEL ? 'EINVAL' : null;
}

/** mixed_address_family_dests: are there such servers? Then no sync daemon starts. */
export function has_mixed_families(ipvs: netns_ipvs): boolean {
  for (const svc of services_walk(ipvs)) {
    if (svc.destinations.some(({ af }) => af !== svc.af)) return true;
  }
  return false;
}
