import { AF_INET, AF_INET6, familyOf, type InetAddr } from '../base/inet.ts';
import type {
  Command,
  ForwardingMethod,
  RealServerOptions,
  ServiceKey,
  ServiceOptions,
} from '../control/command.ts';
import { defense_mode_written } from './ipvs/defense.ts';
import {
  IP_VS_CONN_F_BYPASS,
  IP_VS_CONN_F_DROUTE,
  IP_VS_CONN_F_LOCALNODE,
  IP_VS_CONN_F_MASQ,
  IP_VS_CONN_F_TUNNEL,
  IP_VS_CONN_F_TUNNEL_TYPE_GRE,
  IP_VS_CONN_F_TUNNEL_TYPE_GUE,
  IP_VS_CONN_F_TUNNEL_TYPE_IPIP,
  IP_VS_SVC_F_ONEPACKET,
  IP_VS_SVC_F_PERSISTENT,
  IP_VS_SVC_F_SCHED1,
  IP_VS_SVC_F_SCHED2,
  IP_VS_SVC_F_SCHED3,
  IP_VS_TUNNEL_ENCAP_FLAG_CSUM,
  IP_VS_TUNNEL_ENCAP_FLAG_NOCSUM,
  IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM,
  type ip_vs_service,
} from './ipvs/ip_vs.ts';
import {
  type DestUser,
  type Errno,
  find_service,
  ip_vs_add_dest,
  ip_vs_add_service,
  ip_vs_del_dest,
  ip_vs_del_service,
  ip_vs_edit_dest,
  ip_vs_edit_service,
  ip_vs_flush,
  ip_vs_set_timeout,
  type ServiceUser,
  services_walk,
} from './ipvs/ip_vs_ctl.ts';
import { start_sync_thread, stop_sync_thread } from './ipvs/ip_vs_sync.ts';
import type { netns_ipvs } from './ipvs/netns_ipvs.ts';
import { zero_stats } from './ipvs/stats.ts';
import { DEFENSE_MODES, sysctl_write } from './ipvs/sysctl.ts';

/** What came of a command: null = done, else why not, in ipvsadm's words where it has them. */
export type CommandOutcome = string | null;

const METHODS: Readonly<Record<ForwardingMethod, number>> = {
  masq: IP_VS_CONN_F_MASQ,
  tunnel: IP_VS_CONN_F_TUNNEL,
  droute: IP_VS_CONN_F_DROUTE,
  local: IP_VS_CONN_F_LOCALNODE,
  bypass: IP_VS_CONN_F_BYPASS,
};

const TUNNELS = {
  ipip: IP_VS_CONN_F_TUNNEL_TYPE_IPIP,
  gue: IP_VS_CONN_F_TUNNEL_TYPE_GUE,
  gre: IP_VS_CONN_F_TUNNEL_TYPE_GRE,
} as const;

const CHECKSUMS = {
  none: IP_VS_TUNNEL_ENCAP_FLAG_NOCSUM,
  csum: IP_VS_TUNNEL_ENCAP_FLAG_CSUM,
  remcsum: IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM,
} as const;

const SCHED_FLAGS: Readonly<Record<string, number>> = {
  'sh-fallback': IP_VS_SVC_F_SCHED1,
  'sh-port': IP_VS_SVC_F_SCHED2,
  'mh-fallback': IP_VS_SVC_F_SCHED1,
  'mh-port': IP_VS_SVC_F_SCHED2,
  'flag-1': IP_VS_SVC_F_SCHED1,
  'flag-2': IP_VS_SVC_F_SCHED2,
  'flag-3': IP_VS_SVC_F_SCHED3,
};

type Key = Pick<ServiceUser, 'af' | 'protocol' | 'addr' | 'port' | 'fwmark'>;

const ANY6: InetAddr = [0, 0, 0, 0];

function key_of(service: ServiceKey): Key {
  if (service.kind === 'fwmark') {
    const v6 = service.ipv6;
    return { af: v6 ? AF_INET6 : AF_INET, protocol: 6, addr: v6 ? ANY6 : 0, port: 0, fwmark: service.fwmark };
  }
  const { protocol, addr, port } = service;
  return { af: familyOf(addr), protocol, addr, port, fwmark: 0 };
}

function service_user(service: ServiceKey, options: ServiceOptions): ServiceUser {
  const key = key_of(service);
  let flags = options.persistent === null ? 0 : IP_VS_SVC_F_PERSISTENT;
  if (options.onePacket) flags |= IP_VS_SVC_F_ONEPACKET;
  for (const name of options.schedFlags) flags |= SCHED_FLAGS[name] ?? 0;
  return {
    ...key,
    sched_name: options.scheduler,
    pe_name: options.pe,
    flags,
    timeout: options.persistent ?? 0,
    netmask: options.netmask ?? (key.af === AF_INET ? 0xffffffff : 128),
  };
}

