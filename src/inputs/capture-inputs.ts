import { type MarkRule, markOf } from '../control/mark-rule.ts';
import { type IpPacket, PACKET_HOST, PACKET_MULTICAST } from '../packet/packet.ts';
import type { PacketStore } from '../packet/store.ts';
import type { FedPacket } from '../readers/steps.ts';
import { neighboursOf } from './neighbours.ts';
import type { Endpoint, PacketInput } from './program.ts';
import { isForBackup, NO_SYNC, type SyncReading } from './sync-messages.ts';
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

/** What is known of a packet beforehand: its role, and its firewall mark (null = by the rules). */
export interface KnownRole {
  readonly role: Role;
  readonly mark: number | null;
}
export type RoleOf = (seen: SeenPacket) => KnownRole;

/**
 * For a capture of inputs alone: the hooks that the recording names, as long as it names as many as there are
 * packets; else a packet to a virtual address or with a mark is for the host, and others pass.
 */
export function inputRoles(topology: Topology, fed: readonly FedPacket[], packets: number): RoleOf {
  return ({ index, ip }) => {
    const known = fed.length === packets ? fed[index] : null;
    const local = isVirtual(topology, ip.daddr) || mark(topology.marks, ip) !== 0;
    const hook = known?.hook ?? (local ? 'LOCAL_IN' : 'FORWARD');
    return {
      role: { kind: 'input', hook, packetType: PACKET_HOST, restore: null, seen: null },
      mark: known?.mark ?? null,
    };
  };
}

const SYNC_MESSAGE: Role = {
  kind: 'input',
  hook: 'LOCAL_IN',
  packetType: PACKET_MULTICAST,
  restore: null,
  seen: null,
};

/**
 * Sorts a capture's packets into inputs and consequences.
 * @param uptimeNs time of packet `i` as nanoseconds of uptime
 * @param sync who this host is to sync messages
 * @param roleOf says what each packet was, where that is known; null = it must be worked out
 */
export function captureInputs(
  store: PacketStore,
  topology: Topology,
  uptimeNs: (i: number) => number,
  roleOf: RoleOf | null = null,
  sync: SyncReading = NO_SYNC,
): CaptureInputs {
  const vantage = new Vantage(topology, neighboursOf(store, topology));
  const classify: RoleOf =
    roleOf ??
    ((seen) => {
      const toBackup = isForBackup(sync, seen.ip, seen.packet.link.packetType);
      return { role: toBackup ? SYNC_MESSAGE : vantage.classify(seen), mark: null };
    });
  const drafts = new Map<number, Draft>();
  const inputs: Draft[] = [];
  let consequences = 0;
  let ignored = 0;
  for (let index = 0; index < store.length; index++) {
    const packet = store.get(index);
    const { ip } = packet;
    const known = ip && !isHousekeeping(ip) ? classify({ index, time: store.time(index), packet, ip }) : null;
    const role = known?.role;
    if (!ip || !role || role.kind === 'ignored') {
      ignored++;
    } else if (role.kind === 'consequence') {
      consequences++;
      const origin = drafts.get(role.of);
      if (origin) attach(origin, index, role.seen);
    } else {
      const { hook, packetType, restore, seen } = role;
      const marked = hook === 'LOCAL_OUT' ? 0 : (known?.mark ?? mark(topology.marks, ip));
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
