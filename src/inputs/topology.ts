import { addrEqual, addrKey, familyOf, type InetAddr } from '../base/inet.ts';
import type { Command, ForwardingMethod, ServiceKey } from '../control/command.ts';
import type { MarkRule } from '../control/mark-rule.ts';
import type { Endpoint } from './program.ts';

/** What the rules of a case say about who is who: virtual ends, real servers, the director's addresses. */
export interface Topology {
  /** Addresses that packets to IPVS go to. */
  readonly virtual: ReadonlySet<number | string>;
  /** Real servers by address, with their services. */
  readonly servers: readonly ServerRole[];
  readonly marks: readonly MarkRule[];
}

export interface ServerRole {
  readonly server: Endpoint;
  readonly method: ForwardingMethod;
  readonly service: ServiceKey;
}

function serverRoles(commands: readonly Command[]): ServerRole[] {
  const roles: ServerRole[] = [];
  for (const command of commands) {
    if (command.op !== 'add-server' && command.op !== 'edit-server') continue;
    const { service, server, options } = command;
    const keep = options.method === 'masq' && server.port !== 0;
    const port = service.kind === 'fwmark' || keep ? server.port : service.port;
    roles.push({ server: { addr: server.addr, port }, method: options.method, service });
  }
  return roles;
}

/** From all commands of a case, those that come later included. */
export function topologyOf(
  commands: readonly Command[],
  marks: readonly MarkRule[],
  virtualAddresses: readonly InetAddr[],
): Topology {
  const virtual = new Set(virtualAddresses.map(addrKey));
  for (const command of commands) {
    if (command.op !== 'add-service' && command.op !== 'edit-service') continue;
    if (command.service.kind === 'address') virtual.add(addrKey(command.service.addr));
  }
  for (const { daddr } of marks) {
    if (daddr && daddr.bits === (familyOf(daddr.addr) === 2 ? 32 : 128)) virtual.add(addrKey(daddr.addr));
  }
  return { virtual, servers: serverRoles(commands), marks };
}

export function isVirtual(topology: Topology, addr: InetAddr): boolean {
  return topology.virtual.has(addrKey(addr));
}

/** Real servers at an address; a port of 0 in the rules stands for any port. */
export function rolesOf(topology: Topology, addr: InetAddr, port: number): readonly ServerRole[] {
  return topology.servers.filter(
    ({ server }) => addrEqual(server.addr, addr) && (server.port === port || server.port === 0),
  );
}

export function isServer(topology: Topology, addr: InetAddr): boolean {
  return topology.servers.some(({ server }) => addrEqual(server.addr, addr));
}

/** The virtual end that a masqueraded packet to this real server was sent to; null = no service says so. */
export function virtualEndOf(topology: Topology, server: Endpoint, protocol: number): Endpoint | null {
  for (const { service, method } of rolesOf(topology, server.addr, server.port)) {
    if (method !== 'masq') continue;
    if (service.kind === 'address') {
      if (service.protocol === protocol) return { addr: service.addr, port: service.port || server.port };
      continue;
    }
    const rule = topology.marks.find((mark) => mark.mark === service.fwmark && mark.daddr);
    if (rule?.daddr) return { addr: rule.daddr.addr, port: server.port };
  }
  return null;
}
