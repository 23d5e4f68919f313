import { familyOf, type InetAddr } from '../../base/inet.ts';
import { ip_vs_unbind_dest } from '../../kernel/ipvs/bind_dest.ts';
import { conn_param } from '../../kernel/ipvs/conn_lookup.ts';
import { conn_tab_walk } from '../../kernel/ipvs/conn_tab.ts';
import { ip_vs_control_add, ip_vs_control_del } from '../../kernel/ipvs/control.ts';
import {
  IP_VS_CONN_F_BYPASS,
  IP_VS_CONN_F_HASHED,
  IP_VS_CONN_F_NO_CPORT,
  IP_VS_CONN_F_ONE_PACKET,
  IP_VS_CONN_F_TEMPLATE,
  type ip_vs_conn,
  is_template,
} from '../../kernel/ipvs/ip_vs.ts';
import {
  ip_vs_conn_hash,
  ip_vs_conn_new,
  ip_vs_conn_put,
  ip_vs_conn_unhash,
} from '../../kernel/ipvs/ip_vs_conn.ts';
import { IPPROTO_TCP } from '../../kernel/ipvs/ip_vs_proto.ts';
import { set, set_flags, set_refcnt, set_timeout } from '../../kernel/ipvs/netns_ipvs.ts';
import { FTPPORT } from '../../kernel/ipvs/service_lookup.ts';
import { del_timer } from '../../kernel/lib/timer.ts';
import type { ParsedMessage } from '../../klog/parse.ts';
import { type Ends, type Observation, sameEnd } from '../observation.ts';
import { endAt, numberOf, protocolOf } from '../values.ts';
import type { Effect } from './effect.ts';

/** How entries begin, are tied to others, and end. */

const TCP_LISTEN = 9;
const NO_ADDRESS6: InetAddr = [0, 0, 0, 0];

export function endsAt({ values }: ParsedMessage, from: number, protocol: number): Ends {
  return { protocol, c: endAt(values, from), v: endAt(values, from + 2), d: endAt(values, from + 4) };
}

/** A new entry with these ends, as the log describes it. */
export function make(at: Observation, ends: Ends, flags: number, tag: string): ip_vs_conn {
  const { ipvs } = at;
  const { protocol, c, v, d } = ends;
  const af = familyOf(c.addr);
  const template = (flags & IP_VS_CONN_F_TEMPLATE) !== 0;
  if (template && v.port === 0 && protocol !== 0 && at.hit?.port !== FTPPORT) at.portZero = true;
  if (flags & IP_VS_CONN_F_ONE_PACKET) at.onePacket = true;
  if (template && protocol === 0) at.fwmark = typeof v.addr === 'number' ? v.addr : v.addr[0];
  const virtual = at.hit?.port === FTPPORT ? { ...v, port: FTPPORT } : v;
  const svc = at.svc ?? at.service(protocol, virtual, af);
  at.svc = svc;
  const announcer = at.announced ? at.cp?.dest : null;
  const dest = announcer ?? (svc ? at.server(svc, d, tag) : null);
  const pe = template && at.callid !== null ? 'sip' : null;
  const param = conn_param(af, protocol, c.addr, c.port, v.addr, v.port, pe, pe ? at.callid : null);
  const cp = ip_vs_conn_new(ipvs, param, d.addr, d.port, flags & ~IP_VS_CONN_F_HASHED, dest, at.fwmark);
  if (template) set_timeout(ipvs, cp, svc?.timeout ?? 0);
  if (cp.flags & IP_VS_CONN_F_ONE_PACKET) at.keepUnhashed(cp);
  at.hold(cp);
  return cp;
}

const bind_dest: Effect = (at, line) => {
  const { values } = line;
  const protocol = protocolOf(values[0]);
  const flags = numberOf(values[9]);
  const cp = make(at, endsAt(line, 1, protocol), flags, String(values[7]));
  const refcnt = numberOf(values[11]);
  if (cp.dest) set(at.ipvs, cp.dest, 'refcnt', refcnt);
  if (at.announced && protocol === IPPROTO_TCP && !is_template(cp)) {
    set(at.ipvs, cp, 'state', TCP_LISTEN);
    set(at.ipvs, cp, 'timeout', at.ipvs.proto.tcp_timeouts[TCP_LISTEN]);
  }
};

/** The packet goes on to its own destination through an entry without server. */
const cache_bypass: Effect = (at) => {
  const { asked, ipvs } = at;
  if (!asked) return;
  const nowhere = typeof asked.caddr === 'number' ? 0 : NO_ADDRESS6;
  at.hold(ip_vs_conn_new(ipvs, asked, nowhere, 0, IP_VS_CONN_F_BYPASS, null, at.fwmark));
};

