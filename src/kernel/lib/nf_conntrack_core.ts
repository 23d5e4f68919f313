import { familyOf } from '../../base/inet.ts';
import { type netns_ipvs, set } from '../ipvs/netns_ipvs.ts';
import { NF_ACCEPT, NF_DROP, type Verdict } from './netfilter.ts';
import {
  type CtDir,
  ctinfo_dir,
  IP_CT_ESTABLISHED,
  IP_CT_ESTABLISHED_REPLY,
  IP_CT_IS_REPLY,
  IP_CT_NEW,
  IP_CT_RELATED,
  IP_CT_UNTRACKED,
  IPS_ASSURED,
  IPS_CONFIRMED,
  IPS_DYING,
  IPS_SEEN_REPLY,
  type nf_conn,
  type nf_conntrack_tuple,
} from './nf_conntrack.ts';
import { nf_conntrack_sctp_packet } from './nf_conntrack_proto_sctp.ts';
import { nf_conntrack_tcp_packet } from './nf_conntrack_proto_tcp.ts';
import {
  nf_conntrack_find,
  nf_conntrack_hash_insert,
  nf_ct_refresh,
  type Tracked,
} from './nf_conntrack_table.ts';
import { icmp_begins, is_icmp_proto, nf_ct_get_tuple, nf_ct_invert_tuple } from './nf_conntrack_tuple.ts';
import type { sk_buff } from './skbuff.ts';

/**
 * A packet's way through connection tracking (nf_conntrack_core.c): looked up or made before IPVS sees it, confirmed
 * when it has passed everything.
 *
 * departs: no zones, no helpers, no limits, no translation by rules; a packet that is invalid before IPVS translates
 * it is not looked up again behind that; what a tunnel puts around a packet is not tracked; checksums count as right.
 */
const UDP_UNREPLIED = 30;
const UDP_STREAM = 120;
const UDP_STREAM_AFTER = 2;
const ICMP_TIMEOUT = 30;
const GENERIC_TIMEOUT = 600;

/** init_conntrack: not in the table yet. */
function init_conntrack(ipvs: netns_ipvs, tuple: nf_conntrack_tuple): nf_conn | null {
  const reply = nf_ct_invert_tuple(tuple);
  if (!reply) return null;
  return {
    kind: 'nf_conn',
    uid: ipvs.next_uid++,
    af: familyOf(tuple.src),
    original: tuple,
    reply,
    status: 0,
    timeout: 0,
    state: 0,
    close_init: false,
    last_index: -1,
    last_dir: 0,
    last_end: 0,
    challenge: false,
    simultaneous: false,
    stream_ts: 0,
  };
}

/** nf_conntrack_udp_packet */
function udp_packet(ipvs: netns_ipvs, ct: nf_conn): Tracked {
  const { hz } = ipvs.params;
  if (!(ct.status & IPS_CONFIRMED)) set(ipvs, ct, 'stream_ts', ipvs.jiffies + UDP_STREAM_AFTER * hz);
  const stream = (ct.status & IPS_SEEN_REPLY) !== 0 && ipvs.jiffies > ct.stream_ts;
  nf_ct_refresh(ipvs, ct, stream ? UDP_STREAM : UDP_UNREPLIED);
  if (stream) set(ipvs, ct, 'status', ct.status | IPS_ASSURED);
  return 'accept';
}

/** nf_conntrack_handle_packet */
function handle_packet(ipvs: netns_ipvs, skb: sk_buff, ct: nf_conn, dir: CtDir): Tracked {
  const { transport } = skb.ip;
  const { kind } = transport;
  if (kind === 'tcp') return nf_conntrack_tcp_packet(ipvs, ct, transport, dir);
  if (kind === 'sctp') return nf_conntrack_sctp_packet(ipvs, ct, transport.chunks, dir);
  if (kind === 'udp') return udp_packet(ipvs, ct);
  if (kind === 'icmp') {
    const known = (ct.status & IPS_CONFIRMED) !== 0;
    if (!known && !icmp_begins(skb.ip.protocol, transport.type)) return 'invalid';
    nf_ct_refresh(ipvs, ct, ICMP_TIMEOUT);
    return 'accept';
  }
  nf_ct_refresh(ipvs, ct, GENERIC_TIMEOUT);
  return 'accept';
}

/** Neighbour discovery and multicast groups of IPv6 are never tracked. */
const never_tracked = (v6: boolean, type: number): boolean =>
  v6 && ((type >= 130 && type <= 136) || type === 143 || type === 151 || type === 152);

const is_error = (v6: boolean, type: number): boolean =>
  v6 ? type < 128 : type === 3 || type === 4 || type === 5 || type === 11 || type === 12;

