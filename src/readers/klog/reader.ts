import { type Problem, warning } from '../../base/result.ts';
import { linux_6_12_messages } from '../../klog/catalogue.ts';
import { linux_2_6_32_messages } from '../../klog/linux-2.6.32.ts';
import { Gunzip } from '../gzip.ts';
import { utf16Order } from '../sniff.ts';
import { Assembler } from './assembler.ts';
import { addYears } from './clock.ts';
import { JsonObjects } from './json-objects.ts';
import { type KernelMessages, Kernels } from './kernels.ts';
import { LINE_CAP, Lines } from './lines.ts';
import { Few, problemsOf } from './problems.ts';
import { recogniseCatalogue } from './recognise.ts';
import { LogStore } from './store.ts';
import { Utf16Lines } from './utf16.ts';

export interface LogOptions {
  /** Kernels whose messages are looked for; kernel profiles will do. Without it: linux-6.12 and linux-2.6.32. */
  readonly kernels?: readonly KernelMessages[];
  /** Name of the kernel to parse by; without it the log tells. */
  readonly kernel?: string;
  /** Minutes east of UTC for stamps without a zone. */
  readonly zoneMinutes?: number;
  /** When the file was last changed (epoch ms): tells the year of stamps that have none. */
  readonly modified?: number;
}

export interface LogProgress {
  /** Bytes of the file read so far. */
  readonly bytes: number;
  readonly records: number;
}

export interface ReadLogOptions extends LogOptions {
  readonly onProgress?: (progress: LogProgress) => void;
  readonly signal?: AbortSignal;
}

const DEFAULT_KERNELS: readonly KernelMessages[] = [
  { name: 'linux-6.12', klog: linux_6_12_messages },
  { name: 'linux-2.6.32', klog: linux_2_6_32_messages },
];

