import type { Problem } from '../base/result.ts';

/** An interface that a pcapng file describes, or the one of a pcap file. */
export interface CaptureInterface {
  linktype: number;
  /** '' = not told. */
  name: string;
  snaplen: number;
}

/** A format that is a row of records. Offsets are bytes in the unpacked file. */
export interface RecordParser {
  readonly problems: Problem[];
  readonly interfaces: CaptureInterface[];
  /** True = the rest of the file cannot be read; a problem says why. */
  readonly stopped: boolean;
  /** Bytes that the next record needs as far as is known, counted from its start; at least 1. */
  readonly need: number;
  /** Reads all whole records in `bytes` and gives the number of bytes used. `offset` = where `bytes` stands in the file. */
  consume(bytes: Uint8Array, offset: number): number;
  /** The file ended with `left` bytes of an unfinished record at `offset`. */
  end(left: Uint8Array, offset: number): void;
}

/** Gives a parser pieces of a file; a record that straddles two pieces is put together in a small buffer. */
export class Feeder {
  private readonly parser: RecordParser;
  private carry = new Uint8Array(0);
  private carried = 0;
  /** File offset of the first byte not yet consumed. */
  private offset = 0;

  constructor(parser: RecordParser) {
    this.parser = parser;
  }

  push(bytes: Uint8Array): void {
    let at = 0;
    while (this.carried > 0 && !this.parser.stopped) {
      const take = Math.min(this.parser.need - this.carried, bytes.length - at);
      if (take <= 0) return;
      this.keep(bytes.subarray(at, at + take));
      at += take;
      const used = this.parser.consume(this.carry.subarray(0, this.carried), this.offset);
      this.offset += used;
      this.carry.copyWithin(0, used, this.carried);
      this.carried -= used;
    }
    if (this.parser.stopped) return;
    const rest = bytes.subarray(at);
    const used = this.parser.consume(rest, this.offset);
    this.offset += used;
    if (!this.parser.stopped) this.keep(rest.subarray(used));
  }

  end(): void {
    if (!this.parser.stopped) this.parser.end(this.carry.subarray(0, this.carried), this.offset);
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
