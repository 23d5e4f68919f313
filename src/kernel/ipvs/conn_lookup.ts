import { addrEqual, formatEndpoint, type InetAddr } from '../../base/inet.ts';
import { conn as M, proto as PM } from '../../klog/linux-6.12.ts';
import type { IpPacket } from '../../packet/packet.ts';
import { in_get_tests, out_get_tests, short_circuit, template_tests } from './conn_compare.ts';
import {
  is_in,
  is_reply,
  is_reply_from,
  is_reply_of_server,
  is_template_for,
  replies_from_server,
} from './conn_match.ts';
import { shortcut_find } from './conn_shortcut.ts';
import {
  bucket_of_hash,
  chain_head,
  chain_length,
  client_hash,
  conn_bucket,
  conn_tab_shortcut,
  ip_vs_conn_hashkey,
} from './conn_tab.ts';
import type { ip_vs_conn, ip_vs_conn_param, ip_vs_iphdr } from './ip_vs.ts';
import { has_ports, IPPROTO_UDP, ip_vs_proto_get, ip_vs_proto_name } from './ip_vs_proto.ts';
import { type netns_ipvs, printk, set_refcnt } from './netns_ipvs.ts';
import { ip_vs_sip_ct_match } from './pe_sip.ts';

/** The lookups of ip_vs_conn.c; linux-6.12. departs: no RCU, no locks, one namespace. */

function hold(ipvs: netns_ipvs, cp: ip_vs_conn): boolean {
  if (cp.refcnt === 0) return false;
  set_refcnt(ipvs, cp, cp.refcnt + 1);
  return true;
}

/**
 * The outcome of a lookup that nobody listens to, and that no chain's order decides; undefined = the chain must be
 * walked.
 */
function looked_up<T extends ip_vs_conn_param>(
  ipvs: netns_ipvs,
  hash: number,
  test: (cp: ip_vs_conn, key: T) => boolean,
  key: T,
): ip_vs_conn | null | undefined {
  if (ipvs.probe !== null) return undefined;
  const shortcut = conn_tab_shortcut(ipvs.conn_tab);
  const cp = shortcut ? shortcut_find(shortcut, hash, test, key) : undefined;
  return cp && cp.refcnt === 0 ? undefined : cp;
}

/** __ip_vs_conn_in_get: the entry of a client's packet. */
function __ip_vs_conn_in_get(ipvs: netns_ipvs, p: ip_vs_conn_param): ip_vs_conn | null {
  const tab = ipvs.conn_tab;
  const hash = client_hash(tab, p.protocol, p.caddr, p.cport);
  const known = looked_up(ipvs, hash, is_in, p);
  if (known !== undefined) {
    if (known) hold(ipvs, known);
    return known;
  }
  const bucket = bucket_of_hash(tab, hash);
  const probe = ipvs.probe;
  probe?.bucket(bucket, chain_length(tab, bucket), { ...p, pe_data: null });
  let position = 1;
  for (let cp = chain_head(tab, bucket); cp; cp = cp.c_next, position++) {
    probe?.node(cp, position, short_circuit(in_get_tests(ipvs, cp, p)));
    if (is_in(cp, p) && hold(ipvs, cp)) return cp;
  }
  return null;
}

function tuple(p: ip_vs_conn_param): string {
  return `${formatEndpoint(p.caddr, p.cport)} -> ${formatEndpoint(p.vaddr, p.vport)}`;
}

/**
 * ip_vs_conn_in_get: lookup for packets from the client. On a miss, and while entries without client port
 * exist, a second search with port 0.
 */
export function ip_vs_conn_in_get(ipvs: netns_ipvs, p: ip_vs_conn_param): ip_vs_conn | null {
  const probe = ipvs.probe;
  probe?.enter('ip_vs_conn_in_get', `${ip_vs_proto_name(p.protocol)} ${tuple(p)}`);
  let cp = __ip_vs_conn_in_get(ipvs, p);
  if (!cp && ipvs.conn_no_cport_cnt > 0) cp = __ip_vs_conn_in_get(ipvs, { ...p, cport: 0 });
  if (probe) {
    printk(
      ipvs,
      M.lookup_in,
      ip_vs_proto_name(p.protocol),
      p.caddr,
      p.cport,
      p.vaddr,
      p.vport,
      cp ? 'hit' : 'not hit',
    );
    if (cp) probe.scope('cp', cp);
    probe.leave(cp ? 'hit' : 'NULL');
  } else if (cp) ipvs.tally?.hit(cp);
  return cp;
}

