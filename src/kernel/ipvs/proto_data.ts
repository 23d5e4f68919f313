/** Timeouts per protocol and state, in jiffies (struct ip_vs_proto_data). */
export interface ProtoData {
  tcp_timeouts: number[];
  udp_timeout: number;
}

/** NONE ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT TIME_WAIT CLOSE CLOSE_WAIT LAST_ACK LISTEN SYNACK, in seconds. */
const TCP_SECONDS = [2, 900, 120, 60, 120, 120, 10, 60, 30, 120, 120];

export function proto_data_init(hz: number): ProtoData {
  return { tcp_timeouts: TCP_SECONDS.map((seconds) => seconds * hz), udp_timeout: 300 * hz };
}
