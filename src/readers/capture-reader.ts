import type { Problem } from '../base/result.ts';
import { error } from '../base/result.ts';
import { hexOf } from '../packet/bytes.ts';
import { Gunzip } from './gzip.ts';
import { PcapParser } from './pcap.ts';
import { PcapngParser } from './pcapng.ts';
import {
  type CaptureInterface,
  Feeder,
  type FrameSink,
  type Limit,
  noLimit,
  type RecordParser,
} from './records.ts';
import { describeBytes, sniff } from './sniff.ts';

/** What a capture file is, without its packets. */
export interface CaptureFacts {
  problems: readonly Problem[];
  /** In the order in which the file names them. */
  linktypes: readonly number[];
  interfaces: readonly CaptureInterface[];
  /** `pcap`, `pcapng`, either with ` (gzip)`; '' = not a capture. */
  format: string;
}

/** Takes a capture file in pieces of any size; {@link end} gives what was read. */
export class CaptureReader {
  private readonly problems: Problem[] = [];
  private gunzip: Gunzip | null = null;
  private feeder: Feeder | null = null;
  private parser: RecordParser | null = null;
  /** First bytes of the file until they tell the format: of the packed file, then of the unpacked one. */
  private head: Uint8Array = new Uint8Array(0);
  private format = '';
  private refused = false;
  private finished = false;

  constructor(
    private readonly sink: FrameSink,
    private readonly limit: Limit = noLimit(),
  ) {}

  /** Time of the packet that waits because it is later than the limit; null = none waits. */
  get waiting(): Limit | null {
    return this.parser?.held ? this.parser.frame : null;
  }

  /** Reads on after the limit was raised. */
  goOn(): void {
    this.feeder?.goOn();
  }

  /** False = nothing more is wanted, the rest of the file cannot be read. */
  push(bytes: Uint8Array): boolean {
    if (this.gunzip) this.gunzip.push(bytes, (piece) => this.pushPlain(piece));
    else if (this.parser || this.refused) this.pushPlain(bytes);
    else this.pushFirst(bytes);
    return !this.refused && !this.parser?.stopped && !this.gunzip?.stopped;
  }

  /** No more bytes come: hands on what was kept for more. Packets may still wait for a higher limit. */
  finish(): void {
    if (this.finished) return;
    this.finished = true;
    if (!this.gunzip && !this.parser && !this.refused) this.decide(true);
    if (!this.gunzip) return;
    this.gunzip.end((piece) => this.pushPlain(piece));
    if (!this.parser && !this.refused) this.decide(true);
  }

  end(): CaptureFacts {
    this.finish();
    this.feeder?.end();
    const problems = [...this.problems, ...(this.parser?.problems ?? []), ...(this.gunzip?.problems ?? [])];
    return {
      problems,
      linktypes: [...new Set(this.parser?.interfaces.map((one) => one.linktype))],
      interfaces: this.parser?.interfaces ?? [],
      format: this.format === '' || !this.gunzip ? this.format : `${this.format} (gzip)`,
    };
  }

  private pushFirst(bytes: Uint8Array): void {
    this.keepHead(bytes);
    if (this.head.length >= 4) this.decide(false);
  }

  private pushPlain(bytes: Uint8Array): void {
    if (this.refused) return;
    if (this.feeder) {
      this.feeder.push(bytes);
      return;
    }
    this.keepHead(bytes);
    if (this.head.length >= 4) this.decide(false);
  }

  private keepHead(bytes: Uint8Array): void {
    if (this.head.length === 0) {
      // A piece this long is handed on within the same call; a shorter one is kept and has to be a copy.
      this.head = bytes.length >= 4 ? bytes : bytes.slice();
      return;
    }
    const joined = new Uint8Array(this.head.length + bytes.length);
    joined.set(this.head);
    joined.set(bytes, this.head.length);
    this.head = joined;
  }

  /** Chooses the reader by the first bytes and hands them over. `last` = no more bytes will come. */
  private decide(last: boolean): void {
    const head = this.head;
    const { kind } = sniff(head);
    if (kind === 'gzip' && !this.gunzip) {
      this.head = new Uint8Array(0);
      this.gunzip = new Gunzip();
      this.gunzip.push(head, (piece) => this.pushPlain(piece));
    } else if (kind === 'pcap' || kind === 'pcapng') {
      this.format = kind;
      this.parser = new (kind === 'pcap' ? PcapParser : PcapngParser)(this.sink, this.limit);
      this.feeder = new Feeder(this.parser);
      this.head = new Uint8Array(0);
      this.feeder.push(head);
    } else this.refuse(head, last);
  }

  private refuse(head: Uint8Array, last: boolean): void {
    this.refused = true;
    const evidence = hexOf(head, 0, 8);
    if (head.length === 0 && last) {
      const where = this.gunzip ? 'the packed file holds nothing' : 'the file is empty';
      this.problems.push(
        error('capture-empty', `No capture: ${where}. Check that the capture was written.`, { offset: 0 }),
      );
      return;
    }
    const what = describeBytes(head);
    const message = `Not a capture: ${what}. Expected a pcap or pcapng file, plain or packed with gzip.`;
    this.problems.push(error('not-a-capture', message, { offset: 0, evidence }));
  }
}
