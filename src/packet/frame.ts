import { PACKET_UNKNOWN } from './packet.ts';

const EMPTY = new Uint8Array(0);

/** One record of a capture file: `bytes` from `start` to `end`, only read during the call. */
export interface RawFrame {
  linktype: number;
  bytes: Uint8Array;
  start: number;
  end: number;
  originalLength: number;
  sec: number;
  nsec: number;
  /** Number of the interface in a pcapng file, -1 = the file does not tell. */
  ifindex: number;
  packetType: number;
  /** Of the first byte of the frame, -1 = not from a file. */
  fileOffset: number;
}

/** A frame to be filled in and appended again and again. */
export function emptyFrame(): RawFrame {
  return {
    linktype: 0,
    bytes: EMPTY,
    start: 0,
    end: 0,
    originalLength: 0,
    sec: 0,
    nsec: 0,
    ifindex: -1,
    packetType: PACKET_UNKNOWN,
    fileOffset: -1,
  };
}
