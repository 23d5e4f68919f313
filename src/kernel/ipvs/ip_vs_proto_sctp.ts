import { formatEndpoint } from '../../base/inet.ts';
import { proto as M } from '../../klog/linux-6.12.ts';
import { set_activity } from './activity.ts';
import { ip_vs_control_assure_ct } from './control.ts';
import {
  type Direction,
  IP_VS_CONN_F_NOOUTPUT,
  IP_VS_DIR_INPUT_ONLY,
  IP_VS_DIR_OUTPUT,
  type ip_vs_conn,
} from './ip_vs.ts';
import { SCTP_STATE_NAMES } from './ip_vs_proto.ts';
import { type netns_ipvs, printk, set_flags, set_state, set_timeout } from './netns_ipvs.ts';

/** SCTP states and their transitions (ip_vs_proto_sctp.c); linux-6.12. */
export const IP_VS_SCTP_S_ESTABLISHED = 8;
export const IP_VS_SCTP_S_CLOSED = 13;

export const SCTP_CID_INIT = 1;
export const SCTP_CID_ABORT = 6;
const SCTP_CID_COOKIE_ECHO = 10;
const SCTP_CID_COOKIE_ACK = 11;

/** In the order of {@link SCTP_STATE_NAMES}. */
const CODES = ['NO', 'I1', 'IN', 'CS', 'CR', 'CW', 'CO', 'CE', 'ES', 'SS', 'SR', 'SA', 'RJ', 'CL'];
/** Rows of a table. */
const EVENTS = [
  'data',
  'init',
  'init_ack',
  'cookie_echo',
  'cookie_ack',
  'shutdown',
  'shutdown_ack',
  'shutdown_complete',
  'error',
  'abort',
] as const;
/** Event by chunk type; all others count as data. */
const CHUNK_EVENTS: Readonly<Record<number, number>> = {
  1: 1,
  2: 2,
  6: 9,
  7: 5,
  8: 6,
  9: 8,
  10: 3,
  11: 4,
  14: 7,
};

const table = (...rows: string[]): readonly (readonly number[])[] =>
  rows.map((row) => row.split(' ').map((code) => CODES.indexOf(code)));

/** INPUT, OUTPUT, INPUT_ONLY. */
const SCTP_STATES = [
  table(
    'ES I1 IN CS CR CW CO CE ES SS SR SA RJ CL',
    'I1 IN IN CS CR CW CO CE ES SS SR SA IN IN',
    'CW CW CW CS CR CO CO CE ES SS SR SA RJ CL',
    'CR IN IN CR CR CW CO CE ES SS SR SA RJ CL',
    'ES I1 IN CS CR CW CO ES ES SS SR SA RJ CL',
    'SR I1 IN CS CR CW CO CE SR SS SR SA RJ CL',
    'CL IN IN CS CR CW CO CE ES CL SR CL RJ CL',
    'CL CL CL CS CR CW CO CE ES SS SR CL RJ CL',
    'CL I1 IN CS CR CW CO CL ES SS SR SA RJ CL',
    'CL CL CL CL CL RJ CL CL CL CL CL CL CL CL',
  ),
  table(
    'ES I1 IN CS CR CW CO CE ES SS SR SA RJ CL',
    'CW CW CW CW CW CW CW CW ES CW CW CW CW CW',
    'CS CS CS CS CR CW CO CE ES SS SR SA RJ CL',
    'CE CE CE CE CE CE CE CE ES SS SR SA RJ CL',
    'ES ES ES ES ES ES ES ES ES SS SR SA RJ CL',
    'SS SS SS SS SS SS SS SS SS SS SR SA RJ CL',
    'SA SA SA SA SA CW CO CE ES SA SA SA RJ CL',
    'CL I1 IN CS CR CW CO CE ES SS SR SA RJ CL',
    'CL CL CL CL CL CW CO CE ES SS SR SA RJ CL',
    'CL RJ CL CL CL CL CL CL CL CL CL CL CL CL',
  ),
  table(
    'ES I1 IN CS CR ES CO CE ES SS SR SA RJ CL',
    'I1 IN IN IN IN IN CO CE ES SS SR SA IN IN',
    'CE CE CE CE CE CE CO CE ES SS SR SA RJ CL',
    'ES ES ES ES ES ES CO CE ES SS SR SA RJ CL',
    'ES I1 IN ES ES CW ES ES ES SS SR SA RJ CL',
    'SR I1 IN CS CR CW CO CE SR SS SR SA RJ CL',
    'CL IN IN CS CR CW CO CE CL CL SR CL RJ CL',
    'CL CL CL CL CL CW CO CE ES SS CL CL RJ CL',
    'CL I1 IN CS CR CW CO CE ES SS SR SA RJ CL',
    'CL CL CL CL CL RJ CL CL CL CL CL CL CL CL',
  ),
];

