import { addrEqual } from '../base/inet.ts';
import {
  IP_VS_DEST_F_OVERLOAD,
  IP_VS_SVC_F_PERSISTENT,
  type ip_vs_dest,
  type ip_vs_iphdr,
  type ip_vs_service,
  type ip_vs_stats,
} from '../kernel/ipvs/ip_vs.ts';
import { services_walk } from '../kernel/ipvs/ip_vs_ctl.ts';
import { scheduler_of } from '../kernel/ipvs/ip_vs_sched.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import { uptimeOf } from '../kernel/lib/jiffies.ts';
import { FORWARD_NAMES, service_title } from '../kernel/listing/ipvsadm.ts';
import type { IpPacket } from '../packet/packet.ts';
import type { RealServerView, ServiceView, StatsView, TrashView } from '../trace/views.ts';
import type { Changes } from './conns.ts';
import { objectId } from './fields.ts';
import { schedulerInside } from './scheduler/inside.ts';
import type { Servers } from './servers.ts';

/** Services and real servers, live: counters as they are, not as the last estimation saw them. */

function statsView(stats: ip_vs_stats): StatsView {
  const { conns, inpkts, outpkts, inbytes, outbytes } = stats;
  return { conns, inPkts: inpkts, outPkts: outpkts, inBytes: inbytes, outBytes: outbytes };
}

function methodOf(dest: ip_vs_dest): RealServerView['method'] {
  const name = FORWARD_NAMES[dest.conn_flags & 7];
  return name === 'Masq' || name === 'Tunnel' || name === 'Local' ? name : 'Route';
}

function serverView(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  dest: ip_vs_dest,
  servers: Servers,
  changes: Changes,
): RealServerView {
  return {
    server: servers.of(dest.addr, dest.port),
    method: methodOf(dest),
    weight: dest.weight,
    active: dest.activeconns,
    inactive: dest.inactconns,
    persistent: dest.persistconns,
    refcnt: dest.refcnt,
    overloaded: (dest.flags & IP_VS_DEST_F_OVERLOAD) !== 0,
    upperThreshold: dest.u_threshold,
    lowerThreshold: dest.l_threshold,
    stats: statsView(dest.stats),
    schedulerValue: scheduler_of(svc)?.figure?.of(svc, dest, ipvs) ?? '',
    changed: [...(changes.get(objectId(dest)) ?? [])],
  };
}

/** The service that an event is about, and the packet that was looked up for it. */
export interface OwnService {
  readonly svc: ip_vs_service | null;
  readonly iph: ip_vs_iphdr | null;
}

/** As ipvsadm prints it; a log tells that a service is persistent, but not for how long. */
function titleOf(svc: ip_vs_service, hz: number): string {
  const title = service_title(svc, hz);
  return svc.timeout === 0 ? title.replace('persistent 0', 'persistent ?') : title;
}

/**
 * In the order of /proc/net/ip_vs, with the event's own service in front.
 * @param inside whether the inside of schedulers is wanted
 */
export function serviceViews(
  ipvs: netns_ipvs,
  servers: Servers,
  changes: Changes,
  { svc: own, iph }: OwnService,
  inside: boolean,
): ServiceView[] {
  const all = [...services_walk(ipvs)];
  const order = own && all.includes(own) ? [own, ...all.filter((svc) => svc !== own)] : all;
  return order.map((svc) => ({
    id: objectId(svc),
    title: titleOf(svc, ipvs.params.hz),
    scheduler: svc.scheduler ?? 'none',
    persistent: svc.flags & IP_VS_SVC_F_PERSISTENT ? svc.timeout / ipvs.params.hz : null,
    stats: statsView(svc.stats),
    schedulerValueName: scheduler_of(svc)?.figure?.name ?? '',
    servers: svc.destinations.map((dest) => serverView(ipvs, svc, dest, servers, changes)),
    schedulerState: scheduler_of(svc)?.describe?.(svc) ?? '',
    inside: inside ? schedulerInside(ipvs, svc, servers, svc === own ? iph : null) : null,
  }));
}

/** The service whose address a packet carries at either end, for packets that IPVS did not look a service up for. */
export function serviceOfPacket(ipvs: netns_ipvs, ip: IpPacket | null): ip_vs_service | null {
  if (!ip || !('sport' in ip.transport)) return null;
  const { sport, dport } = ip.transport;
  for (const svc of services_walk(ipvs)) {
    if (svc.protocol !== ip.protocol || svc.fwmark !== 0) continue;
    if (addrEqual(svc.addr, ip.daddr) && svc.port === dport) return svc;
    if (addrEqual(svc.addr, ip.saddr) && svc.port === sport) return svc;
  }
  return null;
}

export function trashViews(ipvs: netns_ipvs, servers: Servers): TrashView[] {
  return ipvs.dest_trash.map((dest) => ({
    server: servers.of(dest.addr, dest.port),
    refcnt: dest.refcnt,
    since: dest.idle_start === 0 ? null : uptimeOf(ipvs.params.hz, dest.idle_start),
  }));
}
