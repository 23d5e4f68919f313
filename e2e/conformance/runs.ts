import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Snapshot } from '../../src/cli/replay-run.ts';
import { runText } from '../../src/cli/run-files.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../recorded-runs/linux-6.12');

/** Names of the recorded runs, sorted. */
export const RUNS: readonly string[] = readdirSync(ROOT).sort();

export const folderOf = (run: string): string => join(ROOT, run);

export interface Recording {
  readonly dmesg: readonly string[];
  readonly snapshots: Readonly<Record<string, Snapshot>>;
}

export function recordingOf(run: string): Recording {
  const folder = folderOf(run);
  return {
    dmesg: runText(folder, 'dmesg.txt').split('\n'),
    snapshots: JSON.parse(runText(folder, 'snapshots.json')),
  };
}

/** Columns padded to one width each. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const last = widths.length - 1;
  return rows
    .map((row) => row.map((cell, i) => (i === last ? cell : cell.padEnd(widths[i]))).join('  '))
    .join('\n');
}
