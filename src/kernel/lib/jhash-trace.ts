import { jhash_words } from './jhash.ts';

/**
 * The hashes of jhash.ts once more, step by step, for those who want to see how a word comes about. Each function returns
 * every assignment to a, b and c with the three registers after it; the last c is the hash. Words as in jhash.ts.
 */

export interface JhashStep {
  /** The assignment as arithmetic: `c = (c ^ b) - rol(b, 14)`. */
  readonly text: string;
  /** The register that it changes. */
  readonly to: 'a' | 'b' | 'c';
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** A part of a hash with a name of its own: what goes in, a round of mixing, the end. */
export interface JhashBlock {
  readonly name: string;
  readonly steps: readonly JhashStep[];
}

export interface JhashTrace {
  readonly blocks: readonly JhashBlock[];
  readonly hash: number;
}

/** Words of the key by the names that a reader knows them by. */
export interface NamedWord {
  readonly name: string;
  readonly word: number;
}

const JHASH_INITVAL = 0xdeadbeef;
const JHASH_GOLDEN_RATIO = 0x9e3779b9;

type Register = 'a' | 'b' | 'c';

const rol = (word: number, shift: number): number => (word << shift) | (word >>> (32 - shift));

/** Three registers, and a book of what was done to them. */
class Registers {
  a = 0;
  b = 0;
  c = 0;
  private readonly blocks: { name: string; steps: JhashStep[] }[] = [];

  begin(name: string): void {
    this.blocks.push({ name, steps: [] });
  }

  set(to: Register, text: string, value: number): void {
    this[to] = value >>> 0;
    const { a, b, c } = this;
    this.blocks[this.blocks.length - 1].steps.push({ text: `${to} = ${text}`, to, a, b, c });
  }

  /** `x = (x - y) ^ rol(y, n)` */
  subXorRol(x: Register, y: Register, shift: number): void {
    this.set(x, `(${x} - ${y}) ^ rol(${y}, ${shift})`, (this[x] - this[y]) ^ rol(this[y], shift));
  }

  /** `x = (x ^ y) - rol(y, n)` */
  xorSubRol(x: Register, y: Register, shift: number): void {
    this.set(x, `(${x} ^ ${y}) - rol(${y}, ${shift})`, (this[x] ^ this[y]) - rol(this[y], shift));
  }

  add(x: Register, y: Register): void {
    this.set(x, `${x} + ${y}`, this[x] + this[y]);
  }

  addWord(x: Register, { name, word }: NamedWord): void {
    this.set(x, `${x} + ${name}`, this[x] + word);
  }

  end(): JhashTrace {
    return { blocks: this.blocks, hash: this.c };
  }
}

const hex = (word: number): string => `0x${(word >>> 0).toString(16)}`;

/** lookup3 starts with a constant, the length of the key in bytes, and the seed in all registers. */
function start(s: Registers, length: number, seed: number): void {
  s.begin('initial values');
  const value = JHASH_INITVAL + length + seed;
  for (const to of ['a', 'b', 'c'] as const) s.set(to, `${hex(JHASH_INITVAL)} + ${length} + seed`, value);
}

function mix(s: Registers): void {
  s.begin('mixing round');
  s.subXorRol('a', 'c', 4);
  s.add('c', 'b');
  s.subXorRol('b', 'a', 6);
  s.add('a', 'c');
  s.subXorRol('c', 'b', 8);
  s.add('b', 'a');
  s.subXorRol('a', 'c', 16);
  s.add('c', 'b');
  s.subXorRol('b', 'a', 19);
  s.add('a', 'c');
  s.subXorRol('c', 'b', 4);
  s.add('b', 'a');
}

function final(s: Registers): void {
  s.begin('final mixing');
  s.xorSubRol('c', 'b', 14);
  s.xorSubRol('a', 'c', 11);
  s.xorSubRol('b', 'a', 25);
  s.xorSubRol('c', 'b', 16);
  s.xorSubRol('a', 'c', 4);
  s.xorSubRol('b', 'a', 14);
  s.xorSubRol('c', 'b', 24);
}

/** Adds up to three words of the key, the next ones, to a, b and c. */
function take(s: Registers, words: readonly NamedWord[]): void {
  s.begin('words of the key');
  for (const [at, word] of words.slice(0, 3).entries()) s.addWord((['a', 'b', 'c'] as const)[at], word);
}

/** {@link jhash_3words} in steps. */
export function trace_jhash_3words(
  words: readonly [NamedWord, NamedWord, NamedWord],
  seed: number,
): JhashTrace {
  const s = new Registers();
  start(s, 12, seed);
  take(s, words);
  final(s);
  return s.end();
}

/** Right, left, right: three rounds of lookup2. */
const LOOKUP2_SHIFTS = [
  [13, 8, 13],
  [12, 16, 5],
  [3, 10, 15],
] as const;

/** {@link jhash_3words_lookup2} in steps. */
export function trace_jhash_3words_lookup2(
  words: readonly [NamedWord, NamedWord, NamedWord],
  seed: number,
): JhashTrace {
  const s = new Registers();
  s.begin('initial values');
  s.set('a', hex(JHASH_GOLDEN_RATIO), JHASH_GOLDEN_RATIO);
  s.set('b', hex(JHASH_GOLDEN_RATIO), JHASH_GOLDEN_RATIO);
  s.set('c', 'seed', seed);
  take(s, words);
  for (const [at, [first, second, third]] of LOOKUP2_SHIFTS.entries()) {
    s.begin(`mixing round ${at + 1} of 3`);
    s.set('a', `(a - b - c) ^ (c >> ${first})`, ((s.a - s.b - s.c) | 0) ^ (s.c >>> first));
    s.set('b', `(b - c - a) ^ (a << ${second})`, ((s.b - s.c - s.a) | 0) ^ (s.a << second));
    s.set('c', `(c - a - b) ^ (b >> ${third})`, ((s.c - s.a - s.b) | 0) ^ (s.b >>> third));
  }
  return s.end();
}

/** {@link jhash} of bytes in steps; a key of four words is an IPv6 address ({@link jhash_16bytes}). */
export function trace_jhash(bytes: Uint8Array, seed: number): JhashTrace {
  const words = jhash_words(bytes).map((word, at) => ({ name: `w${at}`, word }));
  const s = new Registers();
  start(s, bytes.length, seed);
  let at = 0;
  for (; bytes.length - at * 4 > 12; at += 3) {
    take(s, words.slice(at));
    mix(s);
  }
  if (at * 4 < bytes.length) {
    take(s, words.slice(at));
    final(s);
  }
  return s.end();
}
