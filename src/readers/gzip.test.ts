import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { concat } from '../packet/build.ts';
import { hex, mutate, randomOf } from '../testing/random.ts';
import { Gunzip } from './gzip.ts';

function unpack(bytes: Uint8Array, size = bytes.length): { data: Uint8Array; codes: string[] } {
  const parts: Uint8Array[] = [];
  const gunzip = new Gunzip();
  const emit = (piece: Uint8Array): void => {
    parts.push(piece.slice());
  };
  for (let at = 0; at < bytes.length; at += Math.max(1, size)) gunzip.push(bytes.slice(at, at + size), emit);
  gunzip.end(emit);
  return { data: concat(...parts), codes: gunzip.problems.map((problem) => problem.code) };
}

/** Text with repeats near and far, and stretches that do not repeat. */
function sample(length: number, seed: number): Uint8Array {
  const random = randomOf(seed);
  const data = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const run = 1 + random(300);
    const back = at > 0 ? 1 + random(Math.min(at, 40_000)) : 0;
    for (let n = 0; n < run && at < length; n++, at++)
      data[at] = back > 0 && run > 90 ? data[at - back] : random(200);
  }
  return data;
}

describe('gzip', () => {
  const data = sample(700_000, 1);

  it.each([
    ['stored', { level: 0 }],
    ['fast', { level: 1 }],
    ['best', { level: 9 }],
    ['fixed codes', { strategy: constants.Z_FIXED }],
    ['Huffman only', { strategy: constants.Z_HUFFMAN_ONLY }],
  ])('unpacks %s', (_name, options) => {
    const packed = gzipSync(data, options);
    const whole = unpack(packed);
    expect(whole.codes).toEqual([]);
    expect(Buffer.compare(whole.data, data)).toBe(0);
    expect(Buffer.compare(unpack(packed, 4097).data, data)).toBe(0);
  });

  it('unpacks small and empty data in pieces of any size', () => {
    for (const length of [0, 1, 2, 300]) {
      const small = sample(length, 3);
      const packed = gzipSync(small);
      for (const size of [1, 2, 3, 7, 1000]) expect(unpack(packed, size)).toEqual({ data: small, codes: [] });
    }
  });

  it('reads several members, optional header fields and padding', () => {
    const one = gzipSync(hex('6162'));
    // Checksum and length of "c".
    const body = concat(deflateRawSync(hex('63')), hex('6fdfb906 01000000'));
    const named = concat(hex('1f8b08 1e 00000000 0003 0300 010203 6e00 6300 ffff'), body);
    const file = concat(one, named, one, new Uint8Array(512));
    for (const size of [1, 5, 1000])
      expect(unpack(file, size)).toEqual({ data: hex('6162 63 6162'), codes: [] });
  });

  it('says so when something else follows', () => {
    const got = unpack(concat(gzipSync(hex('61')), hex('deadbeef')));
    expect(got).toEqual({ data: hex('61'), codes: ['gzip-trailing'] });
  });

  it('says so when the checksum is wrong, and keeps the data', () => {
    const packed = gzipSync(hex('616263'));
    packed[packed.length - 8] ^= 1;
    expect(unpack(packed)).toEqual({ data: hex('616263'), codes: ['gzip-checksum'] });
    const long = gzipSync(data);
    long[long.length - 1] ^= 1;
    expect(unpack(concat(long, gzipSync(hex('61'))), 999).codes).toEqual(['gzip-checksum']);
  });

  it('gives everything in front of a damaged piece', () => {
    const whole = sample(200_000, 5);
    const packed = gzipSync(whole, { level: 0 });
    // Stored blocks of 65535 bytes: the type of the second becomes one that does not exist.
    const second = 10 + 5 + (packed[11] | (packed[12] << 8));
    packed[second] |= 6;
    const { data: got, codes } = unpack(packed);
    expect(codes).toEqual(['gzip-damaged']);
    expect(got.length).toBeLessThanOrEqual(second - 15);
    expect(got).toEqual(whole.subarray(0, got.length));
    const late = gzipSync(whole);
    late.fill(0xff, 15_000, 15_200);
    const before = unpack(late).data;
    expect(before.length).toBeGreaterThan(20_000);
    expect(before.subarray(0, 20_000)).toEqual(whole.subarray(0, 20_000));
  });

  it('gives what is readable of a file cut at any byte', () => {
    const plain = sample(3000, 9);
    const packed = gzipSync(plain);
    let before = 0;
    for (let cut = 1; cut < packed.length; cut += cut > 40 && cut < packed.length - 40 ? 7 : 1) {
      const got = unpack(packed.subarray(0, cut));
      expect(got.codes, `cut at ${cut}`).toEqual(['gzip-truncated']);
      expect(got.data).toEqual(plain.subarray(0, got.data.length));
      expect(got.data.length).toBeGreaterThanOrEqual(before);
      before = got.data.length;
    }
    expect(before).toBe(plain.length);
  });

  it('never throws or hangs on damaged files', () => {
    const random = randomOf(11);
    const packed = gzipSync(sample(2000, 4));
    for (let n = 0; n < 1500; n++) {
      const bytes = mutate(packed, random, 5);
      const whole = unpack(bytes);
      expect(unpack(bytes, 1 + random(400)).data).toEqual(whole.data);
    }
  });
});
