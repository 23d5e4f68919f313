import { IPPROTO_SCTP, IPPROTO_TCP, IPPROTO_UDP } from './ip_vs_proto.ts';

/** Timeouts per protocol and state, in jiffies (struct ip_vs_proto_data). */
export interface ProtoData {
  tcp_timeouts: number[];
  udp_timeout: number;
  sctp_timeouts: number[];
  /** secure_tcp is in force: the state table against floods. */
  tcp_dos: boolean;
}

/** NONE ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT TIME_WAIT CLOSE CLOSE_WAIT LAST_ACK LISTEN SYNACK, in seconds. */
const TCP_SECONDS = [2, 900, 120, 60, 120, 120, 10, 60, 30, 120, 120];

/** NONE INIT1 INIT C-SENT C-REPLIED C-WAIT COOKIE C-ECHOED ESTABLISHED S-SENT S-RECEIVED S-ACK-SENT REJECTED CLOSED */
const SCTP_SECONDS = [2, 4, 61, 61, 61, 61, 61, 61, 900, 61, 61, 61, 4, 61];

export function proto_data_init(hz: number): ProtoData {
  const jiffies = (seconds: number): number => seconds * hz;
  return {
    tcp_timeouts: TCP_SECONDS.map(jiffies),
    sctp_timeouts: SCTP_SECONDS.map(jiffies),
    udp_timeout: 300 * hz,
    tcp_dos: false,
  };
}

/** pd->timeout_table[state]; null = the protocol has no table. */
export function table_timeout(data: ProtoData, protocol: number, state: number): number | null {
  if (protocol === IPPROTO_TCP) return data.tcp_timeouts[state] ?? null;
  if (protocol === IPPROTO_SCTP) return data.sctp_timeouts[state] ?? null;
  return protocol === IPPROTO_UDP ? data.udp_timeout : null;
}
