import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Bytes of a file of a run folder; `name.gz` is taken when `name` is not there. null = neither. */
export function runBytes(folder: string, name: string): Uint8Array | null {
  const plain = join(folder, name);
  if (existsSync(plain)) return readFileSync(plain);
  return existsSync(`${plain}.gz`) ? gunzipSync(readFileSync(`${plain}.gz`)) : null;
}

/** The same as text; '' = the file is not there. */
export function runText(folder: string, name: string): string {
  const bytes = runBytes(folder, name);
  return bytes ? new TextDecoder().decode(bytes) : '';
}
