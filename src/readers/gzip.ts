import { type Problem, warning } from '../base/result.ts';
import { hexOf } from '../packet/bytes.ts';
import { crc32 } from './crc32.ts';
import { Inflate } from './inflate.ts';

const FHCRC = 2;
const FEXTRA = 4;
const FNAME = 8;
const FCOMMENT = 16;

/** A gzip header is given up beyond this. */
const MAX_HEADER = 1 << 17;

/** Bytes of the member header at the start of `b` (RFC 1952), 0 = not all there, -1 = no gzip header. */
function headerLength(b: Uint8Array): number {
  if ((b.length > 0 && b[0] !== 0x1f) || (b.length > 1 && b[1] !== 0x8b)) return -1;
  if (b.length > 2 && b[2] !== 8) return -1;
  if (b.length < 10) return 0;
  const flags = b[3];
  let at = 10;
  if (flags & FEXTRA) {
    if (at + 2 > b.length) return 0;
    at += 2 + (b[at] | (b[at + 1] << 8));
  }
  for (const flag of [FNAME, FCOMMENT]) {
    if ((flags & flag) === 0) continue;
    const zero = b.indexOf(0, at);
    if (zero < 0 || at >= b.length) return b.length > MAX_HEADER ? -1 : 0;
    at = zero + 1;
  }
  if (flags & FHCRC) at += 2;
  return at <= b.length ? at : 0;
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** Unpacks gzip in pieces: several members, and of cut or damaged files everything up to the fault. */
export class Gunzip {
  readonly problems: Problem[] = [];
  stopped = false;
  private inflate: Inflate | null = null;
  /** Header or trailer bytes that are not complete yet. */
  private pending: Uint8Array = new Uint8Array(0);
  private stage: 'header' | 'data' | 'trailer' = 'header';
  private members = 0;
  private read = 0;
  /** Checksum and length of what the member has given so far. */
  private crc = 0;
  private size = 0;

  push(bytes: Uint8Array, emit: (piece: Uint8Array) => void): void {
    this.read += bytes.length;
    this.advance(bytes, emit, false);
  }

  end(emit: (piece: Uint8Array) => void): void {
    this.advance(new Uint8Array(0), emit, true);
    if (this.stopped || (this.stage === 'header' && this.pending.length === 0)) return;
    const message = `The packed file is cut after ${this.read} bytes: what could be unpacked is loaded. Copy the file again.`;
    this.problems.push(warning('gzip-truncated', message, { offset: this.read }));
  }

  private advance(bytes: Uint8Array, emit: (piece: Uint8Array) => void, final: boolean): void {
    let rest: Uint8Array | null = bytes;
    while (rest && !this.stopped) {
      if (this.stage === 'header') rest = this.header(rest, emit);
      else if (this.stage === 'data') rest = this.data(rest, final);
      else rest = this.trailer(rest);
      if (rest && rest.length === 0 && !(this.stage === 'data' && final)) return;
    }
  }

  private header(bytes: Uint8Array, emit: (piece: Uint8Array) => void): Uint8Array | null {
    const head = join(this.pending, bytes);
    const length = headerLength(head);
    this.pending = new Uint8Array(0);
    if (length > 0) {
      this.stage = 'data';
      this.crc = 0;
      this.size = 0;
      this.inflate = new Inflate((piece) => {
        this.crc = crc32(piece, this.crc);
        this.size = (this.size + piece.length) >>> 0;
        emit(piece);
      });
      return head.subarray(length);
    }
    if (length === 0) {
      this.pending = head.slice();
      return null;
    }
    this.stopped = true;
    // Zero bytes behind the last member are padding (RFC 1952 does not forbid it, tapes and block devices add it).
    if (this.members > 0 && head.every((byte) => byte === 0)) return null;
    const offset = this.read - head.length;
    const message = 'Something that is not gzip follows the packed data: it is left out.';
    this.problems.push(warning('gzip-trailing', message, { offset, evidence: hexOf(head) }));
    return null;
  }

  private data(bytes: Uint8Array, final: boolean): Uint8Array | null {
    const { inflate } = this;
    if (!inflate) return null;
    const rest = inflate.push(bytes, final);
    if (inflate.stage === 'broken') {
      this.stopped = true;
      const message = `The packed data is damaged before byte ${this.read}: what could be unpacked is loaded.`;
      this.problems.push(warning('gzip-damaged', message, { offset: this.read }));
    }
    if (rest) this.stage = 'trailer';
    return rest;
  }

  /** Checksum and length behind the data (8 bytes, RFC 1952). A wrong one is told, what was unpacked is kept. */
  private trailer(bytes: Uint8Array): Uint8Array | null {
    const all = join(this.pending, bytes);
    if (all.length < 8) {
      this.pending = all.slice();
      return null;
    }
    const word = (at: number): number => new DataView(all.buffer, all.byteOffset).getUint32(at, true);
    if (word(0) !== this.crc || word(4) !== this.size) {
      const message =
        'The packed data does not have the checksum that it was written with: some bytes of it are wrong. Copy the file again.';
      const evidence = hexOf(all, 0, 8);
      this.problems.push(warning('gzip-checksum', message, { offset: this.read - all.length, evidence }));
    }
    this.pending = new Uint8Array(0);
    this.members++;
    this.stage = 'header';
    this.inflate = null;
    return all.subarray(8);
  }
}
