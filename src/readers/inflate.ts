import { type CodeTable, codeTable, lookUp } from './huffman.ts';

/** Base values and extra bits of length symbols 257.. and of distance symbols (RFC 1951 section 3.2.5). */
const LENGTH_EXTRA = Uint8Array.of(
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  1,
  1,
  1,
  1,
  2,
  2,
  2,
  2,
  3,
  3,
  3,
  3,
  4,
  4,
  4,
  4,
  5,
  5,
  5,
  5,
  0,
);
const DISTANCE_EXTRA = Uint8Array.from({ length: 30 }, (_, i) => (i < 4 ? 0 : (i >> 1) - 1));
const CODE_ORDER = Uint8Array.of(16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15);

function basesOf(extra: Uint8Array, first: number): Uint16Array {
  const bases = new Uint16Array(extra.length);
  let base = first;
  for (let i = 0; i < extra.length; i++) {
    bases[i] = base;
    base += 1 << extra[i];
  }
  return bases;
}

const LENGTH_BASE = basesOf(LENGTH_EXTRA, 3);
LENGTH_BASE[28] = 258;
const DISTANCE_BASE = basesOf(DISTANCE_EXTRA, 1);

function fixedLengths(): Uint8Array {
  const lengths = new Uint8Array(288).fill(8);
  lengths.fill(9, 144, 256);
  lengths.fill(7, 256, 280);
  return lengths;
}

const FIXED_LITERALS = codeTable(fixedLengths());
const FIXED_DISTANCES = codeTable(new Uint8Array(32).fill(5));

const WINDOW = 32768;
const OUT = 1 << 16;
/** Input that a dynamic block header can take at most, and a symbol with its distance. */
const HEADER_BYTES = 512;
const SYMBOL_BYTES = 8;

type Stage = 'block' | 'stored' | 'codes' | 'done' | 'broken';

/**
 * Inflate (RFC 1951) that takes its input in pieces and gives everything up to the last readable symbol, also of cut
 * or damaged input. The browser's own stream neither reads several members nor keeps the end of a cut file.
 */
export class Inflate {
  stage: Stage = 'block';
  private input = new Uint8Array(0);
  private at = 0;
  private bits = 0;
  private bitCount = 0;
  private last = false;
  private storedLeft = 0;
  private literals: CodeTable | null = null;
  private distances: CodeTable | null = null;
  /** Window of 32 KiB in front, then what was not yet handed out. */
  private readonly out = new Uint8Array(WINDOW + OUT + 512);
  private outAt = WINDOW;
  private history = 0;
  private readonly emit: (piece: Uint8Array) => void;

  /** `emit` gets pieces that are only valid during the call. */
  constructor(emit: (piece: Uint8Array) => void) {
    this.emit = emit;
  }

  /** Reads `bytes`; with `final` also the last ones. Gives what it has left when the stream is done, else nothing. */
  push(bytes: Uint8Array, final: boolean): Uint8Array | null {
    const rest = this.input.length - this.at;
    const joined = new Uint8Array(rest + bytes.length);
    joined.set(this.input.subarray(this.at));
    joined.set(bytes, rest);
    this.input = joined;
    this.at = 0;
    while (this.stage !== 'done' && this.stage !== 'broken' && this.step(final)) {}
    this.flush();
    if (this.stage !== 'done') return null;
    this.at -= this.bitCount >>> 3;
    return this.input.subarray(this.at);
  }

  /** One block header, or as many symbols as there is input for. False = more input is needed. */
  private step(final: boolean): boolean {
    const left = this.input.length - this.at;
    if (this.stage === 'stored') return this.copyStored();
    if (this.stage === 'codes') return this.codes(final);
    if (left < HEADER_BYTES && !final) return false;
    return this.blockHeader();
  }

  /** Makes at least `count` (up to 16) bits available; false = the input ends before them. */
  private need(count: number): boolean {
    while (this.bitCount < count) {
      if (this.at >= this.input.length) return false;
      this.bits |= this.input[this.at++] << this.bitCount;
      this.bitCount += 8;
    }
    return true;
  }

  private drop(count: number): number {
    const value = this.bits & ((1 << count) - 1);
    this.bits >>>= count;
    this.bitCount -= count;
    return value;
  }

  /** The next `count` bits as a number, -1 = cut. */
  private take(count: number): number {
    return this.need(count) ? this.drop(count) : -1;
  }

  /** The next symbol, -1 = cut or no such code. */
  private symbol(table: CodeTable): number {
    this.need(15);
    const found = lookUp(table, this.bits);
    const length = found & 15;
    if (found < 0 || length > this.bitCount) {
      if (found < 0 && this.bitCount >= 15) this.stage = 'broken';
      return -1;
    }
    this.drop(length);
    return found >>> 4;
  }

  private broken(): boolean {
    this.stage = 'broken';
    return false;
  }