/** nf_conntrack_handle_icmp: an error belongs to the conntrack of what it is about; false = no error. */
function handle_icmp(ipvs: netns_ipvs, skb: sk_buff): boolean {
  const { transport, saddr, protocol } = skb.ip;
  if (!is_icmp_proto(protocol) || transport.kind !== 'icmp') return false;
  const v6 = typeof saddr !== 'number';
  if (never_tracked(v6, transport.type)) {
    skb.ctinfo = IP_CT_UNTRACKED;
    return true;
  }
  if (!is_error(v6, transport.type)) return false;
  const inner = transport.embedded && nf_ct_get_tuple(transport.embedded);
  const tuple = inner && nf_ct_invert_tuple(inner);
  const found = tuple && nf_conntrack_find(ipvs, tuple);
  if (found) attach(ipvs, skb, found.ct, IP_CT_RELATED + (found.dir ? IP_CT_IS_REPLY : 0));
  return true;
}

function attach(ipvs: netns_ipvs, skb: sk_buff, ct: nf_conn, ctinfo: number): void {
  skb.nfct = ct;
  skb.ctinfo = ctinfo;
  ipvs.probe?.scope('nf_ct', ct);
}

/** resolve_normal_ct: the packet's conntrack, made if there is none. False = the packet has no tuple. */
function resolve_normal_ct(ipvs: netns_ipvs, skb: sk_buff): boolean {
  const tuple = nf_ct_get_tuple(skb.ip);
  if (!tuple) return false;
  const found = nf_conntrack_find(ipvs, tuple);
  const ct = found ? found.ct : init_conntrack(ipvs, tuple);
  if (!ct) return false;
  let ctinfo = IP_CT_NEW;
  if (found?.dir) ctinfo = IP_CT_ESTABLISHED_REPLY;
  else if (ct.status & IPS_SEEN_REPLY) ctinfo = IP_CT_ESTABLISHED;
  attach(ipvs, skb, ct, ctinfo);
  return true;
}

const CTINFO_NAMES: Readonly<Record<number, string>> = {
  0: 'ESTABLISHED',
  1: 'RELATED',
  2: 'NEW',
  3: 'ESTABLISHED_REPLY',
  4: 'RELATED_REPLY',
};

function track(ipvs: netns_ipvs, skb: sk_buff): string {
  if (handle_icmp(ipvs, skb)) return skb.nfct ? CTINFO_NAMES[skb.ctinfo] : 'no conntrack';
  for (;;) {
    if (!resolve_normal_ct(ipvs, skb)) return 'no conntrack';
    const ct = skb.nfct as nf_conn;
    const tracked = handle_packet(ipvs, skb, ct, ctinfo_dir(skb.ctinfo));
    if (tracked === 'accept') break;
    skb.nfct = null;
    skb.ctinfo = IP_CT_ESTABLISHED;
    if (tracked === 'invalid') return 'INVALID, no conntrack';
    ipvs.probe?.note('NF_REPEAT', 'the connection was closed: the SYN begins a new conntrack');
  }
  const ct = skb.nfct as nf_conn;
  if (skb.ctinfo === IP_CT_ESTABLISHED_REPLY && !(ct.status & IPS_SEEN_REPLY)) {
    set(ipvs, ct, 'status', ct.status | IPS_SEEN_REPLY);
  }
  return CTINFO_NAMES[skb.ctinfo];
}

/** nf_conntrack_in, at PRE_ROUTING and at LOCAL_OUT. */
export function nf_conntrack_in(ipvs: netns_ipvs, skb: sk_buff): void {
  if (skb.nfct || skb.ctinfo === IP_CT_UNTRACKED) return;
  ipvs.probe?.enter('nf_conntrack_in', '');
  const result = track(ipvs, skb);
  ipvs.probe?.leave(result);
}

/** nf_conntrack_confirm: the packet has passed, a new conntrack becomes known. NF_DROP = its tuples are taken. */
export function nf_conntrack_confirm(ipvs: netns_ipvs, skb: sk_buff): Verdict {
  const ct = skb.nfct;
  if (!ct || ct.status & IPS_CONFIRMED || ctinfo_dir(skb.ctinfo)) return NF_ACCEPT;
  ipvs.probe?.enter('nf_conntrack_confirm', '');
  const inserted = !(ct.status & IPS_DYING) && nf_conntrack_hash_insert(ipvs, ct);
  ipvs.probe?.leave(inserted ? 'confirmed' : 'NF_DROP: another conntrack has these addresses and ports');
  return inserted ? NF_ACCEPT : NF_DROP;
}
