import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { randomOf } from '../testing/random.ts';
import { peek } from './peek.ts';

const LINE = '[    4.000000] IPVS: ipvs loaded.\n';

it('sees what is inside a packed file, also by its beginning alone', () => {
  const random = randomOf(1);
  const noise = Array.from({ length: 20_000 }, () => String.fromCharCode(33 + random(90))).join('');
  const packed = gzipSync(`${LINE.repeat(200)}${noise}`);
  expect(peek(packed)).toMatchObject({ kind: 'kernel-log', packed: true });
  expect(peek(packed.subarray(0, 8192))).toMatchObject({ kind: 'kernel-log', packed: true });
  expect(peek(new TextEncoder().encode(LINE))).toMatchObject({ kind: 'kernel-log', packed: false });
});

it('says gzip where nothing can be unpacked', () => {
  expect(peek(Uint8Array.of(0x1f, 0x8b, 8))).toMatchObject({ kind: 'gzip', packed: false });
  expect(peek(Uint8Array.of(0x1f, 0x8b, 9, 9, 9))).toMatchObject({ kind: 'gzip', packed: false });
});
