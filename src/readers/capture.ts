import type { Problem } from '../base/result.ts';
import { error, warning } from '../base/result.ts';
import { hexOf } from '../packet/bytes.ts';
import { PacketStore } from '../packet/store.ts';
import { Gunzip } from './gzip.ts';
import { PcapParser } from './pcap.ts';
import { PcapngParser } from './pcapng.ts';
import { type CaptureInterface, Feeder, type RecordParser } from './records.ts';
import { describeBytes, sniff } from './sniff.ts';

export interface Capture {
  store: PacketStore;
  problems: readonly Problem[];
  /** In the order in which the file names them. */
  linktypes: readonly number[];
  interfaces: readonly CaptureInterface[];
  /** `pcap`, `pcapng`, either with ` (gzip)`; '' = not a capture. */
  format: string;
}

export interface ReadProgress {
  /** Bytes of the file read so far. */
  bytes: number;
  packets: number;
}

export interface ReadOptions {
  onProgress?: (progress: ReadProgress) => void;
  signal?: AbortSignal;
}

/** Pieces of a file, in order. A `ReadableStream` is one in every current browser but not by its type. */
export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Takes a capture file in pieces of any size; {@link end} gives what was read. */
export class CaptureReader {
  readonly store = new PacketStore();
  private readonly problems: Problem[] = [];
  private gunzip: Gunzip | null = null;
  private feeder: Feeder | null = null;
  private parser: RecordParser | null = null;
  /** First bytes of the file until they tell the format: of the packed file, then of the unpacked one. */
  private head: Uint8Array = new Uint8Array(0);
  private format = '';
  private refused = false;

  /** False = nothing more is wanted, the rest of the file cannot be read. */
  push(bytes: Uint8Array): boolean {
    if (this.gunzip) this.gunzip.push(bytes, (piece) => this.pushPlain(piece));
    else if (this.parser || this.refused) this.pushPlain(bytes);
    else this.pushFirst(bytes);
    return !this.refused && !this.parser?.stopped && !this.gunzip?.stopped;
  }

  end(): Capture {
    if (!this.gunzip && !this.parser && !this.refused) this.decide(true);
    if (this.gunzip) {
      this.gunzip.end((piece) => this.pushPlain(piece));
      if (!this.parser && !this.refused) this.decide(true);
    }
    this.feeder?.end();
    const problems = [...this.problems, ...(this.parser?.problems ?? []), ...(this.gunzip?.problems ?? [])];
    return {
      store: this.store,
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
      this.parser = kind === 'pcap' ? new PcapParser(this.store) : new PcapngParser(this.store);
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

/** Reads a whole capture that is in memory. */
export function readCaptureBytes(bytes: Uint8Array): Capture {
  const reader = new CaptureReader();
  reader.push(bytes);
  return reader.end();
}

/**
 * Reads a capture piece by piece (4 to 32 MiB is a good size). Never rejects for bad data: `problems` says what is
 * wrong. An abort gives what was read so far and the problem `capture-stopped`.
 */
export async function readCapture(source: ByteSource, options: ReadOptions = {}): Promise<Capture> {
  const reader = new CaptureReader();
  let bytes = 0;
  for await (const piece of source) {
    if (options.signal?.aborted) return stopped(reader.end(), bytes);
    const wanted = reader.push(piece);
    bytes += piece.length;
    options.onProgress?.({ bytes, packets: reader.store.length });
    if (!wanted) break;
  }
  return reader.end();
}

function stopped(capture: Capture, offset: number): Capture {
  const message = `Reading was stopped after ${offset} bytes: ${capture.store.length} packets are loaded.`;
  return { ...capture, problems: [warning('capture-stopped', message, { offset })] };
}

/** The pieces of a blob as the platform reads them ahead. */
export async function* blobPieces(blob: Blob): AsyncGenerator<Uint8Array> {
  const reader = blob.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
