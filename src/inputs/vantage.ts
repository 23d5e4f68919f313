import { addrKey } from '../base/inet.ts';
import type { HookName } from '../kernel/lib/netfilter.ts';
import {
  type CapturedPacket,
  type IpPacket,
  PACKET_HOST,
  PACKET_OTHERHOST,
  PACKET_OUTGOING,
  PACKET_UNKNOWN,
} from '../packet/packet.ts';
import { innermost, keysOf } from './fingerprint.ts';
import type { Neighbours } from './neighbours.ts';
import { PendingInputs } from './pending.ts';
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

/** What hosts begin with. */
const INITIAL_TTL: readonly number[] = [64, 128, 255];

export class Vantage {
  private readonly pending = new PendingInputs();
  /** Addresses of the director itself beside the virtual ones, as its packets show them. */
  private readonly own = new Set<number | string>();

  constructor(
    private readonly topology: Topology,
    private readonly neighbours: Neighbours,
  ) {}

  classify(seen: SeenPacket): Role {
    this.pending.forget(seen.time);
    const type = seen.packet.link.packetType;
    if (type === PACKET_OUTGOING) return this.outgoing(seen);
    if (type === PACKET_UNKNOWN) return this.undirected(seen);
    return this.incoming(seen, type);
  }

  private incoming(seen: SeenPacket, packetType: number): Role {
    if (packetType === PACKET_OTHERHOST) return { kind: 'ignored' };
    const { daddr } = seen.ip;
    const own = isVirtual(this.topology, daddr) || this.own.has(addrKey(daddr));
    this.remember(seen);
    return input(own || packetType !== PACKET_HOST ? 'LOCAL_IN' : 'FORWARD', packetType);
  }

  private outgoing(seen: SeenPacket): Role {
    const of = this.take(seen, false);
    if (of !== null) {
      if (seen.ip.transport.kind === 'tunnel') this.own.add(addrKey(seen.ip.saddr));
      return { kind: 'consequence', of, seen: this.serverShown(seen) };
    }
    if (isError(seen.ip)) return { ...input('LOCAL_OUT', PACKET_HOST), restore: { kind: 'own-icmp' } };
    return this.localClient(seen) ?? this.sentByHost(seen);
  }

  /** The director's own stack made it; its source is one of its addresses, unless something was missed. */
  private sentByHost({ ip }: SeenPacket): Role {
    const known = isVirtual(this.topology, ip.saddr) || isServer(this.topology, ip.saddr);
    if (!known && INITIAL_TTL.includes(ip.ttl)) this.own.add(addrKey(ip.saddr));
    return input('LOCAL_OUT', PACKET_HOST);
  }

  /**
   * A client on the director itself: captured is only the packet that IPVS translated. It shows by its source,
   * a virtual address, and by a TTL that was decremented once; the director's own checks of a server have it whole.
   */
  private localClient({ ip }: SeenPacket): Role | null {
    const fresh = INITIAL_TTL.includes(ip.ttl + 1) && isVirtual(this.topology, ip.saddr);
    if (!fresh || !('dport' in ip.transport) || !isServer(this.topology, ip.daddr)) return null;
    const server = { addr: ip.daddr, port: ip.transport.dport };
    const end = virtualEndOf(this.topology, server, ip.protocol);
    if (!end) return null;
    const restore: Restore = { kind: 'request', vaddr: end.addr, vport: end.port };
    return { ...input('LOCAL_OUT', PACKET_HOST), restore, seen: server };
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
    this.pending.remember(keysOf(seen.ip), { index: seen.index, time: seen.time, macs: macs(seen.packet) });
  }

  /** The input that this packet is a copy of, once for each copy; `other` = the link addresses must differ. */
  private take(seen: SeenPacket, other: boolean): number | null {
    const own = other ? macs(seen.packet) : null;
    return this.pending.take(keysOf(innermost(seen.ip)), own)?.index ?? null;
  }
}

const macs = (packet: CapturedPacket): string => `${packet.link.srcMac}>${packet.link.dstMac}`;

function isError(ip: IpPacket): boolean {
  return ip.transport.kind === 'icmp' && ip.transport.embedded !== null;
}

function input(hook: HookName, packetType: number): Extract<Role, { kind: 'input' }> {
  return { kind: 'input', hook, packetType, restore: null, seen: null };
}
