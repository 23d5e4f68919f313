import { AF_INET, AF_INET6, familyOf, type InetAddr } from '../base/inet.ts';
import {
  type ForwardingMethod,
  type RealServerOptions,
  realServerPort,
  type ServiceKey,
  type ServiceOptions,
} from '../control/command.ts';
import type { DestUser, ServiceUser } from './ipvs/ctl_checks.ts';
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
} from './ipvs/ip_vs.ts';

/** Commands as the structures that the kernel takes: what libipvs does for ipvsadm. */

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

/** What identifies a service; one of a firewall mark counts as TCP. */
export function key_of(service: ServiceKey): Key {
  if (service.kind === 'fwmark') {
    const v6 = service.ipv6;
    return { af: v6 ? AF_INET6 : AF_INET, protocol: 6, addr: v6 ? ANY6 : 0, port: 0, fwmark: service.fwmark };
  }
  const { protocol, addr, port } = service;
  return { af: familyOf(addr), protocol, addr, port, fwmark: 0 };
}

/** The service that a command describes. */
export function service_user(service: ServiceKey, options: ServiceOptions): ServiceUser {
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

/**
 * The real server that a command describes.
 */
export function dest_user(
  service: ServiceKey,
  server: { addr: InetAddr; port: number },
  options: RealServerOptions,
): DestUser {
  return {
    addr: server.addr,
    port: realServerPort(service, server.port, options.method),
    conn_flags: METHODS[options.method],
    weight: options.weight,
    u_threshold: options.upperThreshold,
    l_threshold: options.lowerThreshold,
    tun_type: TUNNELS[options.tunnel?.type ?? 'ipip'],
    tun_port: options.tunnel?.port ?? 0,
    tun_flags: CHECKSUMS[options.tunnel?.checksum ?? 'none'],
  };
}
