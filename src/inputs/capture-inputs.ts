import { type MarkRule, markOf } from '../control/mark-rule.ts';
import { PACKET_HOST, PACKET_MULTICAST } from '../packet/packet.ts';
import type { PacketStore } from '../packet/store.ts';
import type { FedPacket } from '../readers/steps.ts';
import { Endpoints } from './endpoints.ts';
import { neighboursOf } from './neighbours.ts';
import { PacketInputs } from './packet-inputs.ts';
import type { PacketInputList } from './program.ts';
import { SeenPacket } from './seen-packet.ts';
import { isForBackup, NO_SYNC, type SyncReading } from './sync-messages.ts';
import { isVirtual, type Topology } from './topology.ts';
import { type Role, Vantage } from './vantage.ts';

/** The inputs that a capture holds, and what became of the other packets. */
export interface CaptureInputs {
  readonly inputs: PacketInputList;
  readonly consequences: number;
  /** Packets that were nothing to IPVS: other protocols, other addresses. */
  readonly ignored: number;
}

function mark(marks: readonly MarkRule[], { saddr, daddr, protocol, sport, dport }: SeenPacket): number {
  if (marks.length === 0) return 0;
  const port = (number: number): number | null => (number < 0 ? null : number);
  return markOf(marks, { saddr, daddr, protocol, sport: port(sport), dport: port(dport) });
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
  return (seen) => {
    const known = fed.length === packets ? fed[seen.index] : null;
    const local = isVirtual(topology, seen.daddr) || mark(topology.marks, seen) !== 0;
    const hook = known?.hook ?? (local ? 'LOCAL_IN' : 'FORWARD');
    return {
      role: { kind: 'input', hook, packetType: PACKET_HOST, restore: null, seen: 0 },
      mark: known?.mark ?? null,
    };
  };
}

const SYNC_MESSAGE: Role = {
  kind: 'input',
  hook: 'LOCAL_IN',
  packetType: PACKET_MULTICAST,
  restore: null,
  seen: 0,
};

/**
 * Sorts a capture's packets into inputs and consequences.
 * @param uptimeNs time of packet `i` as nanoseconds of uptime
 * @param sync who this host is to sync messages
 * @param roleOf says what each packet was, where that is known; null = it must be worked out
 * @param kept numbers of the packets that are played, upwards; null = all
 */
export function captureInputs(
  store: PacketStore,
  topology: Topology,
  uptimeNs: (i: number) => number,
  roleOf: RoleOf | null = null,
  sync: SyncReading = NO_SYNC,
  kept: Uint32Array | null = null,
): CaptureInputs {
  const endpoints = new Endpoints();
  const inputs = new PacketInputs(uptimeNs, endpoints);
  const seen = new SeenPacket(store);
  const vantage = new Vantage(topology, neighboursOf(store, topology), endpoints, (i) => seen.timeOf(i));
  const classify = roleOf ?? ((packet: SeenPacket) => worked(packet, vantage, sync));
  let consequences = 0;
  let ignored = 0;
  const packets = kept?.length ?? store.length;
  for (let i = 0; i < packets; i++) {
    const index = kept ? kept[i] : i;
    seen.stand(index);
    const known = seen.isIp && !isHousekeeping(seen) ? classify(seen) : null;
    const role = known?.role;
    if (!role || role.kind === 'ignored') {
      ignored++;
    } else if (role.kind === 'consequence') {
      consequences++;
      inputs.attach(role.of, index, role.seen);
    } else {
      const { hook, packetType, restore } = role;
      const marked = hook === 'LOCAL_OUT' ? 0 : (known?.mark ?? mark(topology.marks, seen));
      inputs.push(index, { hook, packetType, mark: marked, restore, seen: role.seen });
    }
  }
  return { inputs, consequences, ignored };
}

function worked(seen: SeenPacket, vantage: Vantage, sync: SyncReading): KnownRole {
  const forBackup = sync.backup !== null && isForBackup(sync, seen.ip, seen.packetType);
  return { role: forBackup ? SYNC_MESSAGE : vantage.classify(seen), mark: null };
}

/** Neighbour discovery, router and multicast listener messages (RFC 4861, 3810): IPVS lets them pass unseen. */
function isHousekeeping(seen: SeenPacket): boolean {
  if (seen.protocol !== 58) return false;
  const { transport } = seen.ip;
  return transport.kind === 'icmp' && transport.type >= 130 && transport.type <= 143;
}
