import { ip_vs_control_assure_ct } from './control.ts';
import { type Direction, IP_VS_DIR_OUTPUT, type ip_vs_conn, type ip_vs_iphdr } from './ip_vs.ts';
import { IPPROTO_SCTP, IPPROTO_TCP, IPPROTO_UDP } from './ip_vs_proto.ts';
import { sctp_state_transition } from './ip_vs_proto_sctp.ts';
import { tcp_state_transition } from './ip_vs_proto_tcp.ts';
import { type netns_ipvs, set_timeout } from './netns_ipvs.ts';

/**
 * ip_vs_set_state: the state machine of the packet's protocol, and the timeout that follows from it. AH and
 * ESP leave the entry as it is.
 */
export function ip_vs_set_state(
  ipvs: netns_ipvs,
  cp: ip_vs_conn,
  direction: Direction,
  iph: ip_vs_iphdr,
): void {
  const { transport } = iph;
  if (iph.protocol === IPPROTO_TCP && transport.kind === 'tcp') {
    tcp_state_transition(ipvs, cp, direction, transport.flags);
  } else if (iph.protocol === IPPROTO_SCTP && transport.kind === 'sctp') {
    sctp_state_transition(ipvs, cp, direction, transport.chunks);
  } else if (iph.protocol === IPPROTO_UDP) {
    set_timeout(ipvs, cp, ipvs.proto.udp_timeout);
    if (direction === IP_VS_DIR_OUTPUT) ip_vs_control_assure_ct(ipvs, cp);
  }
}
