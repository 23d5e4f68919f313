import type { InetAddr } from '../../base/inet.ts';
import type { Command } from '../../control/command.ts';
import type { MarkRule, Prefix } from '../../control/mark-rule.ts';
import type { StartEntry } from '../../control/start-entry.ts';
import type { IpPacket, Transport } from '../../packet/packet.ts';
import type { CaseDocument, CaseEntry, SetupLine } from '../case.ts';

export interface End {
  readonly addr: InetAddr;
  readonly port: number;
  /** IANA number of the protocol that it was seen with; left out = none in particular. */
  readonly protocol?: number;
}

/** What takes the place of what a case holds. One that only listens returns what it is given. */
export interface Replacer {
  addr(addr: InetAddr): InetAddr;
  prefix(prefix: Prefix): Prefix;
  end(end: End): End;
  callId(id: string): string;
  interfaceName(name: string): string;
  payload(payload: Uint8Array, packet: IpPacket): Uint8Array | null;
}

type TransportOf<K extends Transport['kind']> = Extract<Transport, { kind: K }>;

/** Carries a replacer through everything of a case that holds addresses; words are not touched. */
class Walk {
  constructor(private readonly to: Replacer) {}

  packet(packet: IpPacket): IpPacket {
    const { transport } = packet;
    if ('sport' in transport) return this.withPorts(packet, transport);
    const saddr = this.to.addr(packet.saddr);
    const daddr = this.to.addr(packet.daddr);
    return { ...packet, saddr, daddr, transport: this.transport(transport, packet) };
  }

  private withPorts(packet: IpPacket, transport: TransportOf<'tcp' | 'udp' | 'sctp' | 'short'>): IpPacket {
    const { saddr, daddr, protocol } = packet;
    const from = this.to.end({ addr: saddr, port: transport.sport, protocol });
    const towards = this.to.end({ addr: daddr, port: transport.dport, protocol });
    const ports = { ...transport, sport: from.port, dport: towards.port };
    if ((ports.kind === 'tcp' || ports.kind === 'udp') && ports.payload && ports.payload.length > 0) {
      ports.payload = this.to.payload(ports.payload, packet);
    }
    return { ...packet, saddr: from.addr, daddr: towards.addr, transport: ports };
  }

  private transport(transport: Transport, { saddr }: IpPacket): Transport {
    if (transport.kind === 'tunnel') {
      return { ...transport, inner: transport.inner && this.packet(transport.inner) };
    }
    if (transport.kind !== 'icmp') return transport;
    const redirect = transport.type === ICMP_REDIRECT && typeof saddr === 'number';
    const rest = redirect ? (this.to.addr(transport.rest >>> 0) as number) : transport.rest;
    return { ...transport, rest, embedded: transport.embedded && this.packet(transport.embedded) };
  }

  command(command: Command): Command {
    if (!('service' in command)) return this.daemon(command);
    const { service } = command;
    if (service === null) return command;
    const isAddress = service.kind === 'address';
    const key = isAddress
      ? { ...service, ...this.to.end({ addr: service.addr, port: service.port }) }
      : service;
    const replaced = { ...command, service: key } as Command;
    return 'server' in replaced ? { ...replaced, server: this.to.end(replaced.server) } : replaced;
  }

  private daemon(command: Exclude<Command, { service: unknown }>): Command {
    if (command.op !== 'start-daemon' && command.op !== 'stop-daemon') return command;
    const { mcastInterface, mcastGroup } = command;
    const name = mcastInterface === null ? null : this.to.interfaceName(mcastInterface);
    const replaced = { ...command, mcastInterface: name };
    return mcastGroup === undefined ? replaced : { ...replaced, mcastGroup: this.to.addr(mcastGroup) };
  }

  rule(rule: MarkRule): MarkRule {
    const saddr = rule.saddr && this.to.prefix(rule.saddr);
    return { ...rule, saddr, daddr: rule.daddr && this.to.prefix(rule.daddr) };
  }

  setup(line: SetupLine): SetupLine {
    if (line.kind === 'command') return { ...line, command: this.command(line.command) };
    return line.kind === 'mark' ? { ...line, rule: this.rule(line.rule) } : line;
  }

  start(entry: StartEntry): StartEntry {
    const { protocol } = entry;
    const client = this.to.end({ addr: entry.caddr, port: entry.cport, protocol });
    const server = this.to.end({ addr: entry.daddr, port: entry.dport });
    // The template of a firewall mark has the mark in place of an address.
    const virtual = { addr: entry.vaddr, port: entry.vport };
    const to = entry.protocol === 0 ? virtual : this.to.end(virtual);
    return {
      ...entry,
      ...{ caddr: client.addr, cport: client.port, vaddr: to.addr, vport: to.port },
      ...{ daddr: server.addr, dport: server.port },
      peData: entry.peData === null ? null : this.to.callId(entry.peData),
    };
  }

  entry(entry: CaseEntry): CaseEntry {
    if (entry.kind === 'command') return { ...entry, command: this.command(entry.command) };
    if (entry.kind !== 'packet') return entry;
    const seen = entry.seen && this.to.end(entry.seen);
    return { ...entry, packet: this.packet(entry.packet), seen };
  }
}

const ICMP_REDIRECT = 5;

/** The case with everything replaced but its words and its clock. */
export function replaced(document: CaseDocument, to: Replacer): CaseDocument {
  const walk = new Walk(to);
  const { kernel, setup, start, entries } = document;
  const addr = (one: InetAddr): InetAddr => to.addr(one);
  return {
    ...document,
    kernel: { ...kernel, vips: kernel.vips.map(addr), locals: kernel.locals.map(addr) },
    setup: setup.map((line) => walk.setup(line)),
    start: start.map((entry) => walk.start(entry)),
    entries: entries.map((entry) => walk.entry(entry)),
  };
}
