import { comparableLines, compareLogs, type LogLine } from '../../src/cli/log-lines.ts';
import type { Snapshot } from '../../src/cli/replay-run.ts';

/** How far a replay is from its recording. */
export interface Score {
  readonly lines: number;
  readonly linesMatched: number;
  readonly listings: number;
  readonly listingsMatched: number;
  /** The first difference in a few words; null = everything matches. */
  readonly first: string | null;
}

/** Listings that are compared, word for word. /proc/net/ip_vs_stats has rates, which the model does not keep. */
export const COMPARED = [
  '/proc/net/ip_vs_conn',
  '/proc/net/ip_vs',
  'ipvsadm -Ln',
  'ipvsadm -Lnc',
  'ipvsadm -Ln --stats --exact',
  'ipvsadm -Ln --thresholds',
  'ipvsadm -Ln --persistent-conn',
] as const;

function logDifference(
  recorded: readonly LogLine[],
  model: readonly LogLine[],
  jiffy: number,
): string | null {
  const { differences } = compareLogs(recorded, model);
  if (differences.length > 0) {
    const [{ recorded: lost, model: extra }] = differences;
    const where = lost[0] ?? extra[0];
    return `log line ${where.line}: recorded "${lost[0]?.text ?? '(nothing)'}", model "${extra[0]?.text ?? '(nothing)'}"`;
  }
  for (const [i, { uptime, text, line }] of recorded.entries()) {
    if (Math.abs(uptime - model[i].uptime) > jiffy + 1e-6) {
      return `log line ${line}: recorded at ${uptime}, model at ${model[i].uptime}: "${text}"`;
    }
  }
  return null;
}

function firstLineOf(recorded: string, model: string): string {
  const a = recorded.split('\n');
  const b = model.split('\n');
  const at = a.findIndex((line, i) => line !== b[i]);
  return at < 0 ? 'the model has more lines' : `line ${at + 1}: recorded "${a[at]}", model "${b[at] ?? ''}"`;
}

/** @param hz jiffies a second: stamps may differ by one jiffy */
export function score(
  recorded: { readonly dmesg: readonly string[]; readonly snapshots: Readonly<Record<string, Snapshot>> },
  model: { readonly dmesg: readonly string[]; readonly snapshots: Readonly<Record<string, Snapshot>> },
  hz: number,
): Score {
  const lines = comparableLines(recorded.dmesg);
  const made = comparableLines(model.dmesg);
  let first = logDifference(lines, made, 1 / hz);
  let listings = 0;
  let listingsMatched = 0;
  for (const [label, snapshot] of Object.entries(recorded.snapshots)) {
    for (const key of COMPARED) {
      listings++;
      const text = String(model.snapshots[label]?.[key] ?? '');
      if (text === snapshot[key]) listingsMatched++;
      else first ??= `${label}, ${key}: ${firstLineOf(String(snapshot[key]), text)}`;
    }
  }
  return {
    lines: lines.length,
    linesMatched: compareLogs(lines, made).matched,
    listings,
    listingsMatched,
    first,
  };
}
