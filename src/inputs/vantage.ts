import { addrKey } from '../base/inet.ts';
import type { HookName } from '../kernel/lib/netfilter.ts';
import { PACKET_HOST, PACKET_OTHERHOST, PACKET_OUTGOING, PACKET_UNKNOWN } from '../packet/packet.ts';
import type { Endpoints } from './endpoints.ts';
import type { Neighbours } from './neighbours.ts';
import { PendingInputs } from './pending.ts';
import type { Endpoint, Restore } from './program.ts';
import type { SeenPacket } from './seen-packet.ts';
import { isServer, isVirtual, rolesOf, type Topology, virtualEndOf } from './topology.ts';

/**
 * Works out, packet by packet, what a captured packet was to the director: an input at a hook, or the
 * consequence of one (a translated, encapsulated or direct-routed copy, a translated reply). With `-i any`
 * the direction is in the header; on one interface it follows from addresses and from what was seen before.
 */
export type Role =
  | {
      readonly kind: 'input';
      readonly hook: HookName;
      readonly packetType: number;
      readonly restore: Restore | null;
      /** The real server that it shows, as a number of the endpoints; 0 = none. */
      readonly seen: number;
    }
  /** `of` = index of the packet whose consequence it is. */
  | { readonly kind: 'consequence'; readonly of: number; readonly seen: number }
  | { readonly kind: 'ignored' };

const IGNORED: Role = { kind: 'ignored' };
const INNER: Restore = { kind: 'inner' };
const OWN_ICMP: Restore = { kind: 'own-icmp' };
const REPLY: Restore = { kind: 'reply', host: false };
const REPLY_OR_HOST: Restore = { kind: 'reply', host: true };

/** What hosts begin with. */
const INITIAL_TTL: readonly number[] = [64, 128, 255];

export class Vantage {
  private readonly pending: PendingInputs;
  /** Addresses of the director itself beside the virtual ones, as its packets show them. */
  private readonly own = new Set<number | string>();
  /** By the number of the pair of link addresses. */
  private readonly copied: boolean[] = [];
  /** By the number of the virtual end. */
  private readonly requests = new Map<number, Restore>();

  /** @param timeOf seconds of a packet; only differences matter */
  constructor(
    private readonly topology: Topology,
    private readonly neighbours: Neighbours,
    private readonly endpoints: Endpoints,
    timeOf: (packet: number) => number,
  ) {
    this.pending = new PendingInputs(timeOf);
  }

  classify(seen: SeenPacket): Role {
    this.pending.forget(seen.time);
    const type = seen.packetType;
    if (type === PACKET_OUTGOING) return this.outgoing(seen);
    if (type === PACKET_UNKNOWN) return this.undirected(seen);
    return this.incoming(seen, type);
  }

  private incoming(seen: SeenPacket, packetType: number): Role {
    if (packetType === PACKET_OTHERHOST) return IGNORED;
    const { daddr } = seen;
    const own = isVirtual(this.topology, daddr) || this.own.has(addrKey(daddr));
    this.remember(seen);
    return input(own || packetType !== PACKET_HOST ? 'LOCAL_IN' : 'FORWARD', packetType);
  }

  private outgoing(seen: SeenPacket): Role {
    const of = this.take(seen, false);
    if (of >= 0) {
      if (seen.isTunnel) this.own.add(addrKey(seen.saddr));
      return { kind: 'consequence', of, seen: this.serverShown(seen) };
    }
    if (seen.isError) return input('LOCAL_OUT', PACKET_HOST, OWN_ICMP);
    return this.localClient(seen) ?? this.sentByHost(seen);
  }

  /** The director's own stack made it; its source is one of its addresses, unless something was missed. */
  private sentByHost({ saddr, ttl }: SeenPacket): Role {
    const known = isVirtual(this.topology, saddr) || isServer(this.topology, saddr);
    if (!known && INITIAL_TTL.includes(ttl)) this.own.add(addrKey(saddr));
    return input('LOCAL_OUT', PACKET_HOST);
  }

  /**
   * A client on the director itself: captured is only the packet that IPVS translated. It shows by its source,
   * a virtual address, and by a TTL that was decremented once; the director's own checks of a server have it whole.
   */
  private localClient(seen: SeenPacket): Role | null {
    const { saddr, daddr, ttl } = seen;
    const fresh = INITIAL_TTL.includes(ttl + 1) && isVirtual(this.topology, saddr);
    if (!fresh || seen.dport < 0 || !isServer(this.topology, daddr)) return null;
    return this.translated(seen, 'LOCAL_OUT');
  }

