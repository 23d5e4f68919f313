import { formatIn4, type InetAddr } from '../../base/inet.ts';
import { helper as M } from '../../klog/linux-6.12.ts';
import type { sk_buff } from '../lib/skbuff.ts';
import { conn_param, ip_vs_conn_in_get, ip_vs_conn_out_get } from './conn_lookup.ts';
import { ip_vs_control_add } from './control.ts';
import { type FtpAddrPort, ip_vs_ftp_get_addrport } from './ftp_addrport.ts';
import { IP_VS_CONN_F_NFCT, IP_VS_CONN_F_NO_CPORT, type ip_vs_conn } from './ip_vs.ts';
import { ip_vs_conn_new, ip_vs_conn_put } from './ip_vs_conn.ts';
import { ip_vs_proto_name } from './ip_vs_proto.ts';
import { IP_VS_TCP_S_ESTABLISHED, IP_VS_TCP_S_LISTEN } from './ip_vs_proto_tcp.ts';
import { type netns_ipvs, printk, set, set_state, set_timeout } from './netns_ipvs.ts';
import { ip_vs_nfct_expect_related } from './nfct.ts';
import { latin1 } from './pe_sip.ts';

/**
 * The FTP helper (ip_vs_ftp.c): reads the control connection of a masqueraded service and makes entries for
 * the data connections that are announced there. departs: sequence numbers are not adjusted, and NAT of the kernel
 * (module nf_nat) is always there to rewrite the answer.
 */

/** The payload of an established control connection; null = nothing to read. */
function payload_of(skb: sk_buff, cp: ip_vs_conn): string | null {
  const { transport } = skb.ip;
  if (cp.state !== IP_VS_TCP_S_ESTABLISHED || transport.kind !== 'tcp' || !transport.payload) return null;
  return transport.payload.length > 0 ? latin1(transport.payload) : null;
}

/** ip_vs_tcp_conn_listen: a data connection waits for its first packet. */
function listen(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  set_state(ipvs, cp, IP_VS_TCP_S_LISTEN);
  set_timeout(ipvs, cp, ipvs.proto.tcp_timeouts[IP_VS_TCP_S_LISTEN]);
  ip_vs_conn_put(ipvs, cp);
}

/** PASV and EPSV anywhere in the text: only remembered; the server's answer tells the port. */
function passive_command(ipvs: netns_ipvs, cp: ip_vs_conn, text: string): boolean {
  const match = (cp.af === 2 ? /PASV\r\n|EPSV[ \r]/i : /EPSV[ \r]/i).exec(text);
  if (!match || match.index > text.length - 6) return false;
  const word = match[0].slice(0, 4).toUpperCase();
  const family = cp.af === 2 ? '1' : '2';
  const asks_other = match[0].endsWith(' ') && text.slice(match.index + 5, match.index + 7) !== `${family}\r`;
  if (asks_other) return true;
  if (ipvs.probe) printk(ipvs, word === 'PASV' ? M.got_pasv : M.got_epsv, match.index, text.length);
  set(ipvs, cp, 'app_data', word);
  return true;
}

/** PORT or EPRT: the client listens; the server will connect from the port below its control port. */
function active_command(
  ipvs: netns_ipvs,
  cp: ip_vs_conn,
  text: string,
): { addr: InetAddr; port: number } | null {
  const old = cp.af === 2 ? ip_vs_ftp_get_addrport(text, 'PORT', cp.af) : null;
  const found = old ?? ip_vs_ftp_get_addrport(text, 'EPRT', cp.af);
  if (!found || found.addr === null) return null;
  const { addr, port } = found;
  if (ipvs.probe) {
    printk(ipvs, old ? M.port_detected : M.eprt_detected, addr, port);
    printk(ipvs, M.ftp_protocol, ip_vs_proto_name(cp.protocol), addr, port, cp.vaddr, cp.vport - 1);
  }
  return { addr, port };
}

