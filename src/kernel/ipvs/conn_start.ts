import { type AddressFamily, addrEqual, addrKey, familyOf, type InetAddr } from '../../base/inet.ts';
import type { StartEntry } from '../../control/start-entry.ts';
import { set_activity } from './activity.ts';
import { conn_param } from './conn_lookup.ts';
import { ip_vs_control_add } from './control.ts';
import { find_dest } from './dest.ts';
import {
  IP_VS_CONN_F_INACTIVE,
  IP_VS_CONN_F_SYNC,
  IP_VS_CONN_F_TEMPLATE,
  IP_VS_SVC_F_PERSISTENT,
  type ip_vs_conn,
  type ip_vs_dest,
  type ip_vs_service,
  is_template,
} from './ip_vs.ts';
import { ip_vs_conn_new, ip_vs_conn_put } from './ip_vs_conn.ts';
import { IPPROTO_IP, IPPROTO_SCTP, IPPROTO_TCP, SCTP_STATE_NAMES, TCP_STATE_NAMES } from './ip_vs_proto.ts';
import { type netns_ipvs, set, set_state, set_timeout } from './netns_ipvs.ts';
import { table_timeout } from './proto_data.ts';
import { client_network } from './sched_persist.ts';
import { ip_vs_service_find } from './service_lookup.ts';
import { services_walk } from './services.ts';

/**
 * Entries that a listing tells of, made with the kernel's own functions. No kernel function does this: it stands
 * nearest to what a backup does with a sync message (ip_vs_sync.c: ip_vs_proc_conn). Nothing of it is printed.
 */

export interface Started {
  /** In the order of the listing. */
  readonly made: readonly ip_vs_conn[];
  /** Entries that were put under a template. */
  readonly linked: number;
  /** Entries whose real server is not among the rules. */
  readonly unbound: number;
}

const SCTP_ESTABLISHED = SCTP_STATE_NAMES.indexOf('ESTABLISHED');

/** A state by the name that listings have for it; one that is not known counts as the first. */
export function state_of({
  protocol,
  cport,
  state,
}: Pick<StartEntry, 'protocol' | 'cport' | 'state'>): number {
  if (cport === 0) return state === 'ASSURED' ? 1 : 0;
  const names: readonly string[] =
    protocol === IPPROTO_TCP ? TCP_STATE_NAMES : protocol === IPPROTO_SCTP ? SCTP_STATE_NAMES : [];
  return Math.max(0, names.indexOf(state));
}

/** A template that was put aside keeps its server, whose port it no longer has. */
function server_anywhere(ipvs: netns_ipvs, vaddr: InetAddr, daddr: InetAddr): ip_vs_dest | null {
  for (const svc of services_walk(ipvs)) {
    if (svc.fwmark === 0 && !addrEqual(svc.addr, vaddr)) continue;
    const found = svc.destinations.find(({ addr }) => addrEqual(addr, daddr));
    if (found) return found;
  }
  return null;
}

function server_of(ipvs: netns_ipvs, af: AddressFamily, e: StartEntry): ip_vs_dest | null {
  if (e.vport === 0xffff && e.dport === 0xffff) return server_anywhere(ipvs, e.vaddr, e.daddr);
  const svc = ip_vs_service_find(ipvs, af, e.fwmark, e.protocol, e.vaddr, e.vport);
  if (!svc) return null;
  const exact = find_dest(svc, e.daddr, e.dport) ?? find_dest(svc, e.daddr, 0);
  if (exact || e.cport !== 0) return exact;
  return svc.destinations.find(({ addr }) => addrEqual(addr, e.daddr)) ?? null;
}

function is_active(ipvs: netns_ipvs, protocol: number, state: number): boolean {
  if (protocol === IPPROTO_TCP) return ipvs.params.profile.tcp.active[state] ?? false;
  return protocol === IPPROTO_SCTP && state === SCTP_ESTABLISHED;
}

