import { Inflate as FflateInflate } from 'fflate';

/**
 * Bytes handed to the library at once. It gives nothing of a piece in which it meets a fault, so a piece is also what
 * a damaged file loses in front of the fault; pieces are counted from the start of the data, whatever size they come in.
 */
const PIECE = 4096;

/**
 * What the library keeps to itself (0.8): `p` = bytes not used yet, `s.p` = bits used of their first, `s.f` and `s.l` =
 * in the last block, and in a block at all. It has no other way to say where a stream ends; a test would notice a change.
 */
interface LibraryState {
  readonly p: Uint8Array;
  readonly s: { readonly p?: number; readonly f?: number; readonly l?: unknown };
}

function stateOf(library: FflateInflate): LibraryState {
  return library as unknown as LibraryState;
}

/** Unpacks one DEFLATE stream (RFC 1951) in pieces, with fflate. */
export class Inflate {
  stage: 'data' | 'done' | 'broken' = 'data';
  private readonly library: FflateInflate;
  /** Bytes that do not fill a piece yet. */
  private readonly piece = new Uint8Array(PIECE);
  private filled = 0;

  constructor(emit: (piece: Uint8Array) => void) {
    this.library = new FflateInflate((data) => {
      if (data.length > 0) emit(data);
    });
  }

  /**
   * Takes the next bytes; `final` = there are no more behind them.
   * @returns the bytes behind the stream's end, or null while it has not ended
   */
  push(bytes: Uint8Array, final: boolean): Uint8Array | null {
    let at = 0;
    while (this.stage === 'data' && at < bytes.length) {
      const count = Math.min(PIECE - this.filled, bytes.length - at);
      this.piece.set(bytes.subarray(at, at + count), this.filled);
      this.filled += count;
      at += count;
      if (this.filled === PIECE) this.unpack();
    }
    if (final && this.stage === 'data') this.unpack();
    if (this.stage !== 'done') return null;
    const behind = this.behind();
    const rest = new Uint8Array(behind.length + bytes.length - at);
    rest.set(behind);
    rest.set(bytes.subarray(at), behind.length);
    return rest;
  }

  private unpack(): void {
    const piece = this.piece.slice(0, this.filled);
    this.filled = 0;
    if (piece.length === 0) return;
    try {
      this.library.push(piece);
    } catch {
      this.stage = 'broken';
      return;
    }
    const { s } = stateOf(this.library);
    if (s.f && !s.l) this.stage = 'done';
  }

  /** Bytes that the library was given and has not used. */
  private behind(): Uint8Array {
    const { p, s } = stateOf(this.library);
    return p.subarray(s.p ? 1 : 0);
  }
}
