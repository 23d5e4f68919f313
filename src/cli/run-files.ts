import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** An input that cannot be used; the message is one sentence for the user. */
export class InputError extends Error {}

/** Bytes of a file of a run folder; `name.gz` is taken when `name` is not there. null = neither. */
export function runBytes(folder: string, name: string): Uint8Array | null {
  const plain = join(folder, name);
  if (existsSync(plain)) return readFileSync(plain);
  if (!existsSync(`${plain}.gz`)) return null;
  try {
    return gunzipSync(readFileSync(`${plain}.gz`));
  } catch (thrown) {
    throw new InputError(`${plain}.gz cannot be unpacked: ${wordsOf(thrown)}. Copy the file again.`);
  }
}

/** The same as text; '' = the file is not there. */
export function runText(folder: string, name: string): string {
  const bytes = runBytes(folder, name);
  return bytes ? new TextDecoder().decode(bytes) : '';
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
};

function wordsOf(thrown: unknown): string {
  const { code } = thrown as { code?: string };
  return REASONS[code ?? ''] ?? (thrown instanceof Error ? thrown.message : String(thrown));
}

/** A file that the user named. @throws InputError */
export function fileBytes(path: string, what: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (thrown) {
    throw new InputError(`${path}: ${what} cannot be read, ${wordsOf(thrown)}.`);
  }
}

/** The same as text, unpacked if need be; null path = ''. @throws InputError when it is not text */
export function fileText(path: string | null, what: string): string {
  if (path === null) return '';
  const bytes = fileBytes(path, what);
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(packed ? gunzipSync(bytes) : bytes);
  } catch {
    throw new InputError(`${path}: ${what} is not text. Give the file that ipvsadm, sysctl or dmesg wrote.`);
  }
}

/** @throws InputError when the path is no folder */
export function checkFolder(folder: string): void {
  let is = false;
  try {
    is = statSync(folder).isDirectory();
  } catch (thrown) {
    throw new InputError(`${folder}: the run folder cannot be read, ${wordsOf(thrown)}.`);
  }
  if (!is)
    throw new InputError(
      `${folder} is not a folder: give a run folder, or the files with --capture and --rules.`,
    );
}
