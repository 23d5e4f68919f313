import type { IpPacket } from '../packet/packet.ts';
import { parseCase } from '../session/parse-case.ts';

/** A packet in the words of a case. @throws Error when it cannot be read */
export function parsePacket(text: string): IpPacket {
  const [entry] = parseCase(`# ipvscope case v1\n@0 ${text}\n`).document.entries;
  if (entry?.kind !== 'packet') throw new Error(`"${text}" is not a packet`);
  return entry.packet;
}
