import { conn_bucket } from '../kernel/ipvs/conn_tab.ts';
import {
  IP_VS_CONN_F_HASHED,
  IP_VS_CONN_F_INACTIVE,
  IP_VS_CONN_F_NO_CPORT,
  IP_VS_CONN_F_ONE_PACKET,
  type ip_vs_conn,
  type ip_vs_dest,
  type ip_vs_service,
  is_template,
} from '../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import { services_walk } from '../kernel/ipvs/services.ts';
import { IPS_CONFIRMED, IPS_DYING, type nf_conn } from '../kernel/lib/nf_conntrack.ts';
import { tuple_bucket } from '../kernel/lib/nf_conntrack_tuple.ts';
import type { timer_list } from '../kernel/lib/timer.ts';

/** What must hold of a machine between two inputs, whatever it has been through. */

const name = (cp: ip_vs_conn): string => `conn #${cp.uid}`;

/** Every timer that hangs in the wheel. */
function pendingTimers(ipvs: netns_ipvs): timer_list[] {
  const found: timer_list[] = [];
  for (const head of ipvs.timers.heads) for (let timer = head; timer; timer = timer.next) found.push(timer);
  return found;
}

/** The table: flags, buckets and links; every entry once. */
function checkTable(ipvs: netns_ipvs, problems: string[]): Set<ip_vs_conn> {
  const { conn_tab } = ipvs;
  const hashed = new Set<ip_vs_conn>();
  for (const [bucket, head] of conn_tab.heads.entries()) {
    let before: ip_vs_conn | null = null;
    for (let cp = head; cp; cp = cp.c_next) {
      if (hashed.has(cp)) {
        problems.push(`${name(cp)} stands in the table twice`);
        break;
      }
      hashed.add(cp);
      if (!(cp.flags & IP_VS_CONN_F_HASHED)) problems.push(`${name(cp)} stands in the table without HASHED`);
      if (cp.c_prev !== before) problems.push(`${name(cp)}: c_prev is wrong`);
      if (cp.bucket !== bucket) problems.push(`${name(cp)} says bucket ${cp.bucket}, stands in ${bucket}`);
      const key = conn_bucket(conn_tab, cp);
      if (key !== bucket) problems.push(`${name(cp)} belongs in bucket ${key}, stands in ${bucket}`);
      before = cp;
    }
  }
  return hashed;
}

/** Conntracks stand in the bucket of each of their tuples, confirmed and alive. */
function checkConntracks({ nf_conntrack_hash: table }: netns_ipvs, problems: string[]): void {
  const seen = new Map<nf_conn, number>();
  for (const [at, bucket] of table.entries()) {
    for (const ct of bucket) {
      seen.set(ct, (seen.get(ct) ?? 0) + 1);
      const keys = [ct.original, ct.reply].map((tuple) => tuple_bucket(tuple, table.length));
      if (!keys.includes(at)) problems.push(`conntrack #${ct.uid} belongs in ${keys}, stands in ${at}`);
    }
  }
  for (const [ct, places] of seen) {
    if (places !== 2) problems.push(`conntrack #${ct.uid} stands in the table ${places} times`);
    if ((ct.status & (IPS_CONFIRMED | IPS_DYING)) !== IPS_CONFIRMED) {
      problems.push(`conntrack #${ct.uid} stands in the table with status 0x${ct.status.toString(16)}`);
    }
  }
}

function checkTimers(ipvs: netns_ipvs, hashed: Set<ip_vs_conn>, problems: string[]): void {
  const pending = pendingTimers(ipvs);
  if (ipvs.timers.pending !== pending.length) {
    problems.push(`the wheel counts ${ipvs.timers.pending} timers and has ${pending.length}`);
  }
  if (new Set(pending).size !== pending.length) problems.push('a timer hangs in the wheel twice');
  for (const timer of pending) {
    if (timer.slot < 0) problems.push(`a ${timer.kind} timer hangs in the wheel and says it does not`);
    if (timer.fires < ipvs.jiffies) problems.push(`a ${timer.kind} timer is overdue`);
    if (timer.kind !== 'conn') continue;
    const cp = timer.owner as ip_vs_conn;
    if (!hashed.has(cp)) problems.push(`${name(cp)} has a timer and is not in the table`);
  }
  for (const cp of hashed) {
    if (cp.timer.slot < 0) problems.push(`${name(cp)} is idle and has no timer`);
    if (cp.refcnt !== 1) problems.push(`${name(cp)} is idle with ${cp.refcnt} references`);
    if (cp.flags & IP_VS_CONN_F_ONE_PACKET) problems.push(`${name(cp)} outlives its packet`);
  }
}

