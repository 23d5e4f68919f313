import { WordColumn } from '../../base/column.ts';
import { addrKey, type InetAddr } from '../../base/inet.ts';
import type { PacketStore } from '../../packet/store.ts';
import { isServer, isVirtual, type Topology, virtualEndOf } from '../topology.ts';
import { type CutHeader, headersOf } from './headers.ts';

const FIRST_SLOTS = 4096;
const TH_SYN = 0x02;
const TH_ACK = 0x10;
/** Clients below this port are rare, services above it too. */
const EPHEMERAL = 1024;

/** One end of flows, with what was counted of it. */
export interface EndCount {
  readonly protocol: number;
  readonly addr: InetAddr;
  readonly port: number;
  packets: number;
  flows: number;
}

/** Counts by address, or by protocol, address and port. */
class Ends {
  readonly list: EndCount[] = [];
  private readonly numbers = new Map<number | string, number>();

  number(protocol: number, addr: InetAddr, port: number): number {
    const key = port < 0 ? addrKey(addr) : `${addrKey(addr)} ${port} ${protocol}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.list.length);
    return this.list.push({ protocol, addr, port: Math.max(0, port), packets: 0, flows: 0 }) - 1;
  }
}

/** Columns of a flow: the two ends, who is the client and what the service. */
const FLOW = { width: 6, low: 0, high: 1, ports: 2, kind: 3, client: 4, service: 5 } as const;

/**
 * Distinct flows of a capture, both directions together, counted by client and service. A packet that was masqueraded
 * belongs to the flow of the one that it is a copy of. All of it lives in a few typed arrays, 32 bytes a flow.
 */
export class FlowCount {
  packets = 0;
  /** Flows to virtual ends: each makes an entry of the table. */
  entries = 0;
  private readonly clientEnds = new Ends();
  private readonly serviceEnds = new Ends();
  private readonly flows = new WordColumn();
  private slots = new Int32Array(FIRST_SLOTS);
  private count = 0;
  /** IPv6 addresses as numbers. */
  private readonly wide = new Map<string, number>();
  private readonly header: CutHeader = { saddr: 0, daddr: 0, protocol: 0, sport: 0, dport: 0 };

  constructor(
    private readonly store: PacketStore,
    private readonly topology: Topology,
  ) {}

  get clients(): readonly EndCount[] {
    return this.clientEnds.list;
  }

  get services(): readonly EndCount[] {
    return this.serviceEnds.list;
  }

  add(index: number): void {
    this.packets++;
    const { store, header } = this;
    if (store.version(index) === 0) return;
    if (store.isPlain(index)) {
      header.saddr = store.saddr(index);
      header.daddr = store.daddr(index);
      header.protocol = store.protocol(index);
      header.sport = store.sport(index);
      header.dport = store.dport(index);
      this.addHeader(header, store.flags(index));
      return;
    }
    const inner = headersOf(store, index).at(-1);
    if (inner && inner.dport >= 0) this.addHeader(inner, 0);
  }

  private addHeader(header: CutHeader, flags: number): void {
    this.untranslate(header);
    const flow = this.flowOf(header, flags);
    this.clientEnds.list[this.flows.at(flow + FLOW.client)].packets++;
    this.serviceEnds.list[this.flows.at(flow + FLOW.service)].packets++;
  }

  /** What was masqueraded gets its virtual end back. */
  private untranslate(header: CutHeader): void {
    const { topology } = this;
    if (isServer(topology, header.daddr)) {
      const end = virtualEndOf(topology, { addr: header.daddr, port: header.dport }, header.protocol);
      if (end) [header.daddr, header.dport] = [end.addr, end.port];
    } else if (isServer(topology, header.saddr)) {
      const end = virtualEndOf(topology, { addr: header.saddr, port: header.sport }, header.protocol);
      if (end) [header.saddr, header.sport] = [end.addr, end.port];
    }
  }

  private word(addr: InetAddr): number {
    if (typeof addr === 'number') return addr;
    const key = String(addrKey(addr));
    const known = this.wide.get(key);
    if (known !== undefined) return known;
    this.wide.set(key, this.wide.size);
    return this.wide.size - 1;
  }

  /** Where the columns of its flow begin; a new one is made. */
  private flowOf(header: CutHeader, flags: number): number {
    const { saddr, daddr, protocol, sport, dport } = header;
    const [from, to] = [this.word(saddr), this.word(daddr)];
    const turned = from > to || (from === to && sport > dport);
    const low = turned ? to : from;
    const high = turned ? from : to;
    const ports = (turned ? (dport << 16) | sport : (sport << 16) | dport) >>> 0;
    const kind = (protocol << 1) | (typeof saddr === 'number' ? 0 : 1);
    const { flows } = this;
    const mask = this.slots.length - 1;
    for (let slot = hash(low, high, ports) & mask; ; slot = (slot + 1) & mask) {
      const number = this.slots[slot];
      if (number === 0) {
        this.slots[slot] = this.count + 1;
        return this.addFlow(low, high, ports, kind, header, flags);
      }
      const at = (number - 1) * FLOW.width;
      if (
        flows.at(at + FLOW.low) === low &&
        flows.at(at + FLOW.high) === high &&
        flows.at(at + FLOW.ports) === ports &&
        flows.at(at + FLOW.kind) === kind
      )
        return at;
    }
  }

  private addFlow(
    low: number,
    high: number,
    ports: number,
    kind: number,
    header: CutHeader,
    flags: number,
  ): number {
    const { topology, flows, clientEnds, serviceEnds } = this;
    const { protocol } = header;
    const answers = isAnswer(header, flags, topology);
    const [client, addr, port] = answers
      ? [header.daddr, header.saddr, header.sport]
      : [header.saddr, header.daddr, header.dport];
    const clientNumber = clientEnds.number(0, client, -1);
    const serviceNumber = serviceEnds.number(protocol, addr, port);
    clientEnds.list[clientNumber].flows++;
    serviceEnds.list[serviceNumber].flows++;
    if (isVirtual(topology, addr)) this.entries++;
    const at = flows.length;
    for (const word of [low, high, ports, kind, clientNumber, serviceNumber]) flows.push(word);
    this.count++;
    if (this.count * 2 > this.slots.length) this.rehash();
    return at;
  }

  private rehash(): void {
    const { flows } = this;
    this.slots = new Int32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let number = 0; number < this.count; number++) {
      const at = number * FLOW.width;
      let slot = hash(flows.at(at + FLOW.low), flows.at(at + FLOW.high), flows.at(at + FLOW.ports)) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = number + 1;
    }
  }
}

function hash(low: number, high: number, ports: number): number {
  let value = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0xc2b2ae35) ^ Math.imul(ports, 0x27d4eb2f);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}

/** The packet goes from the service to the client: by the rules, by its flags, else by its ports. */
function isAnswer({ saddr, daddr, sport, dport }: CutHeader, flags: number, topology: Topology): boolean {
  const [from, to] = [isVirtual(topology, saddr), isVirtual(topology, daddr)];
  if (from !== to) return from;
  if ((flags & TH_SYN) !== 0) return (flags & TH_ACK) !== 0;
  return sport < dport && sport < EPHEMERAL;
}
