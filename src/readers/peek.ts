import { Gunzip } from './gzip.ts';
import { type Sniffed, sniff } from './sniff.ts';

/** Bytes of a packed file that are unpacked to see what is in it. */
const PACKED = 16 << 10;
const WANTED = 4096;

export interface Peeked extends Sniffed {
  /** The file is packed with gzip; `kind` is what is inside. */
  readonly packed: boolean;
}

/** Tells what a file is by its first bytes (8 KiB are plenty), and what is inside if it is packed with gzip. */
export function peek(bytes: Uint8Array): Peeked {
  const outer = sniff(bytes);
  if (outer.kind !== 'gzip') return { ...outer, packed: false };
  const inside = new Uint8Array(WANTED);
  let filled = 0;
  const gunzip = new Gunzip();
  const take = (piece: Uint8Array): void => {
    const part = piece.subarray(0, WANTED - filled);
    inside.set(part, filled);
    filled += part.length;
  };
  gunzip.push(bytes.subarray(0, PACKED), take);
  gunzip.end(take);
  return filled === 0 ? { ...outer, packed: false } : { ...sniff(inside.subarray(0, filled)), packed: true };
}
