import { addrEqual, formatAddr, formatEndpoint, parseEndpoint } from '../../base/inet.ts';
import { IPPROTO_TCP } from '../../control/command.ts';
import { packetOfInput } from '../../inputs/input-list.ts';
import type { Program } from '../../inputs/program.ts';
import type { IpPacket } from '../../packet/packet.ts';
import type { EventIndex, Life } from '../../trace/event-index.ts';
import type { FindingCase } from '../../trace/finding-views.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Cursor, Phrase, ServerRef } from '../../trace/views.ts';
import { cursorLabel } from '../labels.ts';
import { LifeBook } from '../lives/book.ts';
import { Servers } from '../servers.ts';
import { ConfigHistory, type ConfigService } from './config.ts';
import { TH_ACK, TH_SYN } from './tcp.ts';

const isSyn = (flags: number): boolean => (flags & (TH_SYN | TH_ACK)) === TH_SYN;

/** A connection (no template) and the service and server that it belongs to. */
export interface Connection {
  readonly life: Life;
  /** Name of its service, `-t 10.0.0.100:80`; '' = no rule of the case made it. */
  readonly service: string;
  /** `192.168.1.12:80`; '' = none. */
  readonly server: string;
}

/** The connections of one client to one service, in the order in which they were made. */
export interface ClientConnections {
  readonly client: string;
  readonly service: string;
  readonly connections: readonly Connection[];
}

/** What detectors look at: a run that is played to its end, its rules over time, and what several of them ask. */
export class FindingRun {
  readonly servers: Servers;
  readonly config: ConfigHistory;
  readonly lives: LifeBook;
  private grouped: readonly ClientConnections[] | null = null;
  private readonly said = new Map<string, number[]>();

  constructor(
    readonly trace: Trace,
    servers = new Servers(trace.program),
    lives = new LifeBook(trace, servers),
  ) {
    this.servers = servers;
    this.lives = lives;
    this.config = new ConfigHistory(trace.program);
  }

  get index(): EventIndex {
    return this.trace.index;
  }

  get program(): Program {
    return this.trace.program;
  }

  /** Events whose outcome (`what` of `trace/outcome.ts`) is this text, in order. */
  eventsSaying(what: string): readonly number[] {
    const known = this.said.get(what);
    if (known) return known;
    const { index } = this;
    const found: number[] = [];
    for (let event = 0; event < index.length; event++) if (index.at(event).what === what) found.push(event);
    this.said.set(what, found);
    return found;
  }

  /** Name of the service that made an entry, by the rules of its time; '' = there is none. */
  serviceOf(life: Life): string {
    const ends = this.index.lives.endsOf(life.uid);
    const virtual = ends ? parseEndpoint(ends.virtual) : null;
    if (!ends || !virtual) return '';
    const { services } = this.config.at(this.index.timeOf(life.born));
    const marked = services.find(({ key }) => key.kind === 'fwmark' && key.fwmark === ends.fwmark);
    if (ends.fwmark > 0 && marked) return marked.name;
    const named = (port: number): ConfigService | undefined =>
      services.find(
        ({ key }) =>
          key.kind === 'address' &&
          key.protocol === life.protocol &&
          key.port === port &&
          String(key.addr) === String(virtual.addr),
      );
    return (named(virtual.port) ?? named(0))?.name ?? '';
  }

  /** The packet of an event; null = it has none that can be read. */
  ip(event: number): IpPacket | null {
    const { inputs, packets } = this.program;
    const input = inputs.at(this.index.inputOf(event));
    return input?.kind === 'packet' ? packets.ip(input.packet) : null;
  }

  /** The packet of an event is a SYN of a client. */
  isSyn(event: number): boolean {
    const { columns } = this.program.packets;
    const packet = packetOfInput(this.program.inputs, this.index.inputOf(event));
    if (packet < 0) return false;
    if (columns?.isPlain(packet))
      return columns.protocol(packet) === IPPROTO_TCP && isSyn(columns.flags(packet));
    const transport = this.program.packets.ip(packet)?.transport;
    return transport?.kind === 'tcp' && isSyn(transport.flags);
  }

