import { addrEqual } from '../../base/inet.ts';
import { find_dest } from '../../kernel/ipvs/dest.ts';
import { IP_VS_SVC_F_PERSISTENT, type ip_vs_dest, type ip_vs_service } from '../../kernel/ipvs/ip_vs.ts';
import { set } from '../../kernel/ipvs/netns_ipvs.ts';
import { services_walk } from '../../kernel/ipvs/services.ts';
import { service_key } from '../../kernel/listing/rules.ts';
import type { ParsedMessage } from '../../klog/parse.ts';
import { maskOf } from '../netmask.ts';
import type { Observation } from '../observation.ts';
import { addrOf, type End, endAt, figures, numberOf } from '../values.ts';
import type { Effect } from './effect.ts';

/** What lines of schedulers and of the administration say about services and real servers. */

/** `ip_vs_rr_schedule`: the service is scheduled by rr. */
export function scheduling(at: Observation, { message }: ParsedMessage): void {
  const name = /^ip_vs_(\w+)_schedule$/.exec(message.fn)?.[1];
  const { svc } = at;
  if (!name) return;
  at.scheduler = name;
  if (!svc || svc.scheduler === name) return;
  const { persistent, netmask } = optionsOf(at, svc);
  at.administer({
    op: 'edit-service',
    service: service_key(svc),
    options: { scheduler: name, persistent, netmask, pe: svc.pe, onePacket: false, schedFlags: [] },
  });
}

function optionsOf(at: Observation, svc: ip_vs_service): { persistent: number | null; netmask: number } {
  const persistent = svc.flags & IP_VS_SVC_F_PERSISTENT ? svc.timeout / at.ipvs.params.hz : null;
  return { persistent, netmask: svc.netmask };
}

/** A scheduler names the server that it chose: its weight is in the line. */
export function picked(at: Observation, line: ParsedMessage): void {
  if (!line.message.fn.endsWith('_schedule') || line.values.length < 3) return;
  const found = figures(line);
  const weight = found.get('weight') ?? found.get('w');
  if (weight === undefined) return;
  const server = endAt(line.values, 0);
  at.picked = { server, weight };
  const dest = at.svc && at.knownServer(at.svc, server);
  if (dest) set(at.ipvs, dest, 'weight', weight);
}

/** The service is persistent, and the client's network tells its mask. */
const p_schedule: Effect = (at, { values }) => {
  const { svc, ipvs } = at;
  at.persistent = true;
  const netmask = maskOf(addrOf(values[0]), addrOf(values[4]), svc?.netmask ?? null);
  if (netmask !== null) at.netmask = netmask;
  if (!svc) return;
  set(ipvs, svc, 'flags', svc.flags | IP_VS_SVC_F_PERSISTENT);
  if (netmask !== null && netmask !== svc.netmask) set(ipvs, svc, 'netmask', netmask);
};

/** The server that a line about the trash is about, with its service. */
function serverOf(at: Observation, end: End, refcnt: number | null): [ip_vs_service, ip_vs_dest] | null {
  let found: [ip_vs_service, ip_vs_dest] | null = null;
  for (const svc of services_walk(at.ipvs)) {
    const dest = find_dest(svc, end.addr, end.port);
    if (dest && (!found || dest.refcnt === refcnt)) found = [svc, dest];
  }
  return found;
}

const moving_dest: Effect = (at, { values }) => {
  const end = endAt(values, 0);
  const found = serverOf(at, end, numberOf(values[2]));
  if (!found) return;
  at.administer({
    op: 'delete-server',
    service: service_key(found[0]),
    server: { addr: end.addr, port: end.port },
  });
};

const get_from_trash: Effect = (at, { values }) => {
  const end = endAt(values, 0);
  const vaddr = addrOf(values[4]);
  const [fwmark, vport] = [numberOf(values[3]), numberOf(values[5])];
  for (const svc of services_walk(at.ipvs)) {
    const fits = fwmark !== 0 ? svc.fwmark === fwmark : svc.port === vport && addrEqual(svc.addr, vaddr);
    if (fits) at.server(svc, end, 'M');
  }
};

const removing_service: Effect = (at, { values }) => {
  const [fwmark, addr, port] = [numberOf(values[0]), addrOf(values[1]), numberOf(values[2])];
  for (const svc of [...services_walk(at.ipvs)]) {
    const fits = fwmark !== 0 ? svc.fwmark === fwmark : svc.port === port && addrEqual(svc.addr, addr);
    if (fits) at.administer({ op: 'delete-service', service: service_key(svc) });
  }
};

const setting_timeout: Effect = (at, { values }) => {
  const [tcp, tcpFin, udp] = values.map(numberOf);
  at.administer({ op: 'set-timeout', tcp, tcpFin, udp });
};

const no_dest: Effect = (at) => {
  at.refused = true;
};

export const SERVERS: Readonly<Record<string, Effect>> = {
  schedule_no_dest: no_dest,
  p_schedule_no_dest: no_dest,
  p_schedule,
  moving_dest,
  get_from_trash,
  removing_service,
  setting_timeout,
};