/** Bytes by which the coding of a text is told. */
const HEAD = 4096;
/** JSON whose objects are not one to a line. */
const JSON_START = /^\ufeff?\s*(?:\{\s*"dmesg"\s*:|\[\s*\{\s*"[A-Za-z_]|\{\s*\n\s*"[A-Za-z_])/;

interface Splitter {
  push(bytes: Uint8Array): void;
  end(): void;
}

/** Takes the bytes of a kernel log in pieces of any size, also packed with gzip; {@link end} gives what was read. */
export class LogReader {
  private readonly kernels: Kernels;
  private readonly store: LogStore;
  private readonly assembler: Assembler;
  private readonly cut = new Few();
  private gunzip: Gunzip | null = null;
  private splitter: Splitter | null = null;
  private head: Uint8Array = new Uint8Array(0);
  /** The packed file was told from a plain one. */
  private opened = false;
  private unended = false;

  constructor(private readonly options: LogOptions = {}) {
    this.kernels = new Kernels(options.kernels ?? DEFAULT_KERNELS);
    this.store = new LogStore(this.kernels);
    this.assembler = new Assembler(this.store, this.kernels);
  }

  /** Records so far. */
  get records(): number {
    return this.store.length;
  }

  push(bytes: Uint8Array): void {
    if (this.gunzip) this.gunzip.push(bytes, (piece) => this.plain(piece));
    else if (this.opened) this.plain(bytes);
    else {
      this.head = join(this.head, bytes);
      if (this.head.length >= 2) this.open();
    }
  }

  end(): LogStore {
    if (!this.opened) this.open();
    this.gunzip?.end((piece) => this.plain(piece));
    if (!this.splitter) this.decide();
    this.splitter?.end();
    this.assembler.end();
    return this.finish();
  }

  private open(): void {
    const { head } = this;
    this.opened = true;
    this.head = new Uint8Array(0);
    if (head[0] === 0x1f && head[1] === 0x8b) this.gunzip = new Gunzip();
    this.push(head);
  }

  private plain(bytes: Uint8Array): void {
    if (this.splitter) {
      this.splitter.push(bytes);
      return;
    }
    this.head = join(this.head, bytes);
    if (this.head.length >= HEAD) this.decide();
  }

  /** Chooses how the bytes become lines by the first of them. */
  private decide(): void {
    const { head } = this;
    this.head = new Uint8Array(0);
    const order = utf16Order(head);
    if (order) this.splitter = new Utf16Lines((...line) => this.line(...line), order);
    else if (JSON_START.test(new TextDecoder().decode(head.subarray(0, HEAD))))
      this.splitter = this.objects();
    else this.splitter = new Lines((...line) => this.line(...line));
    this.splitter.push(head);
  }

  private line(text: string, offset: number, cut: number, ended: boolean): void {
    const line = ++this.store.counts.lines;
    if (cut > 0) this.cutLine(line, offset, cut, text);
    this.unended = !ended;
    this.assembler.line(text, line, offset);
  }

  private objects(): Splitter {
    const objects = new JsonObjects({
      object: (text, { line, offset }) => {
        if (!this.assembler.object(text, line, offset)) this.store.counts.foreign++;
        this.store.counts.lines = objects.lines;
      },
      loose: (text, { line, offset }, cut) => {
        if (cut) this.cutLine(line, offset, text.length, text);
        this.assembler.line(text, line, offset);
        this.store.counts.lines = objects.lines;
      },
    });
    return objects;
  }

  private cutLine(line: number, offset: number, length: number, text: string): void {
    this.store.counts.cut++;
    const message = `A line of ${length.toLocaleString('en')} bytes or more: only the first ${LINE_CAP >> 10} KiB are read. No kernel prints such a line; check that the file is a log.`;
    this.cut.add(() => warning('klog-cut-line', message, { line, offset, evidence: text.slice(0, 80) }));
  }

  private finish(): LogStore {
    const { store, options } = this;
    const { clock } = this.assembler;
    const yearsKnown = options.modified !== undefined && clock.yearless > 0;
    if (yearsKnown) {
      const years = clock.yearsUpTo(options.modified);
      store.mapYearless((epochMs) => addYears(epochMs, years));
    }
    if (options.zoneMinutes) store.mapZoneless(options.zoneMinutes * -60_000);
    store.boots = clock.boots;
    for (const [k, boot] of clock.boots.entries()) boot.bootEpoch = store.bootEpochOf(k);
    store.choose(options.kernel ?? recogniseCatalogue(store).name);
    store.problems = [
      ...(this.gunzip?.problems ?? []),
      ...this.cut.all('klog-cut-line', (n) => `${n.toLocaleString('en')} more lines are longer than 64 KiB.`),
      ...this.lastLine(),
      ...problemsOf(store, clock, yearsKnown),
    ];
    return store;
  }

  /** A file that ends within a line, and that line is no message. */
  private lastLine(): Problem[] {
    const { store } = this;
    const last = store.length - 1;
    if (!this.unended || last < 0 || store.kind(last) !== 'unparsed') return [];
    const line = store.line(last);
    if (line !== store.counts.lines) return [];
    const message = 'The file ends within this line: the log was cut there. Copy it again if more is needed.';
    return [
      warning('klog-cut-end', message, {
        line,
        offset: store.offset(last),
        evidence: store.text(last).slice(0, 80),
      }),
    ];
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** Reads a log that is in memory. */
export function readLogBytes(bytes: Uint8Array, options: LogOptions = {}): LogStore {
  const reader = new LogReader(options);
  reader.push(bytes);
  return reader.end();
}

/**
 * Reads a log piece by piece (`blobPieces` of a file). Never rejects for bad data: the store's problems say what is
 * wrong. An abort gives what was read so far and the problem `klog-stopped`.
 */
export async function readLog(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadLogOptions = {},
): Promise<LogStore> {
  const reader = new LogReader(options);
  let bytes = 0;
  for await (const piece of source) {
    if (options.signal?.aborted) {
      const store = reader.end();
      const message = `Reading was stopped after ${bytes} bytes: ${store.length} lines are loaded.`;
      store.problems = [warning('klog-stopped', message, { offset: bytes })];
      return store;
    }
    reader.push(piece);
    bytes += piece.length;
    options.onProgress?.({ bytes, records: reader.records });
  }
  return reader.end();
}
