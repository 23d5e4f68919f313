import { addrKey, familyOf, type InetAddr } from '../base/inet.ts';
import { type Command, type ForwardingMethod, realServerPort, type ServiceKey } from '../control/command.ts';
import type { MarkRule } from '../control/mark-rule.ts';
import type { Endpoint } from './program.ts';

/** What the rules of a case say about who is who: virtual ends, real servers, the director's addresses. */
export interface Topology {
  /** Addresses that packets to IPVS go to. */
  readonly virtual: ReadonlySet<number | string>;
  /** Real servers with their services, by address. */
  readonly servers: ReadonlyMap<number | string, readonly ServerRole[]>;
  readonly marks: readonly MarkRule[];
}

export interface ServerRole {
  readonly server: Endpoint;
  readonly method: ForwardingMethod;
  readonly service: ServiceKey;
}

function serverRoles(commands: readonly Command[]): Topology['servers'] {
  const roles = new Map<number | string, ServerRole[]>();
  for (const command of commands) {
    if (command.op !== 'add-server' && command.op !== 'edit-server') continue;
    const { service, server, options } = command;
    const port = realServerPort(service, server.port, options.method);
    const role: ServerRole = { server: { addr: server.addr, port }, method: options.method, service };
    const known = roles.get(addrKey(server.addr));
    if (known) known.push(role);
    else roles.set(addrKey(server.addr), [role]);
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
  const roles = topology.servers.get(addrKey(addr)) ?? [];
  return roles.filter(({ server }) => server.port === port || server.port === 0);
}

export function isServer(topology: Topology, addr: InetAddr): boolean {
  return topology.servers.has(addrKey(addr));
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
