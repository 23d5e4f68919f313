import { familyOf } from '../../base/inet.ts';
import { ip_vs_unbind_dest } from '../../kernel/ipvs/bind_dest.ts';
import {
  conn_param,
  ip_vs_conn_in_get,
  ip_vs_conn_out_get,
  ip_vs_ct_in_get,
} from '../../kernel/ipvs/conn_lookup.ts';
import { ip_vs_control_assure_ct, ip_vs_control_del } from '../../kernel/ipvs/control.ts';
import type { ip_vs_conn, ip_vs_conn_param } from '../../kernel/ipvs/ip_vs.ts';
import { ip_vs_conn_unhash } from '../../kernel/ipvs/ip_vs_conn.ts';
import { IPPROTO_UDP } from '../../kernel/ipvs/ip_vs_proto.ts';
import { set_refcnt } from '../../kernel/ipvs/netns_ipvs.ts';
import { FTPPORT, ip_vs_service_find } from '../../kernel/ipvs/service_lookup.ts';
import type { ParsedMessage } from '../../klog/parse.ts';
import type { Observation } from '../observation.ts';
import { addrOf, numberOf, protocolOf } from '../values.ts';
import type { Effect } from './effect.ts';

/** Lookups: what they found is in the line; the entry is taken hold of, and a miss ends what should be gone. */

function paramOf({ values }: ParsedMessage): ip_vs_conn_param {
  const addr = addrOf(values[1]);
  const vaddr = addrOf(values[3]);
  return conn_param(
    familyOf(addr),
    protocolOf(values[0]),
    addr,
    numberOf(values[2]),
    vaddr,
    numberOf(values[4]),
  );
}

type Get = (ipvs: Observation['ipvs'], p: ip_vs_conn_param) => ip_vs_conn | null;

function lookup(get: Get): Effect {
  return (at, line) => {
    const param = paramOf(line);
    if (get === ip_vs_conn_in_get) at.asked = param;
    const cp = get(at.ipvs, param);
    if (!cp) return;
    if (line.values[5] === 'hit') at.hold(cp);
    else drop_unseen(at, cp);
  };
}

/** The log has no end for this entry, and yet it is not found any more: its last lines are missing. */
export function drop_unseen(at: Observation, cp: ip_vs_conn): void {
  const { ipvs } = at;
  ipvs.probe?.note('released unseen', 'not found, and the log has no line about its end');
  ip_vs_conn_unhash(ipvs, cp);
  if (cp.control) ip_vs_control_del(ipvs, cp);
  ip_vs_unbind_dest(ipvs, cp);
  set_refcnt(ipvs, cp, 0);
  at.held.delete(cp);
  ipvs.conn_count--;
}

const template_lookup: Effect = (at, line) => {
  const { values } = line;
  const vaddr = addrOf(values[3]);
  if (protocolOf(values[0]) === 0 && at.fwmark === 0) {
    at.fwmark = typeof vaddr === 'number' ? vaddr : vaddr[0];
  }
  if (numberOf(values[4]) === 0 && at.fwmark === 0 && at.hit?.port !== FTPPORT) at.portZero = true;
  const pe = at.callid === null ? null : 'sip';
  const ct = ip_vs_ct_in_get(at.ipvs, { ...paramOf(line), pe, pe_data: at.callid });
  if (!ct) return;
  if (values[5] === 'hit') at.hold(ct);
  else drop_unseen(at, ct);
};

const lookup_service: Effect = (at, { values }) => {
  const [fwmark, protocol, addr, port] = [
    numberOf(values[0]),
    protocolOf(values[1]),
    addrOf(values[2]),
    numberOf(values[3]),
  ];
  at.fwmark = fwmark;
  at.svc = ip_vs_service_find(at.ipvs, familyOf(addr), fwmark, protocol, addr, port);
  if (!at.svc && values[4] === 'hit') at.hit = { protocol, addr, port };
};

const sip_callid: Effect = (at, { values }) => {
  at.callid = String(values[0]);
};

const lookup_out: Effect = (at, line) => {
  lookup(ip_vs_conn_out_get)(at, line);
  const { cp } = at;
  if (cp && cp.protocol === IPPROTO_UDP && line.values[5] === 'hit') ip_vs_control_assure_ct(at.ipvs, cp);
};

const icmp: Effect = (at) => {
  at.icmp = true;
};

export const LOOKUPS: Readonly<Record<string, Effect>> = {
  lookup_in: lookup(ip_vs_conn_in_get),
  lookup_out,
  template_lookup,
  lookup_service,
  sip_callid,
  outgoing_icmp: icmp,
  incoming_icmp: icmp,
  outgoing_icmpv6: icmp,
  incoming_icmpv6: icmp,
};
