import { addrKey } from '../base/inet.ts';
import type { Command } from '../control/command.ts';
import type { MachineParams } from '../kernel/ipvs/netns_ipvs.ts';
import type { ParsedMessage } from '../klog/parse.ts';
import { type Group, groupsOf } from '../observed/group.ts';
import type { LogLines } from '../observed/log-lines.ts';
import { packetOf, type ToldPacket } from '../observed/packet-of.ts';
import { addrOf } from '../observed/values.ts';
import type { IpPacket } from '../packet/packet.ts';
import type { CommandInput, Input, ObservedInput, PacketInput, Program } from './program.ts';

/** What is known beside the log. */
export interface LogContext {
  readonly params: MachineParams;
  /** Rules in place when the log begins; none = what the log shows of them. */
  readonly setup: readonly Command[];
  /** Timed commands of the administrator, which the log does not tell. */
  readonly commands: readonly CommandInput[];
  /** Wall clock at uptime 0 in seconds, or null. */
  readonly bootEpoch: number | null;
}

function messagesOf(log: LogLines, { lines }: Group): ParsedMessage[] {
  return lines.flatMap((i) => log.parsed(i) ?? []);
}

/** Addresses that clients ask for, as far as the rules or the log show services. */
function virtualAddresses(log: LogLines, setup: readonly Command[]): Set<number | string> {
  const found = new Set<number | string>();
  for (const command of setup) {
    if (command.op === 'add-service' && command.service.kind === 'address')
      found.add(addrKey(command.service.addr));
  }
  for (let i = 0; i < log.length; i++) {
    const parsed = log.parsed(i);
    if (parsed?.message.id === 'lookup_service' && parsed.values[4] === 'hit')
      found.add(addrKey(addrOf(parsed.values[2])));
    else if (parsed?.message.id === 'bind_dest') found.add(addrKey(addrOf(parsed.values[3])));
  }
  return found;
}

/**
 * Where a packet entered. Where the host's own traffic is looked at too, its packets are looked up both ways, and
 * those that pass only as replies; else only what comes to the host is looked up as a request.
 */
function hookOf(
  told: ToldPacket,
  local: boolean,
  virtual: ReadonlySet<number | string>,
): PacketInput['hook'] {
  const { ip, reply, both } = told;
  if (reply) return 'FORWARD';
  if (local && virtual.has(addrKey(ip.saddr)) && !virtual.has(addrKey(ip.daddr))) return 'LOCAL_OUT';
  return both || virtual.has(addrKey(ip.daddr)) ? 'LOCAL_IN' : 'FORWARD';
}

/** An ICMP error from a virtual address is the host's own, which the model may make by itself. */
function ownError({ ip }: ToldPacket, virtual: ReadonlySet<number | string>): PacketInput['restore'] {
  const own = ip.transport.kind === 'icmp' && virtual.has(addrKey(ip.saddr));
  return own ? { kind: 'own-icmp' } : null;
}

/**
 * A kernel's log as a program: each event of the log is an input that the observed kernel follows. Packets are
 * as the lines tell of them.
 */
export function logProgram(log: LogLines, context: LogContext): Program {
  const { params, setup, commands, bootEpoch } = context;
  const virtual = virtualAddresses(log, setup);
  const packets: IpPacket[] = [];
  const observed = groupsOf(log, params.profile.hooks_local).map((group): ObservedInput => {
    const { timeNs, what, lines } = group;
    const told = what === 'packet' ? packetOf(messagesOf(log, group)) : null;
    if (!told) return { kind: 'observed', timeNs, what, lines, packet: null, flagsTold: true };
    packets.push(told.ip);
    const packet: PacketInput = {
      kind: 'packet',
      timeNs,
      packet: packets.length - 1,
      hook: hookOf(told, params.profile.hooks_local, virtual),
      mark: told.mark,
      packetType: 0,
      restore: ownError(told, virtual),
      seen: null,
      copies: [],
    };
    return { kind: 'observed', timeNs, what, lines, packet, flagsTold: told.flagsTold };
  });
  const inputs = inOrder(commands, observed);
  return {
    params,
    setupNs: Math.max(0, (inputs[0]?.timeNs ?? 0) - 1e9),
    setup,
    inputs,
    packets: { length: packets.length, ip: (i) => packets[i] ?? null },
    bootEpoch,
    marks: [],
    vips: [],
    log,
  };
}

/** The log's own order is kept, whatever its stamps say; commands go in front of what comes after them. */
function inOrder(commands: readonly CommandInput[], observed: readonly ObservedInput[]): Input[] {
  const merged: Input[] = [];
  let next = 0;
  for (const input of observed) {
    while (next < commands.length && commands[next].timeNs <= input.timeNs) merged.push(commands[next++]);
    merged.push(input);
  }
  return [...merged, ...commands.slice(next)];
}
