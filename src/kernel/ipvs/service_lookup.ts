import { type AddressFamily, addrEqual, formatEndpoint, type InetAddr } from '../../base/inet.ts';
import { ctl as M } from '../../klog/linux-6.12.ts';
import type { ip_vs_service } from './ip_vs.ts';
import { IPPROTO_TCP, ip_vs_proto_name } from './ip_vs_proto.ts';
import { IP_VS_SVC_TAB_SIZE, type netns_ipvs, printk } from './netns_ipvs.ts';

/** Finding the virtual service of a packet (ip_vs_ctl.c). departs: no RCU, one namespace. */

export const FTPPORT = 21;
export const FTPDATA = 20;
/** net.ipv4.ip_unprivileged_port_start: ports from here may be passive FTP data. */
const UNPRIVILEGED = 1024;

/** ip_vs_svc_hashkey: protocol, address and port -> list number. */
export function ip_vs_svc_hashkey(ipvs: netns_ipvs, protocol: number, addr: InetAddr, port: number): number {
  const folded = typeof addr === 'number' ? addr : addr[0] ^ addr[1] ^ addr[2] ^ addr[3];
  const key = protocol ^ folded ^ ipvs.params.netns_hash_xor ^ (port >>> 8) ^ port;
  return (key >>> 0) % IP_VS_SVC_TAB_SIZE;
}

/** ip_vs_svc_fwm_hashkey */
export function ip_vs_svc_fwm_hashkey(ipvs: netns_ipvs, fwmark: number): number {
  return ((ipvs.params.netns_hash_xor ^ fwmark) >>> 0) % IP_VS_SVC_TAB_SIZE;
}

/** __ip_vs_service_find: exactly this protocol, address and port. */
export function __ip_vs_service_find(
  ipvs: netns_ipvs,
  af: AddressFamily,
  protocol: number,
  vaddr: InetAddr,
  vport: number,
): ip_vs_service | null {
  for (const svc of ipvs.svc_table[ip_vs_svc_hashkey(ipvs, protocol, vaddr, vport)]) {
    if (svc.port === vport && svc.protocol === protocol && svc.af === af && addrEqual(svc.addr, vaddr))
      return svc;
  }
  return null;
}

/** __ip_vs_svc_fwm_find */
export function __ip_vs_svc_fwm_find(
  ipvs: netns_ipvs,
  af: AddressFamily,
  fwmark: number,
): ip_vs_service | null {
  for (const svc of ipvs.svc_fwm_table[ip_vs_svc_fwm_hashkey(ipvs, fwmark)]) {
    if (svc.fwmark === fwmark && svc.af === af) return svc;
  }
  return null;
}

/** What a lookup tries, in order; each is a line in the path. */
function attempts(
  ipvs: netns_ipvs,
  af: AddressFamily,
  fwmark: number,
  protocol: number,
  vaddr: InetAddr,
  vport: number,
): ip_vs_service | null {
  const probe = ipvs.probe;
  if (fwmark !== 0) {
    const svc = __ip_vs_svc_fwm_find(ipvs, af, fwmark);
    probe?.branch('__ip_vs_svc_fwm_find(ipvs, af, fwmark)', `fwmark ${fwmark}`, svc !== null);
    if (svc) return svc;
  }
  let svc = __ip_vs_service_find(ipvs, af, protocol, vaddr, vport);
  const where = `${ip_vs_proto_name(protocol)} ${formatEndpoint(vaddr, vport)}`;
  probe?.branch('__ip_vs_service_find(vaddr, vport)', where, svc !== null);
  const ftp_data = protocol === IPPROTO_TCP && (vport === FTPDATA || vport >= UNPRIVILEGED);
  if (!svc && ftp_data && ipvs.ftpsvc_counter > 0) {
    svc = __ip_vs_service_find(ipvs, af, protocol, vaddr, FTPPORT);
    probe?.branch('__ip_vs_service_find(vaddr, FTPPORT)', 'may be FTP data', svc !== null);
  }
  if (!svc && ipvs.nullsvc_counter > 0) {
    svc = __ip_vs_service_find(ipvs, af, protocol, vaddr, 0);
    probe?.branch('__ip_vs_service_find(vaddr, 0)', 'a service for all ports', svc !== null);
  }
  return svc;
}

/** ip_vs_service_find: by firewall mark, then by address and port, then the FTP and the port-zero fallback. */
export function ip_vs_service_find(
  ipvs: netns_ipvs,
  af: AddressFamily,
  fwmark: number,
  protocol: number,
  vaddr: InetAddr,
  vport: number,
): ip_vs_service | null {
  const probe = ipvs.probe;
  const name = ip_vs_proto_name(protocol);
  probe?.enter('ip_vs_service_find', `fwm ${fwmark}, ${name} ${formatEndpoint(vaddr, vport)}`);
  const svc = attempts(ipvs, af, fwmark, protocol, vaddr, vport);
  if (probe) {
    printk(ipvs, M.lookup_service, fwmark, name, vaddr, vport, svc ? 'hit' : 'not hit');
    if (svc) probe.scope('svc', svc);
    probe.leave(svc ? 'svc' : 'NULL');
  } else ipvs.tally?.service(svc);
  return svc;
}
