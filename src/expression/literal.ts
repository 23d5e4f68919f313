import { type InetAddr, parseAddr, parseEndpoint } from '../base/inet.ts';

/** Addresses that begin with the same bits. */
export interface Prefix {
  readonly addr: InetAddr;
  /** 0 to 32, of an IPv6 address to 128. */
  readonly bits: number;
}

/** `17`, `-3`, `1.5`, `0x3a7`; null = no number. */
export function numberOf(word: string): number | null {
  const digits = word.startsWith('-') ? word.slice(1) : word;
  if (digits.startsWith('0x') || digits.startsWith('0X')) {
    if (digits.length < 3 || digits.length > 15 || !/^[0-9a-f]+$/i.test(digits.slice(2))) return null;
    return signed(word, Number.parseInt(digits.slice(2), 16));
  }
  return digits.length <= 24 && /^\d+(?:\.\d+)?$/.test(digits) ? signed(word, Number(digits)) : null;
}

function signed(word: string, value: number): number {
  return word.startsWith('-') && value !== 0 ? -value : value;
}

/** `10.0.0.1`, `fd00::1`, `[fd00::1]`; null = no address. */
export function addressOf(word: string): InetAddr | null {
  if (word.startsWith('[') && word.endsWith(']')) return parseAddr(word.slice(1, -1));
  return parseAddr(word);
}

/** `10.0.0.1:80`, `[fd00::1]:80`: an address with a port. */
export function endpointOf(word: string): { addr: InetAddr; port: number } | null {
  if (!/[\d\]]:\d{1,5}$/.test(word)) return null;
  return addressOf(word) === null ? parseEndpoint(word) : null;
}

/** `10.0.0.0/8`, `fd00::/64`; null = no prefix. */
export function prefixOf(word: string): Prefix | null {
  const slash = word.indexOf('/');
  if (slash < 0) return null;
  const addr = addressOf(word.slice(0, slash));
  const bits = /^\d{1,3}$/.test(word.slice(slash + 1)) ? Number(word.slice(slash + 1)) : -1;
  if (addr === null || bits < 0 || bits > (typeof addr === 'number' ? 32 : 128)) return null;
  return { addr, bits };
}

/** The two ends of `80..90`. */
export function rangeOf(word: string): [string, string] | null {
  const dots = word.indexOf('..');
  return dots > 0 && dots + 2 < word.length ? [word.slice(0, dots), word.slice(dots + 2)] : null;
}

/** What a number of bits is called by letters: `SA` under `FSRPAUEC` is 0x12; null = other letters. */
export function lettersOf(word: string, letters: string): number | null {
  let bits = 0;
  for (const letter of word.toUpperCase()) {
    const bit = letters.indexOf(letter);
    if (bit < 0 || letter === '') return null;
    bits |= 1 << bit;
  }
  return word === '' ? null : bits;
}

export function inPrefix(addr: InetAddr, prefix: Prefix): boolean {
  const own = words(addr);
  const other = words(prefix.addr);
  if (own.length !== other.length) return false;
  let left = prefix.bits;
  for (let i = 0; i < own.length && left > 0; i++, left -= 32) {
    const mask = left >= 32 ? 0xffffffff : ~(0xffffffff >>> left);
    if (((own[i] ^ other[i]) & mask) !== 0) return false;
  }
  return true;
}

/** Order of addresses: all of IPv4 before all of IPv6. */
export function compareAddr(a: InetAddr, b: InetAddr): number {
  const x = words(a);
  const y = words(b);
  if (x.length !== y.length) return x.length - y.length;
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return x[i] - y[i];
  return 0;
}

function words(addr: InetAddr): readonly number[] {
  return typeof addr === 'number' ? [addr] : addr;
}

/** What a word looks like, for messages. */
export function kindOfWord(word: string): 'number' | 'address' | 'prefix' | 'endpoint' | 'name' {
  if (numberOf(word) !== null) return 'number';
  if (addressOf(word) !== null) return 'address';
  if (prefixOf(word)) return 'prefix';
  return endpointOf(word) ? 'endpoint' : 'name';
}
