import type { Command } from '../control/command.ts';
import type { MachineParams } from '../kernel/ipvs/netns_ipvs.ts';
import type { KernelProfile } from '../kernel/profiles/profile.ts';
import { PACKET_UNKNOWN } from '../packet/packet.ts';
import type { PacketStore } from '../packet/store.ts';
import type { Epoch, RunJson } from '../readers/run-json.ts';
import { NO_SYNC, type SyncReading } from './sync-messages.ts';

/** The value of HZ that distributions use most, for captures that do not tell. */
export const DEFAULT_HZ = 250;
/** Said when buckets are those of another seed than the kernel's. */
export const SEED_UNKNOWN =
  'The seed of the connection hash is not known: buckets are not those of the real table. Choices and states do not depend on it.';
/** How it begins when the size of the table is assumed. */
export const SIZE_UNKNOWN = 'The size of the connection table is not known';
/** Uptime of the first packet or command when nobody says when the kernel booted. */
export const ASSUMED_UPTIME_SECONDS = 1000;

function ofKernel(
  run: RunJson | null,
  { profile, hz, conn_tab_bits }: MachineParams,
  known: KnownKernel | undefined,
  sizeTold: boolean,
): string[] {
  const said: string[] = [];
  if (run?.kernel && !run.kernel.includes(profile.name.replace('linux-', ''))) {
    said.push(`The files are of ${run.kernel}; the model follows ${profile.name}.`);
  } else if (!run?.kernel && known?.profile) {
    said.push(
      known.certain
        ? `The kernel is the one that the log's wording tells: ${profile.name}.`
        : `The log's wording fits several kernels: it is read as one of ${profile.name}; another can be chosen in "About this case".`,
    );
  } else if (!run?.kernel) said.push(`The kernel is not known: the model follows ${profile.name}.`);
  if (run?.hz == null && !known?.hz)
    said.push(`HZ is not known: ${hz} is assumed, as most distributions build it.`);
  if (run?.connTabBits == null && !sizeTold) {
    said.push(`${SIZE_UNKNOWN}: 2^${conn_tab_bits} buckets are assumed.`);
  }
  return said;
}

function hasDirection(store: PacketStore): boolean {
  for (let i = 0; i < store.length; i++) if (store.packetType(i) !== PACKET_UNKNOWN) return true;
  return false;
}

/** What is known of a kernel from elsewhere: a log. */
export interface KnownKernel {
  readonly profile: KernelProfile | null;
  /** No other kernel fits as well. */
  readonly certain: boolean;
  readonly hz: number | null;
  readonly bootEpoch: Epoch | null;
  /** Seconds that the reader adds to the time of boot, wherever that is from. */
  readonly nudge: number;
}

/** What the files do not tell and had to be assumed, one sentence each. */
export function assumptionsOf(
  run: RunJson | null,
  params: MachineParams,
  files: {
    readonly rules: string;
    readonly sysctl: string;
    readonly known?: KnownKernel;
    readonly listed?: { readonly connTabBits: number | null; readonly commands: readonly Command[] };
  },
  store: PacketStore,
  { assumption, own }: SyncReading = NO_SYNC,
): string[] {
  const said = ofKernel(run, params, files.known, files.listed?.connTabBits != null);
  if (!run?.bootEpoch && !files.known?.bootEpoch) {
    const uptime = `uptime at the first packet is taken as ${ASSUMED_UPTIME_SECONDS} s`;
    said.push(
      `When the kernel booted is not known: ${uptime}. Timers may fire up to one slot of the wheel earlier or later.`,
    );
  }
  if (run?.connRnd == null) said.push(SEED_UNKNOWN);
  if (assumption !== null) said.push(assumption);
  if (own !== null)
    said.push(
      'When the sync daemon looks at its buffers is taken from the first sync message of this host in the capture.',
    );
  if (files.rules.trim() === '' && !files.listed?.commands.some(({ op }) => op === 'add-service'))
    said.push(
      'No rules are loaded, so there is no virtual service. Drop the output of "ipvsadm -Sn" on the window.',
    );
  if (files.sysctl.trim() === '' && !run)
    said.push('net.ipv4.vs settings are taken as the kernel has them by default.');
  if (!params.conntrack && /\bconntrack\s*=\s*[1-9]/.test(files.sysctl))
    said.push(
      'net.ipv4.vs.conntrack is set. Whether other rules of the host keep connection tracking active is not known: none are assumed. A case says so with "conntrack=on" on its kernel line.',
    );
  if (store.length > 0 && !hasDirection(store))
    said.push(
      'The capture does not tell the direction of packets: it is worked out from addresses. What only another interface saw is missing.',
    );
  return said;
}