  /** Address that a packet comes from. */
  sender({ saddr }: IpPacket): string {
    return formatAddr(saddr);
  }

  /** `172.16.0.1:41000 > 10.0.0.100:80`; '' = the event has no packet that can be read. */
  flowText(event: number): string {
    const ip = this.ip(event);
    if (!ip) return '';
    const { transport, saddr, daddr } = ip;
    const ports = 'sport' in transport ? transport : { sport: 0, dport: 0 };
    return `${formatEndpoint(saddr, ports.sport)} > ${formatEndpoint(daddr, ports.dport)}`;
  }

  /** Name of the service that a packet was for: by its entry, else by its mark or where it was sent; '' = none. */
  serviceOfEvent(event: number): string {
    const life = this.index.lives.get(this.index.entryOf(event));
    if (life) return this.serviceOf(life);
    const input = this.program.inputs.at(this.index.inputOf(event));
    const ip = this.ip(event);
    if (input?.kind !== 'packet' || !ip) return '';
    const { services } = this.config.at(this.index.timeOf(event));
    const marked = services.find(({ key }) => key.kind === 'fwmark' && key.fwmark === input.mark);
    if (input.mark > 0 && marked) return marked.name;
    const dport = 'dport' in ip.transport ? ip.transport.dport : -1;
    const of = (port: number): ConfigService | undefined =>
      services.find(
        ({ key }) =>
          key.kind === 'address' &&
          key.protocol === ip.protocol &&
          key.port === port &&
          addrEqual(key.addr, ip.daddr),
      );
    return (of(dport) ?? of(0))?.name ?? '';
  }

  connection(life: Life): Connection {
    const server = this.index.lives.endsOf(life.uid)?.server ?? '';
    return { life, service: this.serviceOf(life), server };
  }

  /** Connections by client and service; of those without a service none. */
  clients(): readonly ClientConnections[] {
    if (this.grouped) return this.grouped;
    const groups = new Map<string, { client: string; service: string; connections: Connection[] }>();
    for (const life of this.index.lives.values()) {
      if (life.template) continue;
      const made = this.connection(life);
      if (made.service === '') continue;
      const key = `${made.service} ${life.client}`;
      const known = groups.get(key);
      if (known) known.connections.push(made);
      else groups.set(key, { client: life.client, service: made.service, connections: [made] });
    }
    this.grouped = [...groups.values()];
    return this.grouped;
  }

  time(event: number): number {
    return this.trace.time(event);
  }

  /** The event of an input, the last one at or before it; -1 = none. */
  eventOfInput(input: number): number {
    const { index } = this;
    for (let event = index.eventAt(this.program.inputs.at(input)?.timeNs ?? 0); event >= 0; event--) {
      if (index.inputOf(event) === input) return event;
    }
    return -1;
  }

  /** The server as views name it; null = none. */
  server(key: string): ServerRef | null {
    return key === '' ? null : this.servers.byKey(key);
  }

  /** An instance of a finding at the end of an event, or at a place inside it. */
  case(at: number | Cursor, phrases: readonly Phrase[], uid = 0): FindingCase {
    const cursor = typeof at === 'number' ? { event: at, step: this.index.stepsOf(at) } : at;
    return {
      at: cursor,
      time: this.time(cursor.event),
      label: cursorLabel(this.trace, cursor),
      phrases,
      conn: uid > 0 ? `ip_vs_conn#${uid}` : null,
    };
  }

  /** Number of a packet from 1, as the list has it; 0 = the event is no packet. */
  packet(event: number): number {
    return this.index.kindOf(event) === 0 ? this.index.packetNumber(event) + 1 : 0;
  }
}