export function conn_param(
  af: ip_vs_conn_param['af'],
  protocol: number,
  caddr: InetAddr,
  cport: number,
  vaddr: InetAddr,
  vport: number,
  pe: string | null = null,
  pe_data: string | null = null,
): ip_vs_conn_param {
  return { af, protocol, caddr, cport, vaddr, vport, pe, pe_data };
}

const PORT_ISAKMP = 500;

/**
 * ip_vs_conn_fill_param_proto, ah_esp_conn_fill_param_proto: which end of the packet is the client. AH and
 * ESP belong to the entry of the key exchange, UDP 500 to 500.
 */
function param_of(iph: ip_vs_iphdr): ip_vs_conn_param {
  const ports = has_ports(iph.protocol);
  const protocol = ports ? iph.protocol : IPPROTO_UDP;
  const [sport, dport] = ports ? [iph.sport, iph.dport] : [PORT_ISAKMP, PORT_ISAKMP];
  return iph.inverse
    ? conn_param(iph.af, protocol, iph.daddr, dport, iph.saddr, sport)
    : conn_param(iph.af, protocol, iph.saddr, sport, iph.daddr, dport);
}

function unknown_isakmp(ipvs: netns_ipvs, iph: ip_vs_iphdr, way: 'inout' | 'outin'): void {
  if (!ipvs.probe || has_ports(iph.protocol)) return;
  const name = ip_vs_proto_get(iph.protocol) ?? '';
  printk(ipvs, PM.unknown_isakmp, way, iph.icmp ? 'ICMP+' : '', name, iph.saddr, iph.daddr);
}

/** pp->conn_in_get */
export function ip_vs_conn_in_get_proto(ipvs: netns_ipvs, iph: ip_vs_iphdr): ip_vs_conn | null {
  const cp = ip_vs_conn_in_get(ipvs, param_of(iph));
  if (!cp) unknown_isakmp(ipvs, iph, 'outin');
  return cp;
}

/** pp->conn_out_get */
export function ip_vs_conn_out_get_proto(ipvs: netns_ipvs, iph: ip_vs_iphdr): ip_vs_conn | null {
  const cp = ip_vs_conn_out_get(ipvs, param_of(iph));
  if (!cp) unknown_isakmp(ipvs, iph, 'inout');
  return cp;
}

/** The template of a client, past the chain; undefined = the chain must be walked. */
function looked_up_template(ipvs: netns_ipvs, p: ip_vs_conn_param): ip_vs_conn | null | undefined {
  if (ipvs.probe !== null || p.pe_data !== null) return undefined;
  return looked_up(ipvs, client_hash(ipvs.conn_tab, p.protocol, p.caddr, p.cport), is_template_for, p);
}

/** ip_vs_ct_in_get: the template of a client (network), or of what a persistence engine found in the packet. */
export function ip_vs_ct_in_get(ipvs: netns_ipvs, p: ip_vs_conn_param): ip_vs_conn | null {
  const known = looked_up_template(ipvs, p);
  if (known !== undefined) {
    if (known) hold(ipvs, known);
    if (known) ipvs.tally?.template(known);
    return known;
  }
  const tab = ipvs.conn_tab;
  const probe = ipvs.probe;
  probe?.enter('ip_vs_ct_in_get', `${ip_vs_proto_name(p.protocol)} ${tuple(p)}`);
  const bucket = conn_bucket(tab, p);
  probe?.bucket(bucket, chain_length(tab, bucket), p);
  let position = 1;
  let cp = chain_head(tab, bucket);
  for (; cp; cp = cp.c_next, position++) {
    probe?.node(cp, position, short_circuit(template_tests(ipvs, cp, p)));
    if (p.pe_data !== null) {
      if (p.pe === cp.pe && ip_vs_sip_ct_match(ipvs, p, cp) && hold(ipvs, cp)) break;
      continue;
    }
    if (is_template_for(cp, p) && hold(ipvs, cp)) break;
  }
  if (probe) {
    const outcome = cp ? 'hit' : 'not hit';
    printk(
      ipvs,
      M.template_lookup,
      ip_vs_proto_name(p.protocol),
      p.caddr,
      p.cport,
      p.vaddr,
      p.vport,
      outcome,
    );
    if (cp) probe.scope('ct', cp);
    probe.leave(cp ? 'ct' : 'NULL');
  } else if (cp) ipvs.tally?.template(cp);
  return cp;
}

