import { type MarkRule, markOf } from '../control/mark-rule.ts';
import type { Input, PacketInput, Program } from '../inputs/program.ts';
import { defaultParams } from '../inputs/run-folder.ts';
import { isServer, isVirtual, type Topology, topologyOf } from '../inputs/topology.ts';
import type { MachineParams } from '../kernel/ipvs/netns_ipvs.ts';
import { profile_named } from '../kernel/profiles/index.ts';
import type { IpPacket } from '../packet/packet.ts';
import { type CaseDocument, type CaseEntry, type CaseKernel, emptyCase, type HookName } from './case.ts';

/** A case's text and the program that the machine runs are two forms of one thing. */

export interface CaseProgram {
  readonly program: Program;
  /** What the case does not say and had to be assumed, one sentence each. */
  readonly assumptions: readonly string[];
}

type PacketEntry = Extract<CaseEntry, { kind: 'packet' }>;

function paramsOf(kernel: CaseKernel): MachineParams {
  const defaults = defaultParams();
  return {
    ...defaults,
    profile: profile_named(kernel.profile) ?? defaults.profile,
    hz: kernel.hz ?? defaults.hz,
    conn_tab_bits: kernel.connTabBits ?? defaults.conn_tab_bits,
    conn_rnd: kernel.connRnd ?? defaults.conn_rnd,
    netns_hash_xor: kernel.netnsXor ?? defaults.netns_hash_xor,
    debug_level: kernel.debugLevel ?? defaults.debug_level,
    random_seed: kernel.seed ?? defaults.random_seed,
    jiffies_at_boot: kernel.jiffies,
    ratelimit: kernel.rateLimit ?? defaults.ratelimit,
    local_addresses: [...kernel.vips, ...kernel.locals],
  };
}

/** Where a packet enters when its line does not say so. */
function hookOf(topology: Topology, ip: IpPacket): HookName {
  if (isVirtual(topology, ip.daddr)) return 'LOCAL_IN';
  if (isVirtual(topology, ip.saddr) && !isServer(topology, ip.saddr)) return 'LOCAL_OUT';
  return 'FORWARD';
}

function markFor(marks: readonly MarkRule[], ip: IpPacket): number {
  const ports = 'sport' in ip.transport ? ip.transport : { sport: null, dport: null };
  return markOf(marks, {
    saddr: ip.saddr,
    daddr: ip.daddr,
    protocol: ip.protocol,
    sport: ports.sport,
    dport: ports.dport,
  });
}

function packetInput(topology: Topology, entry: PacketEntry, index: number, timeNs: number): PacketInput {
  const hook = entry.hook ?? hookOf(topology, entry.packet);
  const mark = entry.mark ?? (hook === 'LOCAL_OUT' ? 0 : markFor(topology.marks, entry.packet));
  return {
    kind: 'packet',
    timeNs,
    packet: index,
    hook,
    mark,
    packetType: 0,
    restore: null,
    seen: entry.seen,
    copies: [],
  };
}

function assumptionsOf({ kernel }: CaseDocument, params: MachineParams): string[] {
  const said: string[] = [];
  if (kernel.hz === null) said.push(`The case names no HZ: ${params.hz} is taken.`);
  if (kernel.connRnd === null)
    said.push('The case names no seed of the connection hash: buckets are those of seed 0.');
  return said;
}

export function caseProgram(document: CaseDocument): CaseProgram {
  const { kernel, setup, entries } = document;
  const params = paramsOf(kernel);
  const setupCommands = setup.flatMap((line) => (line.kind === 'command' ? [line.command] : []));
  const later = entries.flatMap((entry) => (entry.kind === 'command' ? [entry.command] : []));
  const marks = setup.flatMap((line) => (line.kind === 'mark' ? [line.rule] : []));
  const topology = topologyOf([...setupCommands, ...later], marks, kernel.vips);
  const packets: IpPacket[] = [];
  const inputs: Input[] = [];
  for (const entry of entries) {
    const timeNs = kernel.uptime + entry.time;
    if (entry.kind === 'packet') {
      inputs.push(packetInput(topology, entry, packets.length, timeNs));
      packets.push(entry.packet);
    } else if (entry.kind === 'command')
      inputs.push({ kind: 'command', timeNs, command: entry.command, text: '' });
    else if (entry.kind === 'note') inputs.push({ kind: 'note', timeNs, text: entry.text });
  }
  const boot = kernel.epoch ? kernel.epoch.sec + kernel.epoch.nsec / 1e9 - kernel.uptime / 1e9 : null;
  const program: Program = {
    params,
    setupNs: Math.max(0, Math.min(kernel.uptime, inputs[0]?.timeNs ?? 0) - 1e9),
    setup: setupCommands,
    inputs,
    packets: { length: packets.length, ip: (index) => packets[index] ?? null },
    bootEpoch: boot,
  };
  return { program, assumptions: assumptionsOf(document, params) };
}

function kernelOf({ params, bootEpoch }: Program, uptime: number): CaseKernel {
  const epoch = bootEpoch === null ? null : bootEpoch + uptime / 1e9;
  return {
    ...emptyCase().kernel,
    profile: params.profile.name,
    hz: params.hz,
    connTabBits: params.conn_tab_bits,
    connRnd: params.conn_rnd,
    netnsXor: params.netns_hash_xor,
    uptime,
    epoch: epoch === null ? null : { sec: Math.floor(epoch), nsec: Math.round((epoch % 1) * 1e9) },
    debugLevel: params.debug_level,
    jiffies: params.jiffies_at_boot,
  };
}

/** The packet as it went in, without what a copy in the capture had changed; null = it cannot be told. */
function enteredAs(input: PacketInput, ip: IpPacket | null): IpPacket | null {
  if (!ip || input.restore === null) return ip;
  if (input.restore.kind !== 'request') return null;
  const { vaddr, vport } = input.restore;
  const { transport } = ip;
  const ports = transport.kind === 'tcp' || transport.kind === 'udp';
  return { ...ip, daddr: vaddr, transport: ports ? { ...transport, dport: vport } : transport };
}

function entryOf(program: Program, input: Input, from: number): CaseEntry | null {
  const time = input.timeNs - from;
  if (input.kind === 'note') return { kind: 'note', time, text: input.text };
  if (input.kind === 'command') return { kind: 'command', time, command: input.command };
  const packet = enteredAs(input, program.packets.ip(input.packet));
  if (!packet) return null;
  return { kind: 'packet', time, packet, hook: input.hook, mark: input.mark || null, seen: input.seen };
}

/** The program as a document that can be printed. Packets whose original cannot be told are left out. */
export function documentOf(program: Program, texts: { title: string; about: string }): CaseDocument {
  const from = program.inputs[0]?.timeNs ?? program.setupNs;
  return {
    version: 1,
    ...texts,
    kernel: kernelOf(program, from),
    setup: program.setup.map((command) => ({ kind: 'command', command })),
    entries: program.inputs.flatMap((input) => entryOf(program, input, from) ?? []),
  };
}
