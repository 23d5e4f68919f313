import { formatEndpoint } from '../../base/inet.ts';
import type { Command, ForwardingMethod, ServiceKey, TunnelChecksum } from '../../control/command.ts';
import { formatCommand, formatServiceKey } from '../../control/format.ts';
import {
  IP_VS_CONN_F_FWD_MASK,
  IP_VS_CONN_F_TUNNEL,
  IP_VS_SVC_F_ONEPACKET,
  IP_VS_SVC_F_PERSISTENT,
  type ip_vs_dest,
  type ip_vs_service,
} from '../ipvs/ip_vs.ts';
import type { netns_ipvs } from '../ipvs/netns_ipvs.ts';
import { sched_flag_names, sorted_servers, sorted_services } from './service_title.ts';
import { page } from './text.ts';

/** What the tables are as rules: the way back from the machine to commands. */

const METHODS: readonly ForwardingMethod[] = ['masq', 'local', 'tunnel', 'droute', 'bypass'];
const TUNNELS = ['ipip', 'gue', 'gre'] as const;
const CHECKSUMS: readonly TunnelChecksum[] = ['none', 'csum', 'remcsum'];

/** What names a service in commands. */
export function service_key(svc: ip_vs_service): ServiceKey {
  if (svc.fwmark) return { kind: 'fwmark', fwmark: svc.fwmark, ipv6: svc.af !== 2 };
  return { kind: 'address', protocol: svc.protocol, addr: svc.addr, port: svc.port };
}

/** The command that would add this service. The mask counts with persistence only. */
export function add_service_command(
  svc: ip_vs_service,
  hz: number,
): Extract<Command, { op: 'add-service' | 'edit-service' }> {
  const persistent = (svc.flags & IP_VS_SVC_F_PERSISTENT) !== 0;
  const every_bit = svc.netmask === (svc.af === 2 ? 0xffffffff : 128);
  return {
    op: 'add-service',
    service: service_key(svc),
    options: {
      scheduler: svc.scheduler ?? 'none',
      persistent: persistent ? svc.timeout / hz : null,
      netmask: persistent && !every_bit ? svc.netmask : null,
      pe: svc.pe,
      onePacket: (svc.flags & IP_VS_SVC_F_ONEPACKET) !== 0,
      schedFlags: sched_flag_names(svc),
    },
  };
}

/** The command that would add this real server. */
export function add_server_command(
  svc: ip_vs_service,
  dest: ip_vs_dest,
): Extract<Command, { op: 'add-server' | 'edit-server' }> {
  const type = TUNNELS[dest.tun_type] ?? 'ipip';
  const tunnel = { type, port: dest.tun_port, checksum: CHECKSUMS[dest.tun_flags] ?? 'none' };
  return {
    op: 'add-server',
    service: service_key(svc),
    server: { addr: dest.addr, port: dest.port },
    options: {
      method: METHODS[dest.conn_flags & IP_VS_CONN_F_FWD_MASK] ?? 'droute',
      weight: dest.weight,
      upperThreshold: dest.u_threshold,
      lowerThreshold: dest.l_threshold,
      tunnel: type === 'ipip' ? null : tunnel,
    },
  };
}

/** Every service with its servers as commands, thresholds included, in the order of `ipvsadm -S`. */
export function rules_of(ipvs: netns_ipvs): Command[] {
  return sorted_services(ipvs).flatMap((svc): Command[] => [
    add_service_command(svc, ipvs.params.hz),
    ...sorted_servers(svc).map((dest) => add_server_command(svc, dest)),
  ]);
}

/** `-i` always says its type; GUE and GRE say their checksums as well, none included. */
function tunnel_text(dest: ip_vs_dest): string {
  if ((dest.conn_flags & IP_VS_CONN_F_FWD_MASK) !== IP_VS_CONN_F_TUNNEL) return '';
  const type = TUNNELS[dest.tun_type];
  const sum = CHECKSUMS[dest.tun_flags] ?? 'none';
  const checksum = sum === 'none' ? '--tun-nocsum' : `--tun-${sum}`;
  if (type === 'gue') return ` --tun-type gue --tun-port ${dest.tun_port} ${checksum}`;
  return type === 'gre' ? ` --tun-type gre ${checksum}` : ' --tun-type ipip';
}

const SWITCHES: readonly string[] = ['-m', '', '-i', '-g', ''];

function server_rule(svc: ip_vs_service, dest: ip_vs_dest): string {
  const name = formatServiceKey(service_key(svc));
  const method = SWITCHES[dest.conn_flags & IP_VS_CONN_F_FWD_MASK] ?? '';
  const end = formatEndpoint(dest.addr, dest.port);
  return `-a ${name} -r ${end} ${method} -w ${dest.weight}${tunnel_text(dest)}`;
}

/** `ipvsadm -Sn`: rules for `ipvsadm -R`. Thresholds are not saved. */
export function ipvsadm_Sn(ipvs: netns_ipvs): string {
  return page(
    sorted_services(ipvs).flatMap((svc) => [
      formatCommand(add_service_command(svc, ipvs.params.hz)),
      ...sorted_servers(svc).map((dest) => server_rule(svc, dest)),
    ]),
  );
}
