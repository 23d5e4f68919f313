import { addrEqual } from '../../base/inet.ts';
import type { ServiceKey } from '../../control/command.ts';
import { run_command } from '../../kernel/command.ts';
import { find_dest } from '../../kernel/ipvs/dest.ts';
import { IP_VS_SVC_F_PERSISTENT, type ip_vs_dest, type ip_vs_service } from '../../kernel/ipvs/ip_vs.ts';
import { set } from '../../kernel/ipvs/netns_ipvs.ts';
import { services_walk } from '../../kernel/ipvs/services.ts';
import type { ParsedMessage } from '../../klog/parse.ts';
import type { Observation } from '../observation.ts';
import { addrOf, type End, endAt, figures, numberOf } from '../values.ts';
import type { Effect } from './effect.ts';

/** What lines of schedulers and of the administration say about services and real servers. */

const keyOf = (svc: ip_vs_service): ServiceKey =>
  svc.fwmark !== 0
    ? { kind: 'fwmark', fwmark: svc.fwmark, ipv6: svc.af === 10 }
    : { kind: 'address', protocol: svc.protocol, addr: svc.addr, port: svc.port };

/** `ip_vs_rr_schedule`: the service is scheduled by rr. */
export function scheduling(at: Observation, { message }: ParsedMessage): void {
  const name = /^ip_vs_(\w+)_schedule$/.exec(message.fn)?.[1];
  const { ipvs, svc } = at;
  if (!name || !svc || svc.scheduler === name) return;
  const { persistent, netmask } = optionsOf(at, svc);
  run_command(ipvs, {
    op: 'edit-service',
    service: keyOf(svc),
    options: { scheduler: name, persistent, netmask, pe: svc.pe, onePacket: false, schedFlags: [] },
  });
}

function optionsOf(at: Observation, svc: ip_vs_service): { persistent: number | null; netmask: number } {
  const persistent = svc.flags & IP_VS_SVC_F_PERSISTENT ? svc.timeout / at.ipvs.params.hz : null;
  return { persistent, netmask: svc.netmask };
}

/** A scheduler names the server that it chose: its weight is in the line. */
export function picked(at: Observation, line: ParsedMessage): void {
  const { svc, ipvs } = at;
  if (!svc || !line.message.fn.endsWith('_schedule') || line.values.length < 3) return;
  const found = figures(line);
  const weight = found.get('weight') ?? found.get('w');
  if (weight === undefined) return;
  const end = endAt(line.values, 0);
  const dest = at.server(svc, end, 'M');
  if (dest) set(ipvs, dest, 'weight', weight);
}

const p_schedule: Effect = (at) => {
  const { svc, ipvs } = at;
  if (svc) set(ipvs, svc, 'flags', svc.flags | IP_VS_SVC_F_PERSISTENT);
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
  run_command(at.ipvs, {
    op: 'delete-server',
    service: keyOf(found[0]),
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
    if (fits) run_command(at.ipvs, { op: 'delete-service', service: keyOf(svc) });
  }
};

const setting_timeout: Effect = (at, { values }) => {
  const [tcp, tcpFin, udp] = values.map(numberOf);
  run_command(at.ipvs, { op: 'set-timeout', tcp, tcpFin, udp });
};

export const SERVERS: Readonly<Record<string, Effect>> = {
  p_schedule,
  moving_dest,
  get_from_trash,
  removing_service,
  setting_timeout,
};
