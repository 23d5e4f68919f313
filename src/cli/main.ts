import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseReplayArguments, type ReplayArguments, USAGE } from './arguments.ts';
import type { Findings } from './findings.ts';
import { isAsBad } from './found.ts';
import { lintFiles, replayFiles, replayRun } from './replay-run.ts';
import { InputError } from './run-files.ts';

/** Headless replay: reads files, writes dmesg.txt, snapshots.json and findings.json. */

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

/** Writes files by their names. @throws InputError when one cannot be written */
function write(out: string, files: Readonly<Record<string, string>>): void {
  try {
    mkdirSync(out, { recursive: true });
    for (const [name, content] of Object.entries(files)) writeFileSync(join(out, name), content);
  } catch (thrown) {
    throw new InputError(
      `${out} cannot be written: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    );
  }
}

function replay(wanted: Extract<ReplayArguments, { out: string }>): Findings {
  if (wanted.kind === 'rules') {
    const findings = lintFiles(wanted);
    write(wanted.out, { 'findings.json': json(findings) });
    return findings;
  }
  const done = wanted.kind === 'folder' ? replayRun(wanted.folder) : replayFiles(wanted);
  const { dmesg, snapshots, findings } = done;
  write(wanted.out, {
    'dmesg.txt': dmesg.map((line) => `${line}\n`).join(''),
    'snapshots.json': json(snapshots),
    'findings.json': json(findings),
  });
  return findings;
}

/** @returns the exit code: 0 done, 1 the input cannot be used, 2 wrong usage, 3 a finding that --fail-on names */
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
    const { findings } = replay(wanted);
    return wanted.failOn !== null && isAsBad(findings, wanted.failOn) ? 3 : 0;
  } catch (thrown) {
    if (!(thrown instanceof InputError)) throw thrown;
    process.stderr.write(`replay: ${thrown.message.replace(/\s*\n\s*/g, ' ')}\n`);
    return 1;
  }
}
