import type { HookName } from '../kernel/lib/netfilter.ts';
import {
  type CapturedPacket,
  type IpPacket,
  PACKET_HOST,
  PACKET_OUTGOING,
  PACKET_UNKNOWN,
} from '../packet/packet.ts';
import { innermost, keysOf } from './fingerprint.ts';
import type { Neighbours } from './neighbours.ts';
import type { Endpoint, Restore } from './program.ts';
import { isServer, isVirtual, rolesOf, type Topology, virtualEndOf } from './topology.ts';

/**
 * Works out, packet by packet, what a captured packet was to the director: an input at a hook, or the
 * consequence of one (a translated, encapsulated or direct-routed copy, a translated reply). With `-i any`
 * the direction is in the header; on one interface it follows from addresses and from what was seen before.
 */
export interface SeenPacket {
  readonly index: number;
  /** Seconds; only differences matter. */
  readonly time: number;
  readonly packet: CapturedPacket;
  readonly ip: IpPacket;
}

export type Role =
  | {
      readonly kind: 'input';
      readonly hook: HookName;
      readonly packetType: number;
      readonly restore: Restore | null;
      readonly seen: Endpoint | null;
    }
  /** `of` = index of the packet whose consequence it is; `seen` = the real server it shows. */
  | { readonly kind: 'consequence'; readonly of: number; readonly seen: Endpoint | null }
  | { readonly kind: 'ignored' };

interface Pending {
  index: number;
  time: number;
  macs: string;
}

/** How long an input waits for its copy: longer than an ARP resolution, shorter than a reused sequence. */
const WAIT_SECONDS = 5;

export class Vantage {
  private readonly pending = new Map<string, Pending[]>();
  private oldest = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly topology: Topology,
    private readonly neighbours: Neighbours,
  ) {}

  classify(seen: SeenPacket): Role {
    this.forget(seen.time);
    const type = seen.packet.link.packetType;
    if (type === PACKET_OUTGOING) return this.outgoing(seen);
    if (type === PACKET_UNKNOWN) return this.undirected(seen);
    return this.incoming(seen, type);
  }

  private incoming(seen: SeenPacket, packetType: number): Role {
    const local = isVirtual(this.topology, seen.ip.daddr) || packetType !== PACKET_HOST;
    this.remember(seen);
    return input(local ? 'LOCAL_IN' : 'FORWARD', packetType);
  }

  private outgoing(seen: SeenPacket): Role {
    const of = this.take(seen, false);
    if (of !== null) return { kind: 'consequence', of, seen: this.serverShown(seen) };
    const local = this.localClient(seen);
    if (local) return local;
    return { ...input('LOCAL_OUT', PACKET_HOST), restore: isError(seen.ip) ? { kind: 'own-icmp' } : null };
  }

  /** One interface, no direction in the header. */
  private undirected(seen: SeenPacket): Role {
    const { ip } = seen;
    const of = this.take(seen, true);
    if (of !== null) return { kind: 'consequence', of, seen: this.serverShown(seen) };
    const inner = innermost(ip);
    if (isVirtual(this.topology, inner.daddr)) {
      this.remember(seen);
      const restore: Restore | null = inner === ip ? null : { kind: 'inner' };
      return { ...input('LOCAL_IN', PACKET_HOST), restore, seen: this.serverShown(seen) };
    }
    const local = this.localClient(seen);
    if (local) return local;
    if (isVirtual(this.topology, ip.saddr)) return this.fromVirtual(seen);
    if (isServer(this.topology, ip.daddr)) return this.toServer(seen);
    if (isServer(this.topology, ip.saddr)) {
      this.remember(seen);
      return input('FORWARD', PACKET_HOST);
    }
    return { kind: 'ignored' };
  }

  /** From the virtual address: a translated reply, or something the director itself sent. */
  private fromVirtual(seen: SeenPacket): Role {
    if (isError(seen.ip)) return { ...input('LOCAL_OUT', PACKET_HOST), restore: { kind: 'own-icmp' } };
    const { srcMac } = seen.packet.link;
    const { director } = this.neighbours;
    const host = director.size === 0 || srcMac === '' || director.has(srcMac);
    return { ...input('FORWARD', PACKET_HOST), restore: { kind: 'reply', host } };
  }

  /** From the virtual address to a masqueraded server: a client on the director, captured behind the translation. */
  private localClient({ ip }: SeenPacket): Role | null {
    if (!isVirtual(this.topology, ip.saddr) || !isServer(this.topology, ip.daddr)) return null;
    const { transport } = ip;
    if (!('dport' in transport)) return null;
    const server = { addr: ip.daddr, port: transport.dport };
    const end = virtualEndOf(this.topology, server, ip.protocol);
    if (!end) return null;
    const restore: Restore = { kind: 'request', vaddr: end.addr, vport: end.port };
    return { ...input('LOCAL_OUT', PACKET_HOST), restore, seen: server };
  }

  /** A translated request whose original was not captured. */
  private toServer(seen: SeenPacket): Role {
    const { transport } = seen.ip;
    if (!('dport' in transport)) return { kind: 'ignored' };
    const server = { addr: seen.ip.daddr, port: transport.dport };
    const end = virtualEndOf(this.topology, server, seen.ip.protocol);
    if (!end) return { kind: 'ignored' };
    const restore: Restore = { kind: 'request', vaddr: end.addr, vport: end.port };
    return { ...input('LOCAL_IN', PACKET_HOST), restore, seen: server };
  }

  /** The real server that a copy was sent to: by its address, the outer address, or the link address. */
  private serverShown({ ip, packet }: SeenPacket): Endpoint | null {
    const inner = innermost(ip);
    const port = 'dport' in inner.transport ? inner.transport.dport : 0;
    if (isServer(this.topology, ip.daddr)) {
      const [role] = rolesOf(this.topology, ip.daddr, port);
      return { addr: ip.daddr, port: role ? role.server.port || port : port };
    }
    const addr = this.neighbours.server(packet.link.dstMac);
    return addr === null ? null : { addr, port };
  }

  private remember(seen: SeenPacket): void {
    const entry = { index: seen.index, time: seen.time, macs: macs(seen.packet) };
    for (const key of keysOf(seen.ip)) {
      const list = this.pending.get(key);
      if (list) list.push(entry);
      else this.pending.set(key, [entry]);
    }
  }

  /** The input that this packet is a copy of, once for each copy; `other` = the link addresses must differ. */
  private take(seen: SeenPacket, other: boolean): number | null {
    const own = macs(seen.packet);
    for (const key of keysOf(innermost(seen.ip))) {
      const list = this.pending.get(key);
      const at = list?.findIndex((entry) => !other || entry.macs !== own) ?? -1;
      if (!list || at < 0) continue;
      const [entry] = list.splice(at, 1);
      if (list.length === 0) this.pending.delete(key);
      return entry.index;
    }
    return null;
  }

  private forget(now: number): void {
    if (now - this.oldest < WAIT_SECONDS) return;
    this.oldest = now;
    for (const [key, list] of this.pending) {
      const kept = list.filter((entry) => now - entry.time < WAIT_SECONDS);
      if (kept.length === 0) this.pending.delete(key);
      else this.pending.set(key, kept);
    }
  }
}

const macs = (packet: CapturedPacket): string => `${packet.link.srcMac}>${packet.link.dstMac}`;

function isError(ip: IpPacket): boolean {
  return ip.transport.kind === 'icmp' && ip.transport.embedded !== null;
}

function input(hook: HookName, packetType: number): Extract<Role, { kind: 'input' }> {
  return { kind: 'input', hook, packetType, restore: null, seen: null };
}