function dest_user(server: { addr: InetAddr; port: number }, options: RealServerOptions): DestUser {
  return {
    addr: server.addr,
    port: server.port,
    conn_flags: METHODS[options.method],
    weight: options.weight,
    u_threshold: options.upperThreshold,
    l_threshold: options.lowerThreshold,
    tun_type: TUNNELS[options.tunnel?.type ?? 'ipip'],
    tun_port: options.tunnel?.port ?? 0,
    tun_flags: CHECKSUMS[options.tunnel?.checksum ?? 'none'],
  };
}

const WORDS: Readonly<Record<NonNullable<Errno>, string>> = {
  EEXIST: 'it already exists',
  ENOENT: 'no such destination, or scheduler not found',
  ESRCH: 'service not defined',
  EINVAL: 'invalid value',
  ERANGE: 'value out of range',
};

const outcome = (errno: Errno): CommandOutcome => errno && WORDS[errno];

function on_service(
  ipvs: netns_ipvs,
  service: ServiceKey,
  act: (svc: ip_vs_service) => Errno,
): CommandOutcome {
  const svc = find_service(ipvs, key_of(service));
  return svc ? outcome(act(svc)) : 'no such service';
}

/** For masquerading and tunnelling to another port than the service's ipvsadm falls back to the service's port. */
function effective_server(
  service: ServiceKey,
  server: { addr: InetAddr; port: number },
  method: ForwardingMethod,
) {
  if (service.kind === 'fwmark') return server;
  if (server.port === 0 || method !== 'masq') return { addr: server.addr, port: service.port };
  return server;
}

function write_sysctl(ipvs: netns_ipvs, name: string, value: string): CommandOutcome {
  const key = name.replace(/^net\.ipv4\.vs\./, '') as keyof typeof ipvs.sysctl;
  const before = ipvs.sysctl[key];
  const written = sysctl_write(ipvs.sysctl, name, value);
  if (written === 'unknown') return `${name} is not known to the model`;
  if (written === 'invalid') return `${name} does not take the value ${value}`;
  if (written === 'not modelled') return `${name} is stored, but the model does not act on it`;
  if (DEFENSE_MODES.includes(key) && ipvs.sysctl[key] !== before) defense_mode_written(ipvs);
  return null;
}

/** Carries out an administrative command, as ipvsadm or sysctl would. */
export function run_command(ipvs: netns_ipvs, command: Command): CommandOutcome {
  switch (command.op) {
    case 'add-service':
      return outcome(ip_vs_add_service(ipvs, service_user(command.service, command.options)));
    case 'edit-service':
      return on_service(ipvs, command.service, (svc) =>
        ip_vs_edit_service(ipvs, svc, service_user(command.service, command.options)),
      );
    case 'delete-service':
      return on_service(ipvs, command.service, (svc) => {
        ip_vs_del_service(ipvs, svc);
        return null;
      });
    case 'flush':
      ip_vs_flush(ipvs);
      return null;
    case 'add-server':
    case 'edit-server': {
      const { service, options } = command;
      const user = dest_user(effective_server(service, command.server, options.method), options);
      const act = command.op === 'add-server' ? ip_vs_add_dest : ip_vs_edit_dest;
      return on_service(ipvs, service, (svc) => act(ipvs, svc, user));
    }
    case 'delete-server': {
      const { addr, port } = command.server;
      return on_service(ipvs, command.service, (svc) => ip_vs_del_dest(ipvs, svc, addr, port));
    }
    case 'zero':
      return zero(ipvs, command.service);
    case 'set-timeout':
      return outcome(ip_vs_set_timeout(ipvs, command.tcp, command.tcpFin, command.udp));
    case 'sysctl':
      return write_sysctl(ipvs, command.name, command.value);
    case 'start-daemon':
      return start_sync_thread(ipvs, command.role, command.mcastInterface ?? '', command.syncId ?? 0)
        ? null
        : 'Daemon has already run';
    case 'stop-daemon':
      return stop_sync_thread(ipvs, command.role) ? null : 'No daemon is running';
  }
}

function zero(ipvs: netns_ipvs, service: ServiceKey | null): CommandOutcome {
  const services = service ? [find_service(ipvs, key_of(service))] : [...services_walk(ipvs)];
  for (const svc of services) {
    if (!svc) return 'no such service';
    zero_stats(ipvs, svc.stats);
    for (const dest of svc.destinations) zero_stats(ipvs, dest.stats);
  }
  if (!service) zero_stats(ipvs, ipvs.tot_stats);
  return null;
}
