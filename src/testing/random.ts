export { randomOf } from '../base/random.ts';

/** A copy with up to `count` random bytes changed, and sometimes cut. */
export function mutate(bytes: Uint8Array, random: (below: number) => number, count: number): Uint8Array {
  const copy = bytes.slice(0, random(4) === 0 ? random(bytes.length + 1) : bytes.length);
  for (let n = random(count + 1); n > 0 && copy.length > 0; n--) {
    const at = random(copy.length);
    copy[at] = random(3) === 0 ? 0xff : random(256);
  }
  return copy;
}

/** `45 00 ..`, white space is free. */
export function hex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16),
  );
}
