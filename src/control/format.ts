import { formatAddr, formatEndpoint, formatIn4, type InetAddr } from '../base/inet.ts';
import {
  type Command,
  IPPROTO_SCTP,
  IPPROTO_UDP,
  type RealServerOptions,
  type ServiceKey,
  type ServiceOptions,
} from './command.ts';

/** `-t 10.0.0.100:80`, `-f 1 -6`. */
export function formatServiceKey(service: ServiceKey): string {
  if (service.kind === 'fwmark') return `-f ${service.fwmark}${service.ipv6 ? ' -6' : ''}`;
  const option =
    service.protocol === IPPROTO_UDP ? '-u' : service.protocol === IPPROTO_SCTP ? '--sctp-service' : '-t';
  return `${option} ${formatEndpoint(service.addr, service.port)}`;
}

function formatServiceOptions(service: ServiceKey, options: ServiceOptions): string {
  const parts = ['-s', options.scheduler];
  if (options.persistent !== null) parts.push('-p', String(options.persistent));
  if (options.netmask !== null) {
    const ipv6 = service.kind === 'fwmark' ? service.ipv6 : typeof service.addr !== 'number';
    parts.push('-M', ipv6 ? String(options.netmask) : formatIn4(options.netmask));
  }
  if (options.pe !== null) parts.push('--pe', options.pe);
  if (options.onePacket) parts.push('-o');
  if (options.schedFlags.length > 0) parts.push('-b', options.schedFlags.join(','));
  return parts.join(' ');
}

const METHOD_OPTIONS = { masq: '-m', tunnel: '-i', droute: '-g', local: '-g', bypass: '-g' } as const;

function formatRealServerOptions(options: RealServerOptions): string {
  const parts = [METHOD_OPTIONS[options.method], '-w', String(options.weight)];
  if (options.upperThreshold > 0) parts.push('-x', String(options.upperThreshold));
  if (options.lowerThreshold > 0) parts.push('-y', String(options.lowerThreshold));
  if (options.tunnel) {
    parts.push('--tun-type', options.tunnel.type);
    if (options.tunnel.port > 0) parts.push('--tun-port', String(options.tunnel.port));
    if (options.tunnel.checksum === 'csum') parts.push('--tun-csum');
    if (options.tunnel.checksum === 'remcsum') parts.push('--tun-remcsum');
  }
  return parts.join(' ');
}

function formatServer(server: { addr: InetAddr; port: number }): string {
  return `-r ${formatEndpoint(server.addr, server.port)}`;
}

function formatDaemon(command: Extract<Command, { op: 'start-daemon' | 'stop-daemon' }>): string {
  const mcast = command.mcastInterface === null ? '' : ` --mcast-interface ${command.mcastInterface}`;
  const syncId = command.syncId === null ? '' : ` --syncid ${command.syncId}`;
  const more = [
    command.syncMaxlen === undefined ? '' : ` --sync-maxlen ${command.syncMaxlen}`,
    command.mcastGroup === undefined ? '' : ` --mcast-group ${formatAddr(command.mcastGroup)}`,
    command.mcastPort === undefined ? '' : ` --mcast-port ${command.mcastPort}`,
    command.mcastTtl === undefined ? '' : ` --mcast-ttl ${command.mcastTtl}`,
  ];
  return `--${command.op} ${command.role}${mcast}${syncId}${more.join('')}`;
}

/**
 * The command without the tool's name: rules as `ipvsadm -Sn` prints them and `ipvsadm -R` reads them (thresholds
 * and tunnel options behind the weight), settings as a line of sysctl.conf. Parsing the text gives the command back.
 */
export function formatCommand(command: Command): string {
  switch (command.op) {
    case 'add-service':
    case 'edit-service': {
      const key = formatServiceKey(command.service);
      return `${command.op === 'add-service' ? '-A' : '-E'} ${key} ${formatServiceOptions(command.service, command.options)}`;
    }
    case 'delete-service':
      return `-D ${formatServiceKey(command.service)}`;
    case 'add-server':
    case 'edit-server': {
      const key = `${formatServiceKey(command.service)} ${formatServer(command.server)}`;
      return `${command.op === 'add-server' ? '-a' : '-e'} ${key} ${formatRealServerOptions(command.options)}`;
    }
    case 'delete-server':
      return `-d ${formatServiceKey(command.service)} ${formatServer(command.server)}`;
    case 'flush':
      return '-C';
    case 'zero':
      return command.service ? `-Z ${formatServiceKey(command.service)}` : '-Z';
    case 'set-timeout':
      return `--set ${command.tcp} ${command.tcpFin} ${command.udp}`;
    case 'start-daemon':
    case 'stop-daemon':
      return formatDaemon(command);
    case 'sysctl':
      return `net.ipv4.vs.${command.name} = ${command.value}`;
  }
}

/** The command as one would type it: `ipvsadm -A ...`, `sysctl net.ipv4.vs.debug_level = 9`. */
export function formatCommandLine(command: Command): string {
  return `${command.op === 'sysctl' ? 'sysctl' : 'ipvsadm'} ${formatCommand(command)}`;
}
