import { formatAddr } from '../base/inet.ts';
import type { MachineParams } from '../kernel/ipvs/netns_ipvs.ts';
import { PACKET_UNKNOWN } from '../packet/packet.ts';
import type { PacketStore } from '../packet/store.ts';
import type { RunJson } from '../readers/run-json.ts';
import type { Topology } from './topology.ts';

function kernelAssumptions(run: RunJson | null, params: MachineParams): string[] {
  const found: string[] = [];
  const { profile, hz, conn_tab_bits, debug_level } = params;
  if (run?.kernel && !run.kernel.includes(profile.name.replace('linux-', ''))) {
    found.push(`The recording is of ${run.kernel}; the model is ${profile.name}.`);
  } else if (!run?.kernel) found.push(`The kernel is not known: ${profile.name} is taken.`);
  if (!run?.hz)
    found.push(`HZ is not known: ${hz} is taken, so timers may run up to a slot earlier or later.`);
  if (!run?.connTabBits)
    found.push(`The size of the connection table is not known: 2^${conn_tab_bits} is taken.`);
  if (run?.connRnd === null || run?.connRnd === undefined) {
    found.push(
      'The seed of the connection hash is not known: 0 is taken, so buckets and the order of listings differ.',
    );
  }
  if (!run?.bootEpoch) {
    found.push('The time of boot is not known: uptime 0 is the second of the first packet or action.');
  }
  if (run && run.debugLevel === null) found.push(`debug_level is not known: ${debug_level} is taken.`);
  return found;
}

function hasDirection(store: PacketStore): boolean {
  for (let i = 0; i < store.length; i++) if (store.get(i).link.packetType !== PACKET_UNKNOWN) return true;
  return false;
}

/** What a replay had to assume because no file says it, a sentence each. */
export function assumptionsOf(
  run: RunJson | null,
  params: MachineParams,
  store: PacketStore,
  topology: Topology,
): string[] {
  const found = kernelAssumptions(run, params);
  if (store.length > 0 && !hasDirection(store)) {
    found.push(
      'The capture does not tell the direction of packets: it is worked out from addresses and link addresses, and what another interface saw is missing.',
    );
  }
  if (topology.virtual.size === 0) {
    found.push('No virtual address is known: no packet is an input of a service.');
  }
  for (const { server, method } of topology.servers) {
    if (
      method !== 'local' &&
      topology.virtual.has(typeof server.addr === 'number' ? server.addr : server.addr.join(':'))
    ) {
      found.push(`${formatAddr(server.addr)} is a virtual address and a real server: taken as not local.`);
    }
  }
  return found;
}
