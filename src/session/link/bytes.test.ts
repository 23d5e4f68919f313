import { expect, it } from 'vitest';
import { PackedReader, PackedWriter } from './bytes.ts';

it('reads the largest number, and refuses one padded without end', () => {
  const to = new PackedWriter();
  to.varint(Number.MAX_SAFE_INTEGER);
  expect(new PackedReader(to.done()).varint('a time')).toBe(Number.MAX_SAFE_INTEGER);
  const padded = new Uint8Array(201).fill(0x80);
  padded[200] = 0;
  expect(() => new PackedReader(padded).varint('a time')).toThrow('a time is larger than any number here');
});

it('keeps a byte order mark at the beginning of a text', () => {
  const to = new PackedWriter();
  to.text('\ufeffx');
  expect(new PackedReader(to.done()).text('the head')).toBe('\ufeffx');
});
