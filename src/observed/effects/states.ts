import { set_activity } from '../../kernel/ipvs/activity.ts';
import { ip_vs_control_assure_ct } from '../../kernel/ipvs/control.ts';
import { IP_VS_CONN_F_INACTIVE, type ip_vs_conn } from '../../kernel/ipvs/ip_vs.ts';
import { SCTP_STATE_NAMES, TCP_STATE_NAMES } from '../../kernel/ipvs/ip_vs_proto.ts';
import { set, set_state, set_timeout } from '../../kernel/ipvs/netns_ipvs.ts';
import type { ParsedMessage } from '../../klog/parse.ts';
import { type Observation, sameEnd } from '../observation.ts';
import { type End, endAt, protocolOf } from '../values.ts';
import type { Effect } from './effect.ts';
import { endsAt, make } from './life.ts';

/** State lines: the state, and what follows from it for the timeout and the server's counts. */

const SCTP_ESTABLISHED = 8;
const TCP_ESTABLISHED = 1;

/** An entry that was in the table before the log began: the line names all of its ends. */
function found_late(at: Observation, line: ParsedMessage, protocol: number): ip_vs_conn {
  at.ipvs.probe?.note('in the table before the log began', '');
  return make(at, endsAt(line, 6, protocol), 0, 'M');
}

function by_reply(at: Observation, protocol: number, d: End, c: End): ip_vs_conn | null {
  return at.atClient(protocol, c, (cp) => sameEnd(cp.daddr, cp.dport, d));
}

function take_state(at: Observation, cp: ip_vs_conn, state: number, active: boolean, timeout: number): void {
  const { ipvs } = at;
  set_activity(ipvs, cp, active);
  set(ipvs, cp, 'old_state', cp.state);
  set_state(ipvs, cp, state);
  set_timeout(ipvs, cp, timeout);
}

const tcp_state: Effect = (at, line) => {
  const { values } = line;
  const { ipvs } = at;
  const protocol = protocolOf(values[0]);
  const whole = values.length > 13;
  const cp = whole
    ? (at.find(endsAt(line, 6, protocol)) ?? found_late(at, line, protocol))
    : by_reply(at, protocol, endAt(values, 6), endAt(values, 8));
  const state = TCP_STATE_NAMES.indexOf(String(values.at(-2)) as 'NONE');
  if (!cp || state < 0) return;
  const { active } = ipvs.params.profile.tcp;
  take_state(at, cp, state, active[state], ipvs.proto.tcp_timeouts[state]);
  if (state === TCP_ESTABLISHED) ip_vs_control_assure_ct(ipvs, cp);
};

const sctp_state: Effect = (at, { values }) => {
  const { ipvs } = at;
  const cp = by_reply(at, protocolOf(values[0]), endAt(values, 2), endAt(values, 4));
  const state = SCTP_STATE_NAMES.indexOf(String(values[7]) as 'NONE');
  if (!cp || state < 0) return;
  const established = state === SCTP_ESTABLISHED;
  const inactive = (cp.flags & IP_VS_CONN_F_INACTIVE) !== 0;
  const active = established || (!inactive && state < SCTP_ESTABLISHED);
  take_state(at, cp, state, active, ipvs.proto.sctp_timeouts[state]);
  if (established) ip_vs_control_assure_ct(ipvs, cp);
};

export const STATES: Readonly<Record<string, Effect>> = { tcp_state, sctp_state };