const DIRECTION_NAMES = ['INPUT', 'OUTPUT', 'INPUT_ONLY'] as const;

/** The chunk that decides: the first, unless an ABORT follows a COOKIE ECHO or COOKIE ACK. null = none at hand. */
export function deciding_chunk(chunks: readonly number[]): number | null {
  if (chunks.length === 0) return null;
  const [first, second] = chunks;
  const cookie = first === SCTP_CID_COOKIE_ECHO || first === SCTP_CID_COOKIE_ACK;
  return cookie && second === SCTP_CID_ABORT ? SCTP_CID_ABORT : first;
}

/** Next state of an entry by direction (0 INPUT, 1 OUTPUT, 2 INPUT_ONLY) and chunk type. */
export function sctp_next_state(direction: 0 | 1 | 2, chunk: number, state: number): number {
  return SCTP_STATES[direction][CHUNK_EVENTS[chunk] ?? 0][state];
}

/** sctp_state_transition and set_sctp_state */
export function sctp_state_transition(
  ipvs: netns_ipvs,
  cp: ip_vs_conn,
  direction: Direction,
  chunks: readonly number[],
): void {
  const chunk = deciding_chunk(chunks);
  if (chunk === null) return;
  let used: 0 | 1 | 2 = direction;
  if (cp.flags & IP_VS_CONN_F_NOOUTPUT) {
    if (direction === IP_VS_DIR_OUTPUT) set_flags(ipvs, cp, cp.flags & ~IP_VS_CONN_F_NOOUTPUT);
    else used = IP_VS_DIR_INPUT_ONLY;
  }
  const probe = ipvs.probe;
  probe?.enter('sctp_state_transition', `${DIRECTION_NAMES[used]} ${formatEndpoint(cp.caddr, cp.cport)}`);
  const next = sctp_next_state(used, chunk, cp.state);
  const event = EVENTS[CHUNK_EVENTS[chunk] ?? 0];
  const [from, to] = [SCTP_STATE_NAMES[cp.state], SCTP_STATE_NAMES[next]];
  probe?.note(`sctp_states[${DIRECTION_NAMES[used]}].${event}`, `${from} -> ${to}`);
  if (next !== cp.state) {
    if (probe) {
      const word = direction === IP_VS_DIR_OUTPUT ? 'output ' : 'input ';
      const { daddr, dport, caddr, cport, refcnt } = cp;
      printk(ipvs, M.sctp_state, 'SCTP', word, daddr, dport, caddr, cport, from, to, refcnt);
    }
    set_activity(ipvs, cp, next === IP_VS_SCTP_S_ESTABLISHED);
    if (next === IP_VS_SCTP_S_ESTABLISHED) ip_vs_control_assure_ct(ipvs, cp);
  }
  set_timeout(ipvs, cp, ipvs.proto.sctp_timeouts[next]);
  set_state(ipvs, cp, next);
  probe?.leave(to);
}
