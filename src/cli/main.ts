import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseReplayArguments, type ReplayArguments, USAGE } from './arguments.ts';
import { type Replayed, replayFiles, replayRun } from './replay-run.ts';
import { InputError } from './run-files.ts';

/** Headless replay: reads files, writes dmesg.txt, snapshots.json and findings.json. */

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

function write(out: string, { dmesg, snapshots, findings }: Replayed): void {
  try {
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'dmesg.txt'), dmesg.map((line) => `${line}\n`).join(''));
    writeFileSync(join(out, 'snapshots.json'), json(snapshots));
    writeFileSync(join(out, 'findings.json'), json(findings));
  } catch (thrown) {
    throw new InputError(
      `${out} cannot be written: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    );
  }
}

function replay(wanted: Extract<ReplayArguments, { out: string }>): void {
  write(wanted.out, wanted.kind === 'folder' ? replayRun(wanted.folder) : replayFiles(wanted));
}

/** @returns the exit code: 0 done, 1 the input cannot be used, 2 wrong usage */
export function main(words: readonly string[]): number {
  const wanted = parseReplayArguments(words);
  if (wanted.kind === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  if (wanted.kind === 'wrong') {
    process.stderr.write(`replay: ${wanted.message}. Try --help.\n`);
    return 2;
  }
  try {
    replay(wanted);
    return 0;
  } catch (thrown) {
    if (!(thrown instanceof InputError)) throw thrown;
    process.stderr.write(`replay: ${thrown.message.replace(/\s*\n\s*/g, ' ')}\n`);
    return 1;
  }
}
