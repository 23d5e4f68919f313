import { type MarkRule, markOf } from '../control/mark-rule.ts';
import { type IpPacket, PACKET_HOST } from '../packet/packet.ts';
import type { PacketStore } from '../packet/store.ts';
import type { Endpoint, PacketInput } from './program.ts';
import { isVirtual, type Topology } from './topology.ts';
import { type Role, type SeenPacket, Vantage } from './vantage.ts';

/** The inputs that a capture holds, and what became of the other packets. */
export interface CaptureInputs {
  readonly inputs: readonly PacketInput[];
  readonly consequences: number;
  /** Packets that were nothing to IPVS: other protocols, other addresses. */
  readonly ignored: number;
}

type Draft = { -readonly [K in keyof PacketInput]: PacketInput[K] };

function portOf(ip: IpPacket, side: 'sport' | 'dport'): number | null {
  return 'sport' in ip.transport ? ip.transport[side] : null;
}

function mark(marks: readonly MarkRule[], ip: IpPacket): number {
  if (marks.length === 0) return 0;
  const { saddr, daddr, protocol } = ip;
  return markOf(marks, { saddr, daddr, protocol, sport: portOf(ip, 'sport'), dport: portOf(ip, 'dport') });
}

/** In a capture of inputs alone: to a virtual address or with a mark it is for the host, else it passes. */
export function inputByAddress(topology: Topology, { ip }: SeenPacket): Role {
  const local = isVirtual(topology, ip.daddr) || mark(topology.marks, ip) !== 0;
  return {
    kind: 'input',
    hook: local ? 'LOCAL_IN' : 'FORWARD',
    packetType: PACKET_HOST,
    restore: null,
    seen: null,
  };
}

/**
 * Sorts a capture's packets into inputs and consequences.
 * @param uptimeNs time of packet `i` as nanoseconds of uptime
 * @param roleOf says what each packet was where that is known; null = it must be worked out
 */
export function captureInputs(
  store: PacketStore,
  topology: Topology,
  uptimeNs: (i: number) => number,
  roleOf: ((topology: Topology, seen: SeenPacket) => Role) | null = null,
): CaptureInputs {
  const vantage = new Vantage(topology);
  const classify = (seen: SeenPacket): Role => roleOf?.(topology, seen) ?? vantage.classify(seen);
  const drafts = new Map<number, Draft>();
  const inputs: Draft[] = [];
  let consequences = 0;
  let ignored = 0;
  for (let index = 0; index < store.length; index++) {
    const packet = store.get(index);
    const { ip } = packet;
    const role = ip && !isHousekeeping(ip) ? classify({ index, time: store.time(index), packet, ip }) : null;
    if (!ip || !role || role.kind === 'ignored') {
      ignored++;
    } else if (role.kind === 'consequence') {
      consequences++;
      const origin = drafts.get(role.of);
      if (origin) attach(origin, index, role.seen);
    } else {
      const { hook, packetType, restore, seen } = role;
      const marked = hook === 'LOCAL_OUT' ? 0 : mark(topology.marks, ip);
      const draft: Draft = {
        kind: 'packet',
        timeNs: uptimeNs(index),
        packet: index,
        hook,
        mark: marked,
        packetType,
        restore,
        seen,
        copies: [],
      };
      drafts.set(index, draft);
      inputs.push(draft);
    }
  }
  return { inputs, consequences, ignored };
}

/** Neighbour discovery, router and multicast listener messages (RFC 4861, 3810): IPVS lets them pass unseen. */
function isHousekeeping({ protocol, transport }: IpPacket): boolean {
  return protocol === 58 && transport.kind === 'icmp' && transport.type >= 130 && transport.type <= 143;
}

function attach(origin: Draft, copy: number, seen: Endpoint | null): void {
  origin.copies = [...origin.copies, copy];
  if (seen && origin.hook === 'LOCAL_IN') origin.seen = seen;
}