/** Makes the entry; its timer runs when the listing says, its timeout is what the kernel gives that state. */
function start_conn(ipvs: netns_ipvs, e: StartEntry): ip_vs_conn {
  const af = familyOf(e.caddr);
  const template = e.cport === 0;
  const state = state_of(e);
  const active = is_active(ipvs, e.protocol, state);
  const dest = server_of(ipvs, af, e);
  let flags = template ? IP_VS_CONN_F_TEMPLATE : 0;
  if (e.synced) flags |= IP_VS_CONN_F_SYNC;
  if (!template && (e.synced || !dest) && !active) flags |= IP_VS_CONN_F_INACTIVE;
  const p = conn_param(af, e.protocol, e.caddr, e.cport, e.vaddr, e.vport, e.pe, e.peData);
  const cp = ip_vs_conn_new(ipvs, p, e.daddr, e.dport, flags, dest, e.fwmark);
  set_state(ipvs, cp, state);
  set(ipvs, cp, 'old_state', state);
  if (!template) set_activity(ipvs, cp, active);
  const left = Math.round(e.expiresS * ipvs.params.hz);
  const usual = template ? dest?.svc?.timeout : table_timeout(ipvs.proto, e.protocol, state);
  set_timeout(ipvs, cp, left);
  ip_vs_conn_put(ipvs, cp);
  set_timeout(ipvs, cp, usual || left);
  return cp;
}

const family_key = (client: InetAddr, protocol: number, vaddr: InetAddr, vport: number): string =>
  `${addrKey(client)} ${protocol} ${addrKey(vaddr)} ${vport}`;

/** The template that the kernel would have made for this entry's client, service and virtual port. */
function template_of(
  templates: ReadonlyMap<string, readonly ip_vs_conn[]>,
  cp: ip_vs_conn,
  svc: ip_vs_service,
): ip_vs_conn | null {
  const net = client_network(cp.caddr, svc.netmask);
  const of_mark = typeof net === 'number' ? svc.fwmark : ([0, 0, 0, svc.fwmark] as const);
  const key =
    svc.fwmark !== 0
      ? family_key(net, IPPROTO_IP, of_mark, 0)
      : family_key(net, cp.protocol, cp.vaddr, svc.port === 0 ? 0 : cp.vport);
  const found = templates.get(key) ?? [];
  return found.find((ct) => ct.dest === cp.dest || addrEqual(ct.daddr, cp.daddr)) ?? null;
}

/** A listing does not tell who controls whom: the client's network, the virtual end and the server do. */
function link(ipvs: netns_ipvs, made: readonly ip_vs_conn[]): number {
  const templates = new Map<string, ip_vs_conn[]>();
  for (const ct of made) {
    if (!is_template(ct)) continue;
    const key = family_key(ct.caddr, ct.protocol, ct.vaddr, ct.protocol === IPPROTO_IP ? 0 : ct.vport);
    const known = templates.get(key);
    if (known) known.push(ct);
    else templates.set(key, [ct]);
  }
  let linked = 0;
  for (const cp of made) {
    const svc = cp.dest?.svc;
    if (is_template(cp) || !svc || !(svc.flags & IP_VS_SVC_F_PERSISTENT)) continue;
    const ct = template_of(templates, cp, svc);
    if (!ct) continue;
    ip_vs_control_add(ipvs, cp, ct);
    linked++;
  }
  return linked;
}

/**
 * Fills the table with entries of a listing: the last one first, because each goes to the head of its bucket, so
 * that a listing of the model has the order of the one it came from.
 */
export function conn_start(ipvs: netns_ipvs, entries: readonly StartEntry[]): Started {
  const { probe } = ipvs;
  ipvs.probe = null;
  const made = entries.toReversed().map((entry) => start_conn(ipvs, entry));
  made.reverse();
  const linked = link(ipvs, made);
  ipvs.probe = probe;
  return { made, linked, unbound: made.filter(({ dest }) => dest === null).length };
}
