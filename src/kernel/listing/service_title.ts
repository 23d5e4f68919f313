import { type AddressFamily, formatAddr, formatEndpoint, type InetAddr } from '../../base/inet.ts';
import {
  IP_VS_SVC_F_ONEPACKET,
  IP_VS_SVC_F_PERSISTENT,
  IP_VS_SVC_F_SCHED1,
  IP_VS_SVC_F_SCHED2,
  IP_VS_SVC_F_SCHED3,
  type ip_vs_dest,
  type ip_vs_service,
} from '../ipvs/ip_vs.ts';
import { ip_vs_proto_name } from '../ipvs/ip_vs_proto.ts';
import type { netns_ipvs } from '../ipvs/netns_ipvs.ts';
import { services_walk } from '../ipvs/services.ts';

/** What all listings of services by ipvsadm 1.31 share: their order and their titles. */

const words = (addr: InetAddr): readonly number[] => (typeof addr === 'number' ? [addr] : addr);

/**
 * The tool subtracts unsigned words and looks at the sign of the 32-bit result: addresses more than half of
 * the number space apart stand the other way round (192.168.0.1 before 10.0.0.1).
 */
const compare_words = (a: number, b: number): number => (a - b) | 0;

function compare_address(a: InetAddr, b: InetAddr): number {
  const x = words(a);
  const y = words(b);
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const difference = compare_words(x[i] ?? 0, y[i] ?? 0);
    if (difference) return difference;
  }
  return 0;
}

/** ipvs_cmp_services: addresses first, firewall marks last. */
export function sorted_services(ipvs: netns_ipvs): ip_vs_service[] {
  return [...services_walk(ipvs)].sort(
    (a, b) =>
      compare_words(a.fwmark, b.fwmark) ||
      a.af - b.af ||
      a.protocol - b.protocol ||
      compare_address(a.addr, b.addr) ||
      a.port - b.port,
  );
}

/** ipvs_cmp_dests */
export function sorted_servers(svc: ip_vs_service): ip_vs_dest[] {
  return [...svc.destinations].sort((a, b) => compare_address(a.addr, b.addr) || a.port - b.port);
}

/** The scheduler's flags by the names that ipvsadm has for them. */
export function sched_flag_names(svc: ip_vs_service): string[] {
  const prefix = svc.scheduler === 'sh' || svc.scheduler === 'mh' ? svc.scheduler : null;
  const names: string[] = [];
  if (svc.flags & IP_VS_SVC_F_SCHED1) names.push(prefix ? `${prefix}-fallback` : 'flag-1');
  if (svc.flags & IP_VS_SVC_F_SCHED2) names.push(prefix ? `${prefix}-port` : 'flag-2');
  if (svc.flags & IP_VS_SVC_F_SCHED3) names.push('flag-3');
  return names;
}

function mask_text(svc: ip_vs_service): string {
  if (svc.af === 2) return svc.netmask === 0xffffffff ? '' : ` mask ${formatAddr(svc.netmask)}`;
  return svc.netmask === 128 ? '' : ` mask ${svc.netmask}`;
}

/** `10.0.0.100:80`, `1`, `1 IPv6`: how a listing names a service. */
function service_end(svc: ip_vs_service): string {
  if (svc.fwmark) return `${svc.fwmark | 0}${svc.af === (10 satisfies AddressFamily) ? ' IPv6' : ''}`;
  return formatEndpoint(svc.addr, svc.port);
}

/** `TCP  10.0.0.100:80`, `FWM  1` */
export function service_name(svc: ip_vs_service): string {
  return `${(svc.fwmark ? 'FWM' : ip_vs_proto_name(svc.protocol)).padEnd(4)} ${service_end(svc)}`;
}

/** `TCP  10.0.0.100:80 wlc persistent 360`: the service's line of `ipvsadm -Ln`. */
export function service_title(svc: ip_vs_service, hz: number): string {
  const flags = sched_flag_names(svc);
  let line = `${service_name(svc)} ${svc.scheduler ?? 'none'}`;
  if (flags.length) line += ` (${flags.join(',')})`;
  if (svc.flags & IP_VS_SVC_F_PERSISTENT) line += ` persistent ${svc.timeout / hz}${mask_text(svc)}`;
  if (svc.pe) line += ` pe ${svc.pe}`;
  if (svc.flags & IP_VS_SVC_F_ONEPACKET) line += ' ops';
  return line;
}
