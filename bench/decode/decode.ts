/** Reads a capture into columns and does nothing with them: `node decode.js <capture>`. */
import { closeSync, openSync, readSync } from 'node:fs';
import { readCapture } from '../../src/readers/capture.ts';

const PIECE = 4 << 20;

function* pieces(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  const bytes = new Uint8Array(PIECE);
  for (let length = readSync(file, bytes); length > 0; length = readSync(file, bytes))
    yield bytes.subarray(0, length);
  closeSync(file);
}

const { store } = await readCapture(pieces(process.argv[2]));
if (store.length === 0) process.exitCode = 1;
