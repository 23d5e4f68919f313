import { formatAddr } from '../../base/inet.ts';
import type { PacketStore } from '../../packet/store.ts';
import { isVirtual, type Topology } from '../topology.ts';
import { serviceText } from './cut.ts';
import { type EndCount, FlowCount } from './flows.ts';

/** Slices of the time of a capture. */
const SLICES = 160;
const NAMED = 8;

/** A client or service, with what it brings. */
export interface Busy {
  /** As a cut names it. */
  readonly text: string;
  readonly packets: number;
  readonly flows: number;
}

/** What there is in a capture to cut by. */
export interface Survey {
  readonly packets: number;
  /** Flows to virtual ends. */
  readonly entries: number;
  /** Seconds from the first packet to the latest. */
  readonly seconds: number;
  /** Packets in slices of equal time. */
  readonly density: Uint32Array;
  /** The busiest first. */
  readonly clients: readonly Busy[];
  readonly services: readonly Busy[];
}

/** Looks through a capture packet by packet, in as many calls as one likes. */
export class Surveyor {
  private next = 0;
  private readonly flows: FlowCount;
  private readonly density = new Uint32Array(SLICES);
  private readonly seconds: number;
  private readonly second: number;

  constructor(
    private readonly store: PacketStore,
    private readonly topology: Topology,
  ) {
    this.flows = new FlowCount(store, topology);
    this.second = store.baseSec;
    this.seconds = store.length === 0 ? 0 : latest(store) / 1e9;
  }

  /** False = all packets have been looked at. */
  look(packets: number): boolean {
    const { store, density, seconds, second } = this;
    const first = store.length > 0 ? store.nsec(0) : 0;
    const end = Math.min(store.length, this.next + packets);
    for (; this.next < end; this.next++) {
      this.flows.add(this.next);
      const time = (store.nsSince(this.next, second) - first) / 1e9;
      const slice = seconds > 0 ? Math.floor((time / seconds) * SLICES) : 0;
      density[Math.min(SLICES - 1, Math.max(0, slice))]++;
    }
    return this.next < store.length;
  }

  get survey(): Survey {
    const { flows, topology } = this;
    const known = topology.virtual.size > 0;
    const virtual = flows.services.filter(({ addr }) => !known || isVirtual(topology, addr));
    return {
      packets: this.store.length,
      entries: flows.entries,
      seconds: this.seconds,
      density: this.density,
      clients: busiest(flows.clients, ({ addr }) => formatAddr(addr)),
      services: busiest(virtual, ({ protocol, addr, port }) =>
        serviceText({ kind: 'address', protocol, addr, port }),
      ),
    };
  }
}

function latest(store: PacketStore): number {
  const second = store.baseSec;
  const first = store.nsec(0);
  let most = 0;
  for (let i = 0; i < store.length; i++) most = Math.max(most, store.nsSince(i, second) - first);
  return most;
}

function busiest(ends: readonly EndCount[], textOf: (end: EndCount) => string): Busy[] {
  return [...ends]
    .sort((a, b) => b.packets - a.packets)
    .slice(0, NAMED)
    .map((end) => ({ text: textOf(end), packets: end.packets, flows: end.flows }));
}