  private blockHeader(): boolean {
    const head = this.take(3);
    if (head < 0) return false;
    this.last = (head & 1) === 1;
    const type = head >>> 1;
    if (type === 3) return this.broken();
    if (type === 0) return this.storedHeader();
    if (type === 2) return this.dynamicHeader();
    this.literals = FIXED_LITERALS;
    this.distances = FIXED_DISTANCES;
    this.stage = 'codes';
    return true;
  }

  private storedHeader(): boolean {
    this.drop(this.bitCount & 7);
    const length = this.take(16);
    const complement = this.take(16);
    if (length < 0 || complement < 0) return false;
    if ((length ^ complement) !== 0xffff) return this.broken();
    this.storedLeft = length;
    this.stage = 'stored';
    // Whole bytes may already be in the bit buffer.
    this.at -= this.bitCount >>> 3;
    this.bits = 0;
    this.bitCount = 0;
    return true;
  }

  private copyStored(): boolean {
    const count = Math.min(this.storedLeft, this.input.length - this.at, this.out.length - this.outAt);
    this.out.set(this.input.subarray(this.at, this.at + count), this.outAt);
    this.at += count;
    this.storedLeft -= count;
    this.outAt += count;
    if (this.storedLeft === 0) this.stage = this.last ? 'done' : 'block';
    else if (this.at === this.input.length) return false;
    if (this.out.length - this.outAt < 512) this.flush();
    return true;
  }

  private dynamicHeader(): boolean {
    const literals = this.take(5) + 257;
    const distances = this.take(5) + 1;
    const codes = this.take(4) + 4;
    if (literals < 257 || distances < 1 || codes < 4) return false;
    const codeLengths = new Uint8Array(19);
    for (let i = 0; i < codes; i++) {
      const length = this.take(3);
      if (length < 0) return false;
      codeLengths[CODE_ORDER[i]] = length;
    }
    const table = codeTable(codeLengths);
    if (!table || literals > 286) return this.broken();
    const lengths = new Uint8Array(literals + distances);
    if (!this.readLengths(table, lengths)) return false;
    this.literals = codeTable(lengths.subarray(0, literals));
    this.distances = codeTable(lengths.subarray(literals));
    if (!this.literals || !this.distances) return this.broken();
    this.stage = 'codes';
    return true;
  }

  /** Run-length coded code lengths; false = cut or damaged. */
  private readLengths(table: CodeTable, lengths: Uint8Array): boolean {
    let at = 0;
    while (at < lengths.length) {
      const symbol = this.symbol(table);
      if (symbol < 0) return false;
      if (symbol < 16) {
        lengths[at++] = symbol;
        continue;
      }
      const extra = this.take(symbol === 16 ? 2 : symbol === 17 ? 3 : 7);
      const count = extra + (symbol === 18 ? 11 : 3);
      if (extra < 0) return false;
      if (at + count > lengths.length || (symbol === 16 && at === 0)) return this.broken();
      lengths.fill(symbol === 16 ? lengths[at - 1] : 0, at, at + count);
      at += count;
    }
    return true;
  }

  private codes(final: boolean): boolean {
    const { literals, distances } = this;
    if (!literals || !distances) return this.broken();
    while (final || this.input.length - this.at >= SYMBOL_BYTES) {
      const symbol = this.symbol(literals);
      if (symbol < 0) return false;
      if (symbol < 256) this.out[this.outAt++] = symbol;
      else if (symbol === 256) {
        this.stage = this.last ? 'done' : 'block';
        return true;
      } else if (!this.copyMatch(symbol - 257, distances)) return false;
      if (this.outAt > WINDOW + OUT) this.flush();
    }
    return false;
  }

  private copyMatch(lengthSymbol: number, distances: CodeTable): boolean {
    if (lengthSymbol > 28) return this.broken();
    const lengthExtra = this.take(LENGTH_EXTRA[lengthSymbol]);
    const distanceSymbol = lengthExtra < 0 ? -1 : this.symbol(distances);
    if (distanceSymbol < 0) return false;
    if (distanceSymbol > 29) return this.broken();
    const distanceExtra = this.take(DISTANCE_EXTRA[distanceSymbol]);
    if (distanceExtra < 0) return false;
    const distance = DISTANCE_BASE[distanceSymbol] + distanceExtra;
    const length = LENGTH_BASE[lengthSymbol] + lengthExtra;
    const { out } = this;
    let to = this.outAt;
    if (distance > to - WINDOW + this.history) return this.broken();
    const end = to + length;
    if (distance >= length) out.copyWithin(to, to - distance, to - distance + length);
    else for (; to < end; to++) out[to] = out[to - distance];
    this.outAt = end;
    return true;
  }

  /** Hands out what is new and moves the last 32 KiB to the front. */
  private flush(): void {
    if (this.outAt === WINDOW) return;
    this.emit(this.out.subarray(WINDOW, this.outAt));
    this.history = Math.min(WINDOW, this.history + this.outAt - WINDOW);
    this.out.copyWithin(0, this.outAt - WINDOW, this.outAt);
    this.outAt = WINDOW;
  }
}
