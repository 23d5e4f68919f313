import { comparableLines, compareLogs, type LogLine } from '../../src/cli/log-lines.ts';
import type { Recording } from './runs.ts';

/** How far a replay is from its recording. */
export interface Score {
  readonly lines: number;
  readonly linesMatched: number;
  readonly listings: number;
  readonly listingsMatched: number;
  /** Of these, listings that match but for a second of remaining time. */
  readonly near: number;
  /** The first difference in a few words; null = everything matches. */
  readonly first: string | null;
}

/** Listings that are compared, word for word. */
export const COMPARED = [
  '/proc/net/ip_vs_conn',
  '/proc/net/ip_vs',
  '/proc/net/ip_vs_stats',
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

/** A line of a connection listing without its seconds, and these. */
function withoutSeconds(key: string, line: string): [rest: string, seconds: number] {
  const proc = key === '/proc/net/ip_vs_conn' ? /^(.*\S)( +\d+)( \S+ \S+)?$/.exec(line) : null;
  if (proc) return [`${proc[1]}${' '.repeat(proc[2].length)}${proc[3] ?? ''}`, Number(proc[2])];
  const listed = key === 'ipvsadm -Lnc' ? /^(\S+ +)(\d+):(\d\d)( .*)$/.exec(line) : null;
  if (listed) return [`${listed[1]}${listed[4]}`, Number(listed[2]) * 60 + Number(listed[3])];
  return [line, 0];
}

type Match = 'exact' | 'near' | string;

/**
 * `exact`; `near` = the remaining seconds of some entries differ by one; else the first difference in words. Seconds
 * are cut off, so that one jiffy makes a second of difference, and a capture's stamp can lie in the jiffy before the
 * one in which the kernel met the packet: 0804-web-dr-persistent, 172.16.0.3:42118 at 58.999912 s, logged at 59.000.
 */
function matchListing(key: string, recorded: string, model: string): Match {
  if (recorded === model) return 'exact';
  const a = recorded.split('\n');
  const b = model.split('\n');
  const at = a.findIndex((line, i) => {
    const [rest, seconds] = withoutSeconds(key, line);
    const [other, left] = withoutSeconds(key, b[i] ?? '');
    return rest !== other || Math.abs(seconds - left) > 1;
  });
  if (at >= 0) return `line ${at + 1}: recorded "${a[at]}", model "${b[at] ?? ''}"`;
  return a.length === b.length ? 'near' : 'the model has more lines';
}

/**
 * @param hz jiffies a second: stamps may differ by one jiffy
 * @param excused `label listing` of listings that are not compared
 */
export function score(
  recorded: Recording,
  model: Recording,
  hz: number,
  excused: readonly string[] = [],
): Score {
  const lines = comparableLines(recorded.dmesg);
  const made = comparableLines(model.dmesg);
  let first = logDifference(lines, made, 1 / hz);
  const counts = { listings: 0, listingsMatched: 0, near: 0 };
  for (const [label, snapshot] of Object.entries(recorded.snapshots)) {
    for (const key of COMPARED) {
      if (excused.includes(`${label} ${key}`)) continue;
      counts.listings++;
      const match = matchListing(key, String(snapshot[key]), String(model.snapshots[label]?.[key] ?? ''));
      if (match === 'exact' || match === 'near') counts.listingsMatched++;
      else first ??= `${label}, ${key}: ${match}`;
      if (match === 'near') counts.near++;
    }
  }
  return { lines: lines.length, linesMatched: compareLogs(lines, made).matched, ...counts, first };
}