  /** One interface, no direction in the header. */
  private undirected(seen: SeenPacket): Role {
    const of = this.take(seen, true);
    if (of >= 0) return { kind: 'consequence', of, seen: this.serverShown(seen) };
    if (isVirtual(this.topology, seen.innerDaddr)) {
      if (this.mayBeCopied(seen)) this.remember(seen);
      return input('LOCAL_IN', PACKET_HOST, seen.wraps ? INNER : null, this.serverShown(seen));
    }
    const local = this.localClient(seen);
    if (local) return local;
    const { saddr, daddr } = seen;
    if (isVirtual(this.topology, saddr)) return this.fromVirtual(seen);
    if (isServer(this.topology, daddr)) return this.translated(seen, 'LOCAL_IN') ?? IGNORED;
    if (isServer(this.topology, saddr)) {
      this.remember(seen);
      return input('FORWARD', PACKET_HOST);
    }
    return IGNORED;
  }

  /** From the virtual address: a translated reply, or something the director itself sent. */
  private fromVirtual(seen: SeenPacket): Role {
    if (seen.isError) return input('LOCAL_OUT', PACKET_HOST, OWN_ICMP);
    const { srcMac } = seen;
    const { director } = this.neighbours;
    const host = director.size === 0 || srcMac === '' || director.has(srcMac);
    return input('FORWARD', PACKET_HOST, host ? REPLY_OR_HOST : REPLY);
  }

  /** A translated request whose original was not captured; null = no service says what it was. */
  private translated({ daddr, dport, protocol }: SeenPacket, hook: HookName): Role | null {
    if (dport < 0) return null;
    const end = virtualEndOf(this.topology, { addr: daddr, port: dport }, protocol);
    if (!end) return null;
    return input(hook, PACKET_HOST, this.request(end), this.endpoints.id(daddr, dport));
  }

  /** What was translated goes back to this virtual end. */
  private request({ addr, port }: Endpoint): Restore {
    const id = this.endpoints.id(addr, port);
    const known = this.requests.get(id);
    if (known) return known;
    const restore: Restore = { kind: 'request', vaddr: addr, vport: port };
    this.requests.set(id, restore);
    return restore;
  }

  /** The real server that a copy was sent to: by its address, the outer address, or the link address; 0 = none. */
  private serverShown(seen: SeenPacket): number {
    const { daddr } = seen;
    const port = seen.innerDport;
    if (isServer(this.topology, daddr)) {
      const [role] = rolesOf(this.topology, daddr, port);
      return this.endpoints.id(daddr, role ? role.server.port || port : port);
    }
    const addr = this.neighbours.server(seen.dstMac);
    return addr === null ? 0 : this.endpoints.id(addr, port);
  }

  /** Can the capture show this packet to a virtual address once more? */
  private mayBeCopied(seen: SeenPacket): boolean {
    if (seen.wraps || isVirtual(this.topology, seen.saddr)) return true;
    this.copied[seen.macs] ??= this.neighbours.mayBeCopied(seen.srcMac, seen.dstMac);
    return this.copied[seen.macs];
  }

  private remember(seen: SeenPacket): void {
    const { index, macs, ownKeys: keys } = seen;
    this.pending.remember(keys.source1, keys.source2, index, macs);
    this.pending.remember(keys.destination1, keys.destination2, index, macs);
  }

  /**
   * The input that this packet is a copy of, once for each copy; -1 = none. `other` = the link addresses must
   * differ. A copy has the source end or else the destination end of its input.
   */
  private take(seen: SeenPacket, other: boolean): number {
    if (this.pending.isEmpty) return -1;
    const { innerKeys: keys } = seen;
    const own = other ? seen.macs : -1;
    const of = this.pending.take(keys.source1, keys.source2, own);
    return of >= 0 ? of : this.pending.take(keys.destination1, keys.destination2, own);
  }
}

function input(
  hook: HookName,
  packetType: number,
  restore: Restore | null = null,
  seen = 0,
): Extract<Role, { kind: 'input' }> {
  return { kind: 'input', hook, packetType, restore, seen };
}
