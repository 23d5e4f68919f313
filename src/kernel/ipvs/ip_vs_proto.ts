import type { KernelProfile } from '../profiles/profile.ts';
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

export const SCTP_STATE_NAMES = [
  'NONE',
  'INIT1',
  'INIT',
  'C-SENT',
  'C-REPLIED',
  'C-WAIT',
  'COOKIE',
  'C-ECHOED',
  'ESTABLISHED',
  'S-SENT',
  'S-RECEIVED',
  'S-ACK-SENT',
  'REJECTED',
  'CLOSED',
] as const;

/** ip_vs_proto_get: protocols that IPVS handles, and their names. */
const HANDLED: Readonly<Record<number, string>> = {
  [IPPROTO_TCP]: 'TCP',
  [IPPROTO_UDP]: 'UDP',
  [IPPROTO_SCTP]: 'SCTP',
  [IPPROTO_AH]: 'AH',
  [IPPROTO_ESP]: 'ESP',
};

/** pp->num_states */
export function num_states(protocol: number): number {
  if (protocol === IPPROTO_TCP) return TCP_STATE_NAMES.length;
  return protocol === IPPROTO_SCTP ? SCTP_STATE_NAMES.length : 1;
}

/** pp->name, or null for a protocol that is none of IPVS's business. */
export function ip_vs_proto_get(protocol: number): string | null {
  return HANDLED[protocol] ?? null;
}

/** TCP, UDP, SCTP: their flows are told by ports. */
export function has_ports(protocol: number): boolean {
  return protocol === IPPROTO_TCP || protocol === IPPROTO_UDP || protocol === IPPROTO_SCTP;
}

export function is_icmp(protocol: number): boolean {
  return protocol === IPPROTO_ICMP || protocol === IPPROTO_ICMPV6;
}

/** Passing fragments of these are not put together: AH, ESP, and whatever IPVS does not handle. */
export function dont_defrag(protocol: number): boolean {
  return !has_ports(protocol) && !is_icmp(protocol);
}

/**
 * ip_vs_state_name: what a listing shows for an entry. Where templates have no states of their own, they are
 * named like entries: NONE, and UDP for those of UDP.
 */
export function ip_vs_state_name(
  cp: Pick<ip_vs_conn, 'protocol' | 'flags' | 'state'>,
  profile?: KernelProfile,
): string {
  if (profile?.templates_have_states !== false && is_template(cp)) {
    if (cp.state === IP_VS_CTPL_S_NONE) return 'NONE';
    return cp.state === IP_VS_CTPL_S_ASSURED ? 'ASSURED' : 'ERR!';
  }
  if (cp.protocol === IPPROTO_TCP) return TCP_STATE_NAMES[cp.state] ?? 'ERR!';
  if (cp.protocol === IPPROTO_SCTP) return SCTP_STATE_NAMES[cp.state] ?? '?';
  if (cp.protocol === IPPROTO_UDP) return cp.state === 0 ? 'UDP' : 'ERR!';
  return cp.protocol === IPPROTO_IP ? 'NONE' : 'ERR!';
}
