import type { Command } from '../control/command.ts';
import { type MarkRule, markOf } from '../control/mark-rule.ts';
import { innermost } from '../inputs/innermost.ts';
import { commandInputs, rareInputs } from '../inputs/input-list.ts';
import type { Input, PacketInput, Program } from '../inputs/program.ts';
import { syncMessageOf } from '../inputs/sync-messages.ts';
import { isServer, isVirtual, type Topology, topologyOf } from '../inputs/topology.ts';
import type { MachineParams } from '../kernel/ipvs/netns_ipvs.ts';
import type { IpPacket } from '../packet/packet.ts';
import { NO_STOPS, type SavedStops } from '../trace/stops/stop.ts';
import type { CaseDocument, CaseEntry, HookName } from './case.ts';
import { availmemOf, kernelOf, paramsOf } from './kernel-params.ts';

/** A case's text and the program that the machine runs are two forms of one thing. */

export interface CaseProgram {
  readonly program: Program;
  /** What the case does not say and had to be assumed, one sentence each. */
  readonly assumptions: readonly string[];
}

type PacketEntry = Extract<CaseEntry, { kind: 'packet' }>;

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

/** The mark that the rules give; packets of the host itself do not pass them. */
function markAt(topology: Topology, hook: HookName, ip: IpPacket): number {
  return hook === 'LOCAL_OUT' ? 0 : markFor(topology.marks, ip);
}

function packetInput(topology: Topology, entry: PacketEntry, index: number, timeNs: number): PacketInput {
  const hook = entry.hook ?? hookOf(topology, entry.packet);
  const mark = entry.mark ?? markAt(topology, hook, entry.packet);
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

/** Said when buckets are those of another seed than the kernel's. */
export const CASE_SEED_UNKNOWN =
  'The case names no seed of the connection hash: buckets are those of seed 0.';

function assumptionsOf({ kernel }: CaseDocument, params: MachineParams): string[] {
  const said: string[] = [];
  if (kernel.hz === null) said.push(`The case names no HZ: ${params.hz} is taken.`);
  if (kernel.connRnd === null) said.push(CASE_SEED_UNKNOWN);
  return said;
}

/** The first sync message that the host itself sends, where a master runs. */
function syncSeen(
  commands: readonly Command[],
  inputs: readonly Input[],
  packets: readonly IpPacket[],
): number | null {
  if (!commands.some((command) => command.op === 'start-daemon' && command.role === 'master')) return null;
  const own = inputs.find(
    (input) =>
      input.kind === 'packet' && input.hook === 'LOCAL_OUT' && syncMessageOf(packets[input.packet]) !== null,
  );
  return own?.timeNs ?? null;
}

export function caseProgram(document: CaseDocument): CaseProgram {
  const { kernel, setup, start, entries } = document;
  const params = paramsOf(document);
  const setupCommands = setup.flatMap((line) => (line.kind === 'command' ? [line.command] : []));
  const later = entries.flatMap((entry) => (entry.kind === 'command' ? [entry.command] : []));
  const marks = setup.flatMap((line) => (line.kind === 'mark' ? [line.rule] : []));
  const topology = topologyOf([...setupCommands, ...later], marks, kernel.vips);
  const packets: IpPacket[] = [];
  const inputs: Input[] = [];
  if (start.length > 0) inputs.push({ kind: 'start', timeNs: kernel.uptime, entries: start, text: '' });
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
    params: { ...params, sync_seen_ns: syncSeen([...setupCommands, ...later], inputs, packets) },
    setupNs: Math.max(0, Math.min(kernel.uptime, inputs.at(0)?.timeNs ?? 0) - 1e9),
    setup: setupCommands,
    inputs,
    packets: { length: packets.length, ip: (index) => packets[index] ?? null },
    bootEpoch: boot,
    marks,
    vips: kernel.vips,
  };
  return { program, assumptions: assumptionsOf(document, params) };
}

/** The stops of a case for its program, whose time counts from the first input; in the text it counts from @0. */
export function stopsOf({ stops, kernel }: CaseDocument, { inputs }: Program): SavedStops {
  const from = (inputs.at(0)?.timeNs ?? kernel.uptime) - kernel.uptime;
  const bookmarks = stops.bookmarks.map(({ at, note }) => ({
    at: at.time < from ? { time: 0, nth: 0, step: 0 } : { ...at, time: at.time - from },
    note,
  }));
  return { ...stops, bookmarks };
}

/** The packet as it went in, without what a copy in the capture had changed; null = it cannot be told. */
function enteredAs(input: PacketInput, ip: IpPacket | null): IpPacket | null {
  if (!ip || input.restore === null || input.restore.kind === 'answer') return ip;
  if (input.restore.kind === 'inner') return innermost(ip);
  if (input.restore.kind !== 'request') return null;
  const { vaddr, vport } = input.restore;
  const { transport } = ip;
  const ports = transport.kind === 'tcp' || transport.kind === 'udp';
  return { ...ip, daddr: vaddr, transport: ports ? { ...transport, dport: vport } : transport };
}

function entryOf(program: Program, topology: Topology, input: Input, from: number): CaseEntry | null {
  const time = input.timeNs - from;
  if (input.kind === 'note') return { kind: 'note', time, text: input.text };
  if (input.kind === 'start') return null;
  if (input.kind === 'command') return { kind: 'command', time, command: input.command };
  if (input.kind === 'observed') {
    return input.packet ? entryOf(program, topology, input.packet, from) : null;
  }
  const packet = enteredAs(input, program.packets.ip(input.packet));
  if (!packet) return null;
  const { seen } = input;
  const hook = input.hook === hookOf(topology, packet) ? null : input.hook;
  const mark = input.mark === markAt(topology, input.hook, packet) ? null : input.mark;
  return { kind: 'packet', time, packet, hook, mark, seen };
}

/** The program as a document that can be printed. Packets whose original cannot be told are left out. */
export function documentOf(program: Program, texts: { title: string; about: string }): CaseDocument {
  const { setup, inputs, marks, vips } = program;
  const from = inputs.at(0)?.timeNs ?? program.setupNs;
  const later = commandInputs(inputs).map(({ command }) => command);
  const topology = topologyOf([...setup, ...later], marks, vips);
  const memory = availmemOf(program, from);
  const entries = [...inputs].flatMap((input) => entryOf(program, topology, input, from) ?? []);
  return {
    version: 1,
    ...texts,
    kernel: kernelOf(program, from),
    setup: [
      ...marks.map((rule) => ({ kind: 'mark' as const, rule })),
      ...memory.setup,
      ...setup.map((command) => ({ kind: 'command' as const, command })),
    ],
    start: rareInputs(inputs).flatMap(({ input }) => (input.kind === 'start' ? input.entries : [])),
    entries: [...entries, ...memory.entries].sort((one, other) => one.time - other.time),
    stops: NO_STOPS,
  };
}
