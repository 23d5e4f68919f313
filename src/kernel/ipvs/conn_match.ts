import { addrEqual, type InetAddr } from '../../base/inet.ts';
import {
  IP_VS_CONN_F_MASQ,
  IP_VS_CONN_F_NO_CPORT,
  IP_VS_CONN_F_TEMPLATE,
  IP_VS_FWD_METHOD,
  type ip_vs_conn,
  type ip_vs_conn_param,
} from './ip_vs.ts';
import type { netns_ipvs } from './netns_ipvs.ts';

/** Is this node the entry that a lookup of ip_vs_conn.c wants? */

export function is_in(cp: ip_vs_conn, p: ip_vs_conn_param): boolean {
  return (
    p.cport === cp.cport &&
    p.vport === cp.vport &&
    cp.af === p.af &&
    addrEqual(p.caddr, cp.caddr) &&
    addrEqual(p.vaddr, cp.vaddr) &&
    (p.cport === 0) === ((cp.flags & IP_VS_CONN_F_NO_CPORT) !== 0) &&
    p.protocol === cp.protocol
  );
}

const first_word = (addr: InetAddr): number => (typeof addr === 'number' ? addr : addr[0]);

/** For a firewall-mark template only the first 32 bits of vaddr, the mark, are compared. */
export function template_vaddr_equal(cp: ip_vs_conn, p: ip_vs_conn_param): boolean {
  if (p.protocol === 0) return first_word(cp.vaddr) === first_word(p.vaddr);
  return addrEqual(cp.vaddr, p.vaddr);
}

export function is_template_for(cp: ip_vs_conn, p: ip_vs_conn_param): boolean {
  return (
    cp.af === p.af &&
    p.vport === cp.vport &&
    p.cport === cp.cport &&
    addrEqual(p.caddr, cp.caddr) &&
    template_vaddr_equal(cp, p) &&
    (cp.flags & IP_VS_CONN_F_TEMPLATE) !== 0 &&
    p.protocol === cp.protocol
  );
}

/** Is the source of a reply the real server for this entry, or its virtual end? */
export function replies_from_server(ipvs: netns_ipvs, cp: ip_vs_conn): boolean {
  return ipvs.params.profile.out_get_by === 'server' || IP_VS_FWD_METHOD(cp) === IP_VS_CONN_F_MASQ;
}

/** @param server the real server itself sends to the client's end, else the virtual end does */
export function is_reply_from(cp: ip_vs_conn, p: ip_vs_conn_param, server: boolean): boolean {
  return (
    p.vport === cp.cport &&
    cp.af === p.af &&
    p.cport === (server ? cp.dport : cp.vport) &&
    p.protocol === cp.protocol &&
    addrEqual(p.vaddr, cp.caddr) &&
    addrEqual(p.caddr, server ? cp.daddr : cp.vaddr)
  );
}

export const is_reply_of_server = (cp: ip_vs_conn, p: ip_vs_conn_param): boolean =>
  is_reply_from(cp, p, true);
export const is_reply = (cp: ip_vs_conn, p: ip_vs_conn_param): boolean =>
  is_reply_from(cp, p, IP_VS_FWD_METHOD(cp) === IP_VS_CONN_F_MASQ);
