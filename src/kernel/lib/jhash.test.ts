import { expect, test } from 'vitest';
import { jhash_3words_lookup2, swab16, swab32 } from './jhash.ts';

const bucket = (protocol: number, addr: number, port: number): number =>
  jhash_3words_lookup2(swab32(addr), swab16(port), protocol, 0x12345678) & 4095;

/** Buckets of linux-2.6.32 with ip_vs_conn_rnd 0x12345678. */
test.each([
  [6, 0xac100001, 40001, 1506],
  [6, 0xac100001, 0, 3553],
  [6, 0xac100002, 40001, 850],
  [0, 0xac100001, 0, 798],
])('lookup2: protocol %d, address %d, port %d', (protocol, addr, port, expected) => {
  expect(bucket(protocol, addr, port)).toBe(expected);
});
