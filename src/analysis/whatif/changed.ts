import { WordColumn } from '../../base/column.ts';
import { formatEndpoint } from '../../base/inet.ts';
import { packetOfInput } from '../../inputs/input-list.ts';
import type { IpPacket } from '../../packet/packet.ts';
import type { EventIndex } from '../../trace/event-index.ts';
import type { ChangedPacket, WhatIfRow } from '../../trace/whatif-views.ts';
import type { FindingRun } from '../findings/run.ts';
import { eventsByPacket, NO_EVENT } from './packets.ts';

/** Packets whose verdict or server is another one in the second run: its events, and what is told of them there. */
export interface Changed {
  readonly counts: WhatIfRow['changed'];
  /** Events of the base and of the other run, pairwise, by time. */
  readonly base: Uint32Array;
  readonly other: Uint32Array;
  /** Outcome and server of the other run, as numbers of `texts`. */
  readonly whats: Uint32Array;
  readonly servers: Uint32Array;
  readonly texts: readonly string[];
}

const serverAt = (index: EventIndex, event: number): string => index.serverKeys[index.serverOf(event)] ?? '';

/** The end that sent a packet. */
function senderOf({ saddr, transport }: IpPacket): string {
  return formatEndpoint(saddr, 'sport' in transport ? transport.sport : 0);
}

/** Compares what became of every packet in two runs of the same packets. */
export function changedPackets(base: FindingRun, other: FindingRun): Changed {
  const inBase = eventsByPacket(base);
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  };
  const columns = [new WordColumn(), new WordColumn(), new WordColumn(), new WordColumn()];
  const counts = { packets: 0, verdict: 0, server: 0 };
  const { index, program } = other;
  for (let event = 0; event < index.length; event++) {
    const packet = packetOfInput(program.inputs, index.inputOf(event));
    const from = packet < 0 ? NO_EVENT : inBase[packet];
    if (from === NO_EVENT) continue;
    const server = serverAt(index, event);
    const verdict = index.verdictOf(event) !== base.index.verdictOf(from);
    const moved = server !== serverAt(base.index, from);
    if (!verdict && !moved) continue;
    counts.packets++;
    if (verdict) counts.verdict++;
    if (moved) counts.server++;
    const row = [from, event, numberOf(index.at(event).what), numberOf(server)];
    for (const [at, column] of columns.entries()) column.push(row[at]);
  }
  const [first, second, whats, servers] = columns.map((column) => column.filled.slice());
  return { counts, base: first, other: second, whats, servers, texts: [...numbers.keys()] };
}

/** A window of the packets that changed. @param base the run that they are told of */
export function changedRows(
  base: FindingRun,
  changed: Changed,
  from: number,
  count: number,
): ChangedPacket[] {
  const { index, trace, program } = base;
  return [...changed.base.subarray(from, from + count)].map((event, at): ChangedPacket => {
    const row = from + at;
    const input = program.inputs.at(index.inputOf(event));
    const ip = input?.kind === 'packet' ? program.packets.ip(input.packet) : null;
    return {
      packet: base.packet(event),
      time: trace.time(event),
      client: ip ? senderOf(ip) : '',
      base: {
        what: index.at(event).what,
        server: base.server(serverAt(index, event)),
        at: { event, step: Number.POSITIVE_INFINITY },
      },
      other: {
        what: changed.texts[changed.whats[row]],
        server: base.server(changed.texts[changed.servers[row]]),
        at: { event: changed.other[row], step: Number.POSITIVE_INFINITY },
      },
    };
  });
}