/** ip_vs_ftp_in: a packet from the client, after its state was set and its route found. */
export function ip_vs_ftp_in(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn): void {
  const text = payload_of(skb, cp);
  if (text === null) return;
  ipvs.probe?.enter('ip_vs_ftp_in', `${text.length} bytes`);
  const to = passive_command(ipvs, cp, text) ? null : active_command(ipvs, cp, text);
  if (to) {
    set(ipvs, cp, 'app_data', null);
    const param = conn_param(cp.af, cp.protocol, to.addr, to.port, cp.vaddr, cp.vport - 1);
    let data = ip_vs_conn_in_get(ipvs, param);
    if (!data) {
      data = ip_vs_conn_new(ipvs, param, cp.daddr, cp.dport - 1, IP_VS_CONN_F_NFCT, cp.dest, skb.mark);
      ip_vs_control_add(ipvs, data, cp);
    }
    listen(ipvs, data);
  }
  ipvs.probe?.leave('');
}

/** The server's answer to PASV or EPSV, with the address that data connections go to. */
function response(ipvs: netns_ipvs, cp: ip_vs_conn, text: string): (FtpAddrPort & { addr: InetAddr }) | null {
  const passive = cp.app_data === 'PASV';
  const found = ip_vs_ftp_get_addrport(text, passive ? '227 ' : '229 ', cp.af);
  if (!found) return null;
  const addr = found.addr ?? cp.daddr;
  if (ipvs.probe) printk(ipvs, passive ? M.pasv_response : M.epsv_response, addr, found.port, cp.caddr, 0);
  return { ...found, addr };
}

/** The data connection of a passive transfer: its client port is not known yet. */
function expected(
  ipvs: netns_ipvs,
  skb: sk_buff,
  cp: ip_vs_conn,
  from: { addr: InetAddr; port: number },
): ip_vs_conn {
  const known = ip_vs_conn_out_get(ipvs, conn_param(cp.af, cp.protocol, from.addr, from.port, cp.caddr, 0));
  if (known) return known;
  const param = conn_param(cp.af, cp.protocol, cp.caddr, 0, cp.vaddr, from.port);
  const flags = IP_VS_CONN_F_NO_CPORT | IP_VS_CONN_F_NFCT;
  const data = ip_vs_conn_new(ipvs, param, from.addr, from.port, flags, cp.dest, skb.mark);
  ip_vs_control_add(ipvs, data, cp);
  return data;
}

/** What stands in the packet instead: the virtual address. */
function rewritten(cp: ip_vs_conn, data: ip_vs_conn): string {
  if (cp.app_data !== 'PASV' || typeof data.vaddr !== 'number') return `|||${data.vport}|`;
  return `${formatIn4(data.vaddr).replaceAll('.', ',')},${data.vport >> 8},${data.vport & 255}`;
}

/**
 * ip_vs_ftp_out: a packet from the server, before its state is set. False = it is dropped: without a conntrack the
 * answer cannot be rewritten; sent again, it passes as it is.
 */
export function ip_vs_ftp_out(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn): boolean {
  const text = cp.app_data === null ? null : payload_of(skb, cp);
  const from = text === null ? null : response(ipvs, cp, text);
  if (!from) return true;
  ipvs.probe?.enter('ip_vs_ftp_out', `data connections to port ${from.port}`);
  const data = expected(ipvs, skb, cp, from);
  const grown = rewritten(cp, data).length - (from.end - from.start);
  const { nfct } = skb;
  ipvs.probe?.branch('ct', nfct ? 'the packet has a conntrack' : 'NULL', nfct !== null);
  if (nfct) {
    skb.ip = { ...skb.ip, length: skb.ip.length + grown };
    ip_vs_nfct_expect_related(ipvs, nfct, data);
  }
  set(ipvs, cp, 'app_data', null);
  listen(ipvs, data);
  ipvs.probe?.leave(nfct ? '1' : '0');
  return nfct !== null;
}
