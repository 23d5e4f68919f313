import { formatEndpoint } from '../../base/inet.ts';
import { proto as M } from '../../klog/linux-6.12.ts';
import { TH_ACK, TH_FIN, TH_RST, TH_SYN } from '../../packet/packet.ts';
import { set_activity } from './activity.ts';
import { ip_vs_control_assure_ct } from './control.ts';
import {
  type Direction,
  IP_VS_CONN_F_NOOUTPUT,
  IP_VS_DIR_INPUT_ONLY,
  IP_VS_DIR_OUTPUT,
  type ip_vs_conn,
} from './ip_vs.ts';
import { TCP_STATE_NAMES } from './ip_vs_proto.ts';
import { type netns_ipvs, printk, set_flags, set_state, set_timeout } from './netns_ipvs.ts';

/** TCP states and their transitions (ip_vs_proto_tcp.c); linux-6.12. */
export const IP_VS_TCP_S_ESTABLISHED = 1;
export const IP_VS_TCP_S_FIN_WAIT = 4;
export const IP_VS_TCP_S_TIME_WAIT = 5;
export const IP_VS_TCP_S_CLOSE = 6;
export const IP_VS_TCP_S_LISTEN = 9;

/** Rows of a table: what the packet is. */
const EVENTS = ['syn', 'fin', 'ack', 'rst'] as const;

/** tcp_state_idx: RST before SYN before FIN before ACK; -1 = none of them. */
export function tcp_state_idx(flags: number): number {
  if (flags & TH_RST) return 3;
  if (flags & TH_SYN) return 0;
  if (flags & TH_FIN) return 1;
  if (flags & TH_ACK) return 2;
  return -1;
}

const DIRECTION_NAMES = ['INPUT', 'OUTPUT', 'INPUT_ONLY'] as const;

/** The table's answer, with the direction that an entry without seen replies uses. */
function next_state(ipvs: netns_ipvs, cp: ip_vs_conn, direction: Direction, flags: number): number {
  const { tcp } = ipvs.params.profile;
  let used: number = direction;
  if (cp.flags & IP_VS_CONN_F_NOOUTPUT) {
    if (direction === IP_VS_DIR_OUTPUT) set_flags(ipvs, cp, cp.flags & ~IP_VS_CONN_F_NOOUTPUT);
    else used = IP_VS_DIR_INPUT_ONLY;
  }
  const event = tcp_state_idx(flags);
  if (event < 0) {
    if (ipvs.probe) printk(ipvs, M.tcp_state_idx, event);
    return IP_VS_TCP_S_CLOSE;
  }
  const next = (ipvs.proto.tcp_dos ? tcp.states_dos : tcp.states)[used][event][cp.state];
  ipvs.probe?.note(
    `${ipvs.proto.tcp_dos ? 'tcp_states_dos' : 'tcp_states'}[${DIRECTION_NAMES[used]}].${EVENTS[event]}`,
    `${TCP_STATE_NAMES[cp.state]} -> ${TCP_STATE_NAMES[next]}`,
  );
  return next;
}

function state_line(
  ipvs: netns_ipvs,
  cp: ip_vs_conn,
  direction: Direction,
  flags: number,
  next: number,
): void {
  const { caddr, cport, vaddr, vport, daddr, dport, refcnt } = cp;
  const ends =
    ipvs.params.profile.state_line_ends === 'all'
      ? [caddr, cport, vaddr, vport, daddr, dport]
      : [daddr, dport, caddr, cport];
  const bit = (mask: number, letter: string): string => (flags & mask ? letter : '.');
  printk(
    ipvs,
    M.tcp_state,
    'TCP',
    direction === IP_VS_DIR_OUTPUT ? 'output ' : 'input ',
    bit(TH_SYN, 'S'),
    bit(TH_FIN, 'F'),
    bit(TH_ACK, 'A'),
    bit(TH_RST, 'R'),
    ...ends,
    TCP_STATE_NAMES[cp.state],
    TCP_STATE_NAMES[next],
    refcnt,
  );
}

/** tcp_state_transition and set_tcp_state: new state, counters, and the timeout of that state. */
export function tcp_state_transition(
  ipvs: netns_ipvs,
  cp: ip_vs_conn,
  direction: Direction,
  flags: number,
): void {
  const probe = ipvs.probe;
  probe?.enter('tcp_state_transition', `${DIRECTION_NAMES[direction]} ${formatEndpoint(cp.caddr, cp.cport)}`);
  const next = next_state(ipvs, cp, direction, flags);
  if (next !== cp.state) {
    if (probe) state_line(ipvs, cp, direction, flags, next);
    set_activity(ipvs, cp, ipvs.params.profile.tcp.active[next]);
    if (next === IP_VS_TCP_S_ESTABLISHED) ip_vs_control_assure_ct(ipvs, cp);
  }
  set_timeout(ipvs, cp, ipvs.proto.tcp_timeouts[next]);
  set_state(ipvs, cp, next);
  probe?.leave(TCP_STATE_NAMES[next]);
}