/** Out of the table and off its server. */
const unbind_dest: Effect = (at, line) => {
  const { values } = line;
  const ends = endsAt(line, 1, protocolOf(values[0]));
  const { ipvs } = at;
  const cp = at.find(ends);
  if (!cp) return;
  at.about = cp;
  ipvs.probe?.enter('ip_vs_conn_expire', '');
  ipvs.probe?.scope(is_template(cp) ? 'ct' : 'cp', cp);
  if (cp.flags & IP_VS_CONN_F_HASHED) ip_vs_conn_unhash(ipvs, cp);
  const { timer } = cp;
  const old = { expires: timer.expires, fires: timer.fires, slot: timer.slot };
  if (del_timer(ipvs.timers, timer)) ipvs.probe?.timer(timer, old);
  if (cp.control) ip_vs_control_del(ipvs, cp);
  if (cp.dest) set(ipvs, cp.dest, 'refcnt', numberOf(values[11]));
  ip_vs_unbind_dest(ipvs, cp);
  set_refcnt(ipvs, cp, 0);
  if (cp.flags & IP_VS_CONN_F_NO_CPORT) ipvs.conn_no_cport_cnt--;
  ipvs.conn_count--;
  at.held.delete(cp);
  ipvs.probe?.leave('released');
};

const control_add: Effect = (at, { values }) => {
  const [client, controller] = [endAt(values, 0), endAt(values, 2)];
  const cp =
    at.cp && sameEnd(at.cp.caddr, at.cp.cport, client) ? at.cp : at.atClient(null, client, () => true);
  const ct =
    at.ct && sameEnd(at.ct.caddr, at.ct.cport, controller)
      ? at.ct
      : at.atClient(null, controller, (other) => other !== cp);
  if (cp && ct && !cp.control) ip_vs_control_add(at.ipvs, cp, ct);
};

const control_del: Effect = (at, { values }) => {
  const [client, controller] = [endAt(values, 0), endAt(values, 2)];
  const cp = at.atClient(null, client, ({ control }) =>
    control ? sameEnd(control.caddr, control.cport, controller) : false,
  );
  if (cp) ip_vs_control_del(at.ipvs, cp);
};

/** The template that no longer holds is put out of the way. */
const check_template: Effect = (at) => {
  const { ipvs, ct } = at;
  if (!ct || !ip_vs_conn_unhash(ipvs, ct)) return;
  set(ipvs, ct, 'dport', 0xffff);
  set(ipvs, ct, 'vport', 0xffff);
  set(ipvs, ct, 'cport', 0);
  ip_vs_conn_hash(ipvs, ct);
  release(at, ct);
  at.ct = null;
};

function release(at: Observation, cp: ip_vs_conn): void {
  at.held.delete(cp);
  set(at.ipvs, cp, 'refcnt', cp.refcnt - 1);
}

/** The client's port becomes known: the entry moves to another bucket. */
const filled_cport: Effect = (at, { values }) => {
  const { ipvs, cp } = at;
  if (!cp || !ip_vs_conn_unhash(ipvs, cp)) return;
  set_flags(ipvs, cp, cp.flags & ~IP_VS_CONN_F_NO_CPORT);
  set(ipvs, cp, 'cport', numberOf(values[0]));
  ipvs.conn_no_cport_cnt--;
  ip_vs_conn_hash(ipvs, cp);
};

/** The timer found the entry in use: which one is not in the line. The likeliest is the one that is due now. */
const delayed: Effect = (at, { values }) => {
  const { ipvs } = at;
  const cp = due(at, numberOf(values[1]));
  if (!cp) return;
  at.about = cp;
  ipvs.probe?.enter('ip_vs_conn_expire', '');
  ipvs.probe?.scope(is_template(cp) ? 'ct' : 'cp', cp);
  set_refcnt(ipvs, cp, cp.refcnt + 1);
  set_timeout(ipvs, cp, 60 * ipvs.params.hz);
  ip_vs_conn_put(ipvs, cp);
  ipvs.probe?.leave('delayed');
};

function due({ ipvs }: Observation, n_control: number): ip_vs_conn | null {
  const away = ({ timer }: ip_vs_conn): number => Math.abs(timer.fires - ipvs.jiffies);
  let best: ip_vs_conn | null = null;
  for (const cp of conn_tab_walk(ipvs.conn_tab)) {
    if (cp.n_control !== n_control || cp.timer.expires === 0) continue;
    if (!best || away(cp) < away(best)) best = cp;
  }
  return best && away(best) <= ipvs.params.hz ? best : null;
}

const announced: Effect = (at) => {
  at.announced = true;
};

export const LIFE: Readonly<Record<string, Effect>> = {
  bind_dest,
  cache_bypass,
  unbind_dest,
  control_add,
  control_del,
  check_template,
  filled_cport,
  delayed,
  port_detected: announced,
  eprt_detected: announced,
  pasv_response: announced,
  epsv_response: announced,
};
