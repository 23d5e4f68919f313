import { formatEndpoint } from '../../base/inet.ts';
import { conn_tab_walk } from '../ipvs/conn_tab.ts';
import { ip_vs_proto_name, ip_vs_state_name } from '../ipvs/ip_vs_proto.ts';
import type { netns_ipvs } from '../ipvs/netns_ipvs.ts';
import { expires_seconds } from './proc.ts';
import { page } from './text.ts';

/** Listings of entries as ipvsadm 1.31 makes them from /proc/net/ip_vs_conn: in kernel order. */

/** `06:00`: minutes and seconds, minutes without end. */
function minutes(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

function conns(ipvs: netns_ipvs, title: string, with_pe: boolean): string {
  const lines = ['IPVS connection entries', title];
  for (const cp of conn_tab_walk(ipvs.conn_tab)) {
    const cells = [
      ip_vs_proto_name(cp.protocol).padEnd(3),
      minutes(expires_seconds(ipvs, cp)).padEnd(6),
      ip_vs_state_name(cp).padEnd(11),
      formatEndpoint(cp.caddr, cp.cport).padEnd(18),
      formatEndpoint(cp.vaddr, cp.vport).padEnd(18),
    ];
    const server = formatEndpoint(cp.daddr, cp.dport);
    if (with_pe && cp.pe_data) cells.push(server.padEnd(16), (cp.pe ?? '').padEnd(18), cp.pe_data);
    else cells.push(server);
    lines.push(cells.join(' '));
  }
  return page(lines);
}

/** `ipvsadm -Lnc` */
export function ipvsadm_Lnc(ipvs: netns_ipvs): string {
  return conns(ipvs, 'pro expire state       source             virtual            destination', false);
}

/** `ipvsadm -Lnc --persistent-conn`: with the persistence engine's name and key. */
export function ipvsadm_Lnc_persistent(ipvs: netns_ipvs): string {
  const names = ['state'.padEnd(11), 'source'.padEnd(18), 'virtual'.padEnd(18), 'destination'.padEnd(18)];
  return conns(ipvs, `pro expire ${names.join(' ')} ${'pe name'.padEnd(16)} pe_data`, true);
}