/**
 * ip_vs_conn_out_get: lookup for packets towards the client. The packet's destination is the client; its
 * source must be the real server of a masqueraded entry, or the virtual end of any other (early kernels: the
 * real server of any).
 */
export function ip_vs_conn_out_get(ipvs: netns_ipvs, p: ip_vs_conn_param): ip_vs_conn | null {
  const tab = ipvs.conn_tab;
  const hash = client_hash(tab, p.protocol, p.vaddr, p.vport);
  const by_server = ipvs.params.profile.out_get_by === 'server';
  const known = looked_up(ipvs, hash, by_server ? is_reply_of_server : is_reply, p);
  if (known !== undefined) {
    if (known) hold(ipvs, known);
    if (known) ipvs.tally?.reply(known);
    return known;
  }
  const probe = ipvs.probe;
  probe?.enter('ip_vs_conn_out_get', `${ip_vs_proto_name(p.protocol)} ${tuple(p)}`);
  const bucket = bucket_of_hash(tab, hash);
  probe?.bucket(bucket, chain_length(tab, bucket), { ...p, caddr: p.vaddr, cport: p.vport, pe_data: null });
  let position = 1;
  let cp = chain_head(tab, bucket);
  for (; cp; cp = cp.c_next, position++) {
    probe?.node(cp, position, short_circuit(out_get_tests(ipvs, cp, p)));
    if (is_reply_from(cp, p, replies_from_server(ipvs, cp)) && hold(ipvs, cp)) break;
  }
  if (probe) {
    const outcome = cp ? 'hit' : 'not hit';
    printk(ipvs, M.lookup_out, ip_vs_proto_name(p.protocol), p.caddr, p.cport, p.vaddr, p.vport, outcome);
    if (cp) probe.scope('cp', cp);
    probe.leave(cp ? 'hit' : 'NULL');
  } else if (cp) ipvs.tally?.reply(cp);
  return cp;
}

/** The entry with these ends in the client's bucket. Not a kernel function; takes no reference. */
function find_entry(
  ipvs: netns_ipvs,
  protocol: number,
  client: { addr: InetAddr; port: number },
  virtual: { addr: InetAddr; port: number },
): ip_vs_conn | null {
  const bucket = ip_vs_conn_hashkey(ipvs.conn_tab, protocol, client.addr, client.port);
  for (let cp = chain_head(ipvs.conn_tab, bucket); cp; cp = cp.c_next) {
    const ports = cp.cport === client.port && cp.vport === virtual.port && cp.protocol === protocol;
    if (ports && addrEqual(cp.caddr, client.addr) && addrEqual(cp.vaddr, virtual.addr)) return cp;
  }
  return null;
}

/**
 * The entry to which a reply belongs that was captured behind its translation: from the virtual end to the
 * client. The capture's vantage point needs it.
 */
export function find_entry_of_reply(ipvs: netns_ipvs, ip: IpPacket): ip_vs_conn | null {
  const { transport, saddr, daddr } = ip;
  if (!('sport' in transport)) return null;
  const client = { addr: daddr, port: transport.dport };
  return find_entry(ipvs, ip.protocol, client, { addr: saddr, port: transport.sport });
}

/** The entry of a client's packet to the virtual end. */
export function find_entry_of_request(ipvs: netns_ipvs, ip: IpPacket): ip_vs_conn | null {
  const { transport, saddr, daddr } = ip;
  if (!('sport' in transport)) return null;
  const client = { addr: saddr, port: transport.sport };
  return find_entry(ipvs, ip.protocol, client, { addr: daddr, port: transport.dport });
}
