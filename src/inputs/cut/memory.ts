/**
 * What playing a capture keeps in memory beside its packets, measured in Node with the traffic of the bench (1.2 million
 * packets, one connection for ten of them; 240,000 packets where every step is kept).
 */

/** Bytes of an input in the list of inputs, and of its event in the index. */
const INPUT_BYTES = 64;
/** The same where every step is kept. */
const INPUT_BYTES_DETAILED = 370;
/** Bytes of an entry: its life in the index. */
const ENTRY_BYTES = 130;
/** Bytes of an entry in the copies of the machine that are kept, all of them together. */
const COPIED_BYTES = 300;
/** What all copies may take: there are fewer of them the more entries they have. */
const COPIES_BYTES = 175e6;
/** Whatever is played: the program itself, and what the views keep. */
const LEAST_BYTES = 20e6;

/** What is counted of a capture, or of a cut of it. */
export interface Amount {
  readonly inputs: number;
  readonly entries: number;
  /** Bytes that the packets take, cut or not. */
  readonly packetBytes: number;
  /** Every step is indexed. */
  readonly detailed: boolean;
}

/** Packets for an entry, as long as entries are not counted, and bytes that a packet takes. */
const PACKETS_AN_ENTRY = 10;
const PACKET_BYTES = 32;

/** Bytes that a capture will take, when no more is known than how many packets it may have. */
export function memoryExpected(packets: number): number {
  return memoryNeeded({
    inputs: packets,
    entries: packets / PACKETS_AN_ENTRY,
    packetBytes: packets * PACKET_BYTES,
    detailed: false,
  });
}

/** Bytes that a capture takes when it is played, about. */
export function memoryNeeded({ inputs, entries, packetBytes, detailed }: Amount): number {
  const input = detailed ? INPUT_BYTES_DETAILED : INPUT_BYTES;
  const copies = Math.min(entries * COPIED_BYTES, COPIES_BYTES);
  return LEAST_BYTES + packetBytes + inputs * input + entries * ENTRY_BYTES + copies;
}
