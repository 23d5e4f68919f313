import { describe, expect, it } from 'vitest';
import { parseAddr } from '../base/inet.ts';
import { buildFrame, buildIp } from '../packet/build.ts';
import type { PacketStore } from '../packet/store.ts';
import { writePcap } from '../packet/write.ts';
import { readCapture, readCaptureBytes } from './capture.ts';
import { blobPieces, type PieceReading } from './pieces.ts';

const saddr = parseAddr('172.16.0.1')!;
const daddr = parseAddr('10.0.0.100')!;

function file(count: number, payload: number): Uint8Array {
  const frames = Array.from({ length: count }, (_, i) => {
    const transport = {
      kind: 'tcp',
      sport: 1000 + (i % 5000),
      dport: 80,
      flags: 24,
      seq: i,
      payload: new Uint8Array(payload + (i % 7)),
    } as const;
    return {
      sec: 1_700_000_000,
      nsec: i * 1000,
      bytes: buildFrame({ kind: 'ethernet' }, buildIp({ saddr, daddr, transport })),
    };
  });
  return writePcap(frames, { linktype: 1 });
}

function contents(store: PacketStore): unknown[] {
  return Array.from({ length: store.length }, (_, i) => store.get(i));
}

describe('blobPieces', () => {
  const bytes = file(9000, 900);
  const expected = contents(readCaptureBytes(bytes).store);

  it.each<PieceReading>(['auto', 'byob', 'stream', 'slices'])('gives the same store by %s', async (how) => {
    const { store, problems } = await readCapture(blobPieces(new Blob([bytes as BlobPart]), how));
    expect(problems).toEqual([]);
    expect(contents(store)).toEqual(expected);
  });

  it('starts with a small piece and ends where it is left', async () => {
    const sizes: number[] = [];
    for await (const piece of blobPieces(new Blob([bytes as BlobPart]))) {
      sizes.push(piece.length);
      if (sizes.length === 2) break;
    }
    expect(sizes[0]).toBeLessThanOrEqual(65_536);
    expect(sizes).toHaveLength(2);
  });

  it('gives nothing of an empty file', async () => {
    for (const how of ['byob', 'stream', 'slices'] as const) {
      for await (const piece of blobPieces(new Blob([]), how)) expect.fail(`${how}: ${piece.length} bytes`);
    }
  });
});

describe('a record across two pieces', () => {
  it('is the same wherever the file is parted', () => {
    const small = file(3, 4);
    const expected = contents(readCaptureBytes(small).store);
    return (async () => {
      for (let at = 0; at <= small.length; at++) {
        const parts = [small.slice(0, at), small.slice(at)];
        const { store, problems } = await readCapture(parts);
        expect(problems, `parted at ${at}`).toEqual([]);
        expect(contents(store), `parted at ${at}`).toEqual(expected);
      }
    })();
  });
});
