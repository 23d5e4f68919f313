import type { Problem } from '../base/result.ts';
import type { RawFrame } from '../packet/frame.ts';

/** An interface that a pcapng file describes, or the one of a pcap file. */
export interface CaptureInterface {
  linktype: number;
  /** '' = not told. */
  name: string;
  snaplen: number;
}

/** Where a parser puts its packets: a store, or one file's place in a store that several share. */
export interface FrameSink {
  /** Packets of this file so far. */
  readonly length: number;
  append(frame: RawFrame): void;
  /** Corrects the time of packet `i` of this file. */
  setTime(i: number, sec: number, nsec: number): void;
}

/** Packets are taken up to this time; a later one waits. Seconds since 1970. */
export interface Limit {
  sec: number;
  nsec: number;
}

export function noLimit(): Limit {
  return { sec: Number.POSITIVE_INFINITY, nsec: 0 };
}

/** A format that is a row of records. Offsets are bytes in the unpacked file. */
export interface RecordParser {
  readonly problems: Problem[];
  readonly interfaces: CaptureInterface[];
  /** True = the rest of the file cannot be read; a problem says why. */
  readonly stopped: boolean;
  /** True = the next packet is later than the limit. Its time stands in `frame`; it is read again when asked. */
  readonly held: boolean;
  readonly frame: Limit;
  /** Bytes that the next record needs as far as is known, counted from its start; at least 1. */
  readonly need: number;
  /** Reads all whole records in `bytes` and gives the number of bytes used. `offset` = where `bytes` stands in the file. */
  consume(bytes: Uint8Array, offset: number): number;
  /** The file ended with `left` bytes of an unfinished record at `offset`. */
  end(left: Uint8Array, offset: number): void;
}

/** Gives a parser pieces of a file; a record that straddles two pieces is put together in a small buffer. */
export class Feeder {
  private carry = new Uint8Array(0);
  private carried = 0;
  /** File offset of the first byte not yet consumed. */
  private offset = 0;
  /** Pieces that wait because the next packet does. */
  private readonly waiting: Uint8Array[] = [];

  constructor(private readonly parser: RecordParser) {}

  push(bytes: Uint8Array): void {
    this.waiting.push(bytes);
    this.goOn();
  }

  /** Reads on, as far as the limit and the bytes at hand allow. */
  goOn(): void {
    const { parser, waiting } = this;
    while (waiting.length > 0 || this.carried > 0) {
      if (this.carried > 0 && !this.finishCarried()) return;
      if (waiting.length === 0) return;
      const piece = waiting[0];
      const used = parser.consume(piece, this.offset);
      this.offset += used;
      if (parser.stopped) {
        waiting.length = 0;
        return;
      }
      const rest = piece.subarray(used);
      if (parser.held) {
        waiting[0] = rest;
        return;
      }
      waiting.shift();
      this.keep(rest);
    }
  }

  end(): void {
    if (!this.parser.stopped) this.parser.end(this.carry.subarray(0, this.carried), this.offset);
  }

  /** Completes what is carried with the bytes that follow. False = there are not enough, or the packet waits. */
  private finishCarried(): boolean {
    const { parser, waiting } = this;
    while (this.carried > 0) {
      const used = parser.consume(this.carry.subarray(0, this.carried), this.offset);
      this.offset += used;
      this.carry.copyWithin(0, used, this.carried);
      this.carried -= used;
      if (parser.held || parser.stopped) return false;
      if (this.carried === 0) return true;
      const missing = parser.need - this.carried;
      if (waiting.length === 0 || missing <= 0) return false;
      const [piece] = waiting;
      this.keep(piece.subarray(0, missing));
      if (missing < piece.length) waiting[0] = piece.subarray(missing);
      else waiting.shift();
    }
    return true;
  }

  private keep(bytes: Uint8Array): void {
    const total = this.carried + bytes.length;
    if (total > this.carry.length) {
      const larger = new Uint8Array(Math.max(total, this.carry.length * 2));
      larger.set(this.carry.subarray(0, this.carried));
      this.carry = larger;
    }
    this.carry.set(bytes, this.carried);
    this.carried = total;
  }
}