function checkCounts(ipvs: netns_ipvs, hashed: Set<ip_vs_conn>, problems: string[]): void {
  const control = new Map<ip_vs_conn, number>();
  let no_cport = 0;
  for (const cp of hashed) {
    if (cp.flags & IP_VS_CONN_F_NO_CPORT) no_cport++;
    if (cp.control) control.set(cp.control, (control.get(cp.control) ?? 0) + 1);
    if (cp.control && !hashed.has(cp.control)) problems.push(`${name(cp)} is controlled by a freed entry`);
  }
  for (const cp of hashed) {
    const controlled = control.get(cp) ?? 0;
    if (cp.n_control !== controlled)
      problems.push(`${name(cp)}: n_control ${cp.n_control}, it controls ${controlled}`);
  }
  if (ipvs.conn_count !== hashed.size)
    problems.push(`conn_count is ${ipvs.conn_count}, entries ${hashed.size}`);
  if (ipvs.conn_no_cport_cnt !== no_cport) {
    problems.push(`conn_no_cport_cnt is ${ipvs.conn_no_cport_cnt}, entries without port ${no_cport}`);
  }
}

/** References that a scheduler's memory holds on each server: found wherever servers stand in it. */
function schedulerReferences(svc: ip_vs_service): Map<ip_vs_dest, number> {
  const references = new Map<ip_vs_dest, number>();
  const holds = ['sh', 'dh', 'mh', 'lblc', 'lblcr'].includes(svc.scheduler ?? '');
  const seen = new Set<unknown>();
  const work: unknown[] = holds ? [svc.sched_data] : [];
  while (work.length > 0) {
    const value = work.pop();
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    if ('kind' in value && value.kind === 'ip_vs_dest') {
      const dest = value as ip_vs_dest;
      references.set(dest, (references.get(dest) ?? 0) + 1);
      continue;
    }
    // A timer leads to other objects, not to what this one holds.
    if (seen.has(value) || 'slot' in value || 'kind' in value) continue;
    seen.add(value);
    if (value instanceof Map) work.push(...value.values());
    else work.push(...Object.values(value));
  }
  return references;
}

interface Bound {
  active: number;
  inactive: number;
  persistent: number;
  references: number;
}

function boundTo(ipvs: netns_ipvs, hashed: Set<ip_vs_conn>): Map<ip_vs_dest, Bound> {
  const all = new Map<ip_vs_dest, Bound>();
  const of = (dest: ip_vs_dest): Bound => {
    const bound = all.get(dest) ?? { active: 0, inactive: 0, persistent: 0, references: 1 };
    all.set(dest, bound);
    return bound;
  };
  for (const dest of ipvs.dest_trash) of(dest);
  for (const svc of services_walk(ipvs)) {
    for (const dest of svc.destinations) of(dest);
    for (const [dest, count] of schedulerReferences(svc)) of(dest).references += count;
  }
  for (const cp of hashed) {
    if (!cp.dest) continue;
    const bound = of(cp.dest);
    bound.references++;
    if (is_template(cp)) bound.persistent++;
    else if (cp.flags & IP_VS_CONN_F_INACTIVE) bound.inactive++;
    else bound.active++;
  }
  return all;
}

function checkServers(ipvs: netns_ipvs, hashed: Set<ip_vs_conn>, problems: string[]): void {
  const known = new Set([...ipvs.dest_trash]);
  for (const svc of services_walk(ipvs)) for (const dest of svc.destinations) known.add(dest);
  for (const [dest, bound] of boundTo(ipvs, hashed)) {
    const said = [dest.activeconns, dest.inactconns, dest.persistconns, dest.refcnt].join(' ');
    const counted = [bound.active, bound.inactive, bound.persistent, bound.references].join(' ');
    if (said !== counted)
      problems.push(`server #${dest.uid} says active, inactive, persistent, refcnt ${said}: ${counted}`);
    if (!known.has(dest)) problems.push(`server #${dest.uid} is used and was freed`);
  }
}

function checkServices(ipvs: netns_ipvs, problems: string[]): void {
  const references = new Map<ip_vs_service, number>();
  const add = (svc: ip_vs_service | null): void => {
    if (svc) references.set(svc, (references.get(svc) ?? 0) + 1);
  };
  let count = 0;
  for (const svc of services_walk(ipvs)) {
    count++;
    add(svc);
    for (const dest of svc.destinations) add(dest.svc);
    if (svc.num_dests !== svc.destinations.length) problems.push(`service #${svc.uid}: num_dests is wrong`);
  }
  for (const dest of ipvs.dest_trash) add(dest.svc);
  for (const [svc, counted] of references) {
    if (svc.refcnt !== counted)
      problems.push(`service #${svc.uid}: refcnt ${svc.refcnt}, counted ${counted}`);
  }
  if (ipvs.num_services + ipvs.num_services6 !== count) problems.push(`${count} services, counted otherwise`);
}

/** Everything that does not hold, in words; none = the machine is sound. */
export function brokenInvariants(ipvs: netns_ipvs): string[] {
  const problems: string[] = [];
  const hashed = checkTable(ipvs, problems);
  checkTimers(ipvs, hashed, problems);
  checkCounts(ipvs, hashed, problems);
  checkServers(ipvs, hashed, problems);
  checkServices(ipvs, problems);
  checkConntracks(ipvs, problems);
  return problems;
}
