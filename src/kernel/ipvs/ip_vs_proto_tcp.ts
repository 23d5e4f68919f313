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
import { type netns_ipvs, printk, set } from './netns_ipvs.ts';

/** TCP states and their transitions (ip_vs_proto_tcp.c); linux-6.12. */
export const IP_VS_TCP_S_ESTABLISHED = 1;
export const IP_VS_TCP_S_FIN_WAIT = 4;
export const IP_VS_TCP_S_TIME_WAIT = 5;
export const IP_VS_TCP_S_CLOSE = 6;
export const IP_VS_TCP_S_LISTEN = 9;

/** NONE ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT TIME_WAIT CLOSE CLOSE_WAIT LAST_ACK LISTEN SYNACK */
const CODES = ['NO', 'ES', 'SS', 'SR', 'FW', 'TW', 'CL', 'CW', 'LA', 'LI', 'SA'];
/** Rows of a table: what the packet is. */
const EVENTS = ['syn', 'fin', 'ack', 'rst'] as const;
export type TcpEvent = (typeof EVENTS)[number];
/** Next state by event and state. */
type Table = readonly (readonly number[])[];

function table(syn: string, fin: string, ack: string, rst: string): Table {
  return [syn, fin, ack, rst].map((row) => row.split(' ').map((code) => CODES.indexOf(code)));
}

/** Normal tables for INPUT, OUTPUT and INPUT_ONLY. */
const TCP_STATES: readonly Table[] = [
  table(
    'SR ES ES SR SR SR SR SR SR SR SR',
    'CL CW SS TW TW TW CL CW LA LI TW',
    'ES ES SS ES FW TW CL CW CL LI ES',
    'CL CL CL SR CL CL CL CL LA LI SR',
  ),
  table(
    'SS ES SS SR SS SS SS SS SS LI SR',
    'TW FW SS TW FW TW CL TW LA LI TW',
    'ES ES SS ES FW TW CL CW LA ES ES',
    'CL CL SS CL CL TW CL CL CL CL CL',
  ),
  table(
    'SR ES ES SR SR SR SR SR SR SR SR',
    'CL FW SS TW FW TW CL CW LA LI TW',
    'ES ES SS ES FW TW CL CW CL LI ES',
    'CL CL CL SR CL CL CL CL LA LI CL',
  ),
];

/** The tables while secure_tcp is in force: a half-open connection waits in SYNACK. */
const TCP_STATES_DOS: readonly Table[] = [
  table(
    'SR ES ES SR SR SR SR SR SR SR SA',
    'CL CW SS TW TW TW CL CW LA LI SA',
    'ES ES SS SR FW TW CL CW CL LI SA',
    'CL CL CL SR CL CL CL CL LA LI CL',
  ),
  table(
    'SS ES SS SA SS SS SS SS SS LI SA',
    'TW FW SS TW FW TW CL TW LA LI TW',
    'ES ES SS ES FW TW CL CW LA ES ES',
    'CL CL SS CL CL TW CL CL CL CL CL',
  ),
  table(
    'SA ES ES SR SA SA SA SA SA SA SA',
    'CL FW SS TW FW TW CL CW LA LI TW',
    'ES ES SS ES FW TW CL CW CL LI ES',
    'CL CL CL SR CL CL CL CL LA LI CL',
  ),
];

/** States that count as active: ESTABLISHED, SYN_SENT, SYN_RECV, SYNACK. */
const ACTIVE: readonly boolean[] = CODES.map((code) => ['ES', 'SS', 'SR', 'SA'].includes(code));

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
  const event = tcp_state_idx(flags);
  if (event < 0) {
    if (ipvs.probe) printk(ipvs, M.tcp_state_idx, event);
    return IP_VS_TCP_S_CLOSE;
  }
  let used: number = direction;
  if (cp.flags & IP_VS_CONN_F_NOOUTPUT) {
    if (direction === IP_VS_DIR_OUTPUT) set(ipvs, cp, 'flags', cp.flags & ~IP_VS_CONN_F_NOOUTPUT);
    else used = IP_VS_DIR_INPUT_ONLY;
  }
  const next = (ipvs.proto.tcp_dos ? TCP_STATES_DOS : TCP_STATES)[used][event][cp.state];
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
    cp.caddr,
    cp.cport,
    cp.vaddr,
    cp.vport,
    cp.daddr,
    cp.dport,
    TCP_STATE_NAMES[cp.state],
    TCP_STATE_NAMES[next],
    cp.refcnt,
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
    set_activity(ipvs, cp, ACTIVE[next]);
    if (next === IP_VS_TCP_S_ESTABLISHED) ip_vs_control_assure_ct(ipvs, cp);
  }
  set(ipvs, cp, 'timeout', ipvs.proto.tcp_timeouts[next]);
  set(ipvs, cp, 'state', next);
  probe?.leave(TCP_STATE_NAMES[next]);
}
