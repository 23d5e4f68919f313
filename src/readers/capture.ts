import { warning } from '../base/result.ts';
import { PacketStore } from '../packet/store.ts';
import { type CaptureFacts, CaptureReader } from './capture-reader.ts';
import { FilePlace } from './file-place.ts';
import type { Limit } from './records.ts';

export { type CaptureFacts, CaptureReader } from './capture-reader.ts';
export { blobPieces } from './pieces.ts';

export interface Capture extends CaptureFacts {
  store: PacketStore;
}

export interface ReadProgress {
  /** Bytes of the files read so far, packed ones as they are packed. */
  bytes: number;
  packets: number;
}

export interface ReadOptions {
  onProgress?: (progress: ReadProgress) => void;
  signal?: AbortSignal;
  /** Called between pieces: reading goes on when what it gives is fulfilled. */
  pass?: () => Promise<void>;
}

/** Pieces of a file, in order. A `ReadableStream` is one in every current browser but not by its type. */
export type ByteSource = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export interface CaptureSource {
  readonly name: string;
  readonly pieces: ByteSource;
}

/** What one of several files gave. */
export interface CaptureFile extends CaptureFacts {
  readonly name: string;
  readonly packets: number;
  /** Packets that another file has too: they are in the store once. */
  readonly duplicates: number;
  /** Seconds since 1970 of the earliest and the latest packet; null = there is none. */
  readonly span: readonly [number, number] | null;
}

export interface CaptureFiles {
  readonly store: PacketStore;
  readonly files: readonly CaptureFile[];
}

type Pieces = AsyncIterator<Uint8Array> | Iterator<Uint8Array>;

function iteratorOf(source: ByteSource): Pieces {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}

/** One of the files while it is read. */
class OpenCapture {
  readonly place: FilePlace;
  readonly limit: Limit = { sec: Number.NEGATIVE_INFINITY, nsec: 0 };
  readonly reader: CaptureReader;
  private readonly pieces: Pieces;
  done = false;

  constructor(
    readonly source: CaptureSource,
    store: PacketStore,
    place: FilePlace,
  ) {
    this.place = place;
    this.reader = new CaptureReader(place.alone ? store : place, this.limit);
    this.pieces = iteratorOf(source.pieces);
  }

  /** Reads the next piece; gives its bytes, 0 at the end. */
  async readOn(): Promise<number> {
    const { done, value } = await this.pieces.next();
    if (done) {
      this.finish();
      return 0;
    }
    const { length } = value;
    if (!this.reader.push(value)) {
      this.finish();
      await this.close();
    }
    return length;
  }

  async close(): Promise<void> {
    await this.pieces.return?.();
  }

  private finish(): void {
    this.done = true;
    this.reader.finish();
  }

  /** Nothing more can be done without another piece. */
  get hungry(): boolean {
    return !this.done && this.reader.waiting === null;
  }
}

/** a before b; at the same time the file that comes first. */
function isBefore(a: Limit, b: Limit): boolean {
  return a.sec < b.sec || (a.sec === b.sec && a.nsec < b.nsec);
}

/** Lets the file whose packet is next go on until another one's is. */
function advance(open: readonly OpenCapture[]): void {
  let first: OpenCapture | null = null;
  for (const one of open) {
    const time = one.reader.waiting;
    if (time && (!first?.reader.waiting || isBefore(time, first.reader.waiting))) first = one;
  }
  if (!first) return;
  first.limit.sec = Number.POSITIVE_INFINITY;
  first.limit.nsec = 0;
  let ahead = false;
  for (const one of open) {
    if (one === first) ahead = true;
    const time = one === first ? null : one.reader.waiting;
    if (!time) continue;
    // At the same time files in front of this one come first.
    const nsec = ahead ? time.nsec : time.nsec - 1;
    if (isBefore({ sec: time.sec, nsec }, first.limit)) {
      first.limit.sec = time.sec;
      first.limit.nsec = nsec;
    }
  }
  first.reader.goOn();
}

/** Reads all files at once, so that what is in memory at a time is a piece of each. */
async function mergeAll(
  open: readonly OpenCapture[],
  options: ReadOptions,
  store: PacketStore,
): Promise<boolean> {
  let bytes = 0;
  for (;;) {
    for (const one of open) {
      while (one.hungry) {
        await options.pass?.();
        if (options.signal?.aborted) return false;
        bytes += await one.readOn();
        options.onProgress?.({ bytes, packets: store.length });
      }
    }
    if (open.every(({ done, reader }) => done && reader.waiting === null)) return true;
    advance(open);
  }
}

/**
 * Reads one or several captures into one store, by time: of packets with the same time those of the first file come
 * first, and the packets of a file stay in their order. A frame that two files hold with the same time and the same
 * headers is taken once. Never rejects for bad data. An abort gives what was read so far, and `stopped`.
 */
export async function readCaptures(
  sources: readonly CaptureSource[],
  options: ReadOptions = {},
): Promise<CaptureFiles & { readonly stopped: boolean }> {
  const store = new PacketStore();
  const origins = sources.length > 1 ? store.shareAmong(sources.map(({ name }) => name)) : null;
  const open = sources.map(
    (source, file) => new OpenCapture(source, store, new FilePlace(store, origins, file)),
  );
  if (open.length === 1) open[0].limit.sec = Number.POSITIVE_INFINITY;
  const whole = await mergeAll(open, options, store);
  const files: CaptureFile[] = [];
  for (const one of open) {
    const { place, source } = one;
    if (!whole) await one.close();
    files.push({
      name: source.name,
      ...one.reader.end(),
      packets: place.length,
      duplicates: place.duplicates,
      span: place.span,
    });
  }
  return { store, files, stopped: !whole };
}

/**
 * Reads a capture piece by piece (4 MiB is a good size). Never rejects for bad data: `problems` says what is wrong. An
 * abort gives what was read so far and the problem `capture-stopped`.
 */
export async function readCapture(source: ByteSource, options: ReadOptions = {}): Promise<Capture> {
  let offset = 0;
  const onProgress = (progress: ReadProgress): void => {
    offset = progress.bytes;
    options.onProgress?.(progress);
  };
  const { store, files, stopped } = await readCaptures([{ name: '', pieces: source }], {
    ...options,
    onProgress,
  });
  const { problems, linktypes, interfaces, format } = files[0];
  if (!stopped) return { store, problems, linktypes, interfaces, format };
  const message = `Reading was stopped after ${offset} bytes: ${store.length} packets are loaded.`;
  return {
    store,
    problems: [warning('capture-stopped', message, { offset })],
    linktypes,
    interfaces,
    format,
  };
}

/** Reads a whole capture that is in memory. */
export function readCaptureBytes(bytes: Uint8Array): Capture {
  const store = new PacketStore();
  const reader = new CaptureReader(store);
  reader.push(bytes);
  return { store, ...reader.end() };
}
