import { addrEqual, type InetAddr } from '../base/inet.ts';
import { be16, be32 } from '../packet/bytes.ts';
import { KIND_TCP, KIND_UDP } from '../packet/header.ts';
import { PACKET_UNKNOWN } from '../packet/packet.ts';
import type { PacketStore } from '../packet/store.ts';
import { isServer, isVirtual, type Topology } from './topology.ts';

/** Who has which link address, as far as a capture tells. */
export interface Neighbours {
  /** The one real server that sends from this link address; null = none, or several behind a router. */
  server(mac: string): InetAddr | null;
  /** Link addresses of the director; empty = not told. */
  readonly director: ReadonlySet<string>;
  /** Frames between other link addresses than these may be copies of requests that went between these. */
  mayBeCopied(srcMac: string, dstMac: string): boolean;
}

const LINKTYPE_ETHERNET = 1;
const ETHERTYPE_ARP = 0x0806;
const VLAN_TYPES: readonly number[] = [0x8100, 0x88a8, 0x9100];

/** Sender of an ARP message for IPv4 over Ethernet (RFC 826): its protocol address; null = the frame is none. */
export function arpSender(frame: Uint8Array): number | null {
  let at = 12;
  while (at + 6 <= frame.length && VLAN_TYPES.includes(be16(frame, at))) at += 4;
  if (at + 30 > frame.length || be16(frame, at) !== ETHERTYPE_ARP) return null;
  const plain = be16(frame, at + 2) === 1 && be16(frame, at + 4) === 0x0800;
  return plain && frame[at + 6] === 6 && frame[at + 7] === 4 ? be32(frame, at + 16) : null;
}

class Learner implements Neighbours {
  private readonly servers = new Map<string, InetAddr | null>();
  readonly director = new Set<string>();
  /** Pairs of link addresses between which there is more than packets from virtual addresses to clients. */
  private readonly copying = new Set<string>();

  constructor(private readonly topology: Topology) {}

  /** One link address alone may be that of a router, behind which other servers have been silent. */
  server(mac: string): InetAddr | null {
    return this.servers.size > 1 ? (this.servers.get(mac) ?? null) : null;
  }

  mayBeCopied(srcMac: string, dstMac: string): boolean {
    const others = this.copying.size - (this.copying.has(`${srcMac}>${dstMac}`) ? 1 : 0);
    return others > 0;
  }

  copies(srcMac: string, dstMac: string): void {
    this.copying.add(`${srcMac}>${dstMac}`);
  }

  sender(mac: string, addr: InetAddr): void {
    if (!mac || !isServer(this.topology, addr)) return;
    const known = this.servers.get(mac);
    const same = known === undefined || (known !== null && addrEqual(known, addr));
    this.servers.set(mac, same ? addr : null);
  }

  /** Both sides of a translation name the director's link address. */
  translated(saddr: InetAddr, daddr: InetAddr, srcMac: string, dstMac: string): void {
    const fromServer = isServer(this.topology, saddr);
    const toServer = isServer(this.topology, daddr);
    if (toServer && !fromServer) this.director.add(srcMac);
    if (fromServer && !toServer && !isVirtual(this.topology, daddr)) this.director.add(dstMac);
  }

  /** A request goes to the director, unless it is a direct-routed copy: that one comes from the director. */
  request(srcMac: string, dstMac: string): void {
    if (!this.director.has(srcMac) && !this.servers.has(dstMac)) this.director.add(dstMac);
  }
}

/** From a virtual address to another host: no copy of anything that such hosts have sent to a virtual address. */
function isToClient(store: PacketStore, i: number, topology: Topology): boolean {
  const kind = store.kind(i);
  // A datagram to a tunnel's port is one all the same if there is no packet inside.
  if (kind !== KIND_TCP && kind !== KIND_UDP && store.ip(i)?.transport.kind !== 'udp') return false;
  return isVirtual(topology, store.saddr(i)) && !isVirtual(topology, store.daddr(i));
}

/** Looks through a capture once. Cooked captures have no destination and their own direction: nothing is learnt. */
export function neighboursOf(store: PacketStore, topology: Topology): Neighbours {
  const learner = new Learner(topology);
  const requests: [string, string][] = [];
  const seen = new Set<number>();
  const copying = new Set<number>();
  for (let i = 0; i < store.length; i++) {
    const { srcMac, dstMac, packetType } = store.link(i);
    const link = store.linkNumber(i);
    if (packetType === PACKET_UNKNOWN && !copying.has(link) && !isToClient(store, i, topology)) {
      copying.add(link);
      learner.copies(srcMac, dstMac);
    }
    if (!srcMac || !dstMac || packetType !== PACKET_UNKNOWN) continue;
    if (store.version(i) === 0) {
      const addr = store.linktype(i) === LINKTYPE_ETHERNET ? arpSender(store.kept(i)) : null;
      if (addr !== null) learner.sender(srcMac, addr);
      continue;
    }
    const saddr = store.saddr(i);
    const daddr = store.daddr(i);
    if (isServer(topology, saddr) || isServer(topology, daddr)) {
      learner.sender(srcMac, saddr);
      learner.translated(saddr, daddr, srcMac, dstMac);
    }
    if (seen.has(link) || !isVirtual(topology, daddr)) continue;
    seen.add(link);
    requests.push([srcMac, dstMac]);
  }
  for (const [srcMac, dstMac] of requests) learner.request(srcMac, dstMac);
  return learner;
}
