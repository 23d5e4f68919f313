import { IP_VS_CTPL_S_ASSURED, IP_VS_CTPL_S_NONE, type ip_vs_conn, is_template } from './ip_vs.ts';

/** Names and state names of the protocols (ip_vs_proto.c). */

export const IPPROTO_IP = 0;
export const IPPROTO_ICMP = 1;
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const IPPROTO_ESP = 50;
export const IPPROTO_AH = 51;
export const IPPROTO_ICMPV6 = 58;
export const IPPROTO_SCTP = 132;

const NAMES: Readonly<Record<number, string>> = {
  [IPPROTO_IP]: 'IP',
  [IPPROTO_UDP]: 'UDP',
  [IPPROTO_TCP]: 'TCP',
  [IPPROTO_SCTP]: 'SCTP',
  [IPPROTO_ICMP]: 'ICMP',
  [IPPROTO_ICMPV6]: 'ICMPv6',
};

export function ip_vs_proto_name(protocol: number): string {
  return NAMES[protocol] ?? `IP_${protocol}`;
}

export const TCP_STATE_NAMES = [
  'NONE',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'SYNACK',
] as const;

/** ip_vs_state_name: what a listing shows for an entry. */
export function ip_vs_state_name(cp: ip_vs_conn): string {
  if (is_template(cp)) {
    if (cp.state === IP_VS_CTPL_S_NONE) return 'NONE';
    return cp.state === IP_VS_CTPL_S_ASSURED ? 'ASSURED' : 'ERR!';
  }
  if (cp.protocol === IPPROTO_TCP) return TCP_STATE_NAMES[cp.state] ?? 'ERR!';
  if (cp.protocol === IPPROTO_UDP) return cp.state === 0 ? 'UDP' : 'ERR!';
  return cp.protocol === IPPROTO_IP ? 'NONE' : 'ERR!';
}
