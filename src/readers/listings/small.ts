import { type Problem, warning } from '../../base/result.ts';
import type { PasteLine } from './lines.ts';
import type { ListedDaemon, ListedStatus, Reading, TimeoutListing } from './listed.ts';

export const STATUS_LINE =
  /^((?:Conns|Conn buckets(?: empty| len-\d{1,5})?|Services|Service buckets(?: empty| len-\d{1,5})?|Stats thread slots|Stats chain max len|Stats thread ests)):\s*(\d{1,15})(?:\s+\(([^()]{1,60})\))?$/;
export const TIMEOUT_LINE = /^Timeout \(tcp tcpfin udp\):\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})$/;
export const DAEMON_LINE = /^(master|backup) sync daemon\s+\(([^()]{1,300})\)$/;

function leftOut(code: string, { line, text }: PasteLine): Problem {
  return warning(code, `"${text}" is not understood in this listing: it is left out.`, {
    line,
    evidence: text,
  });
}

/** Reads each line that is not empty with `row`; a line that `row` gives null for is reported. */
function eachLine<T>(
  code: string,
  lines: readonly PasteLine[],
  row: (line: PasteLine) => T | null,
): Reading<T[]> {
  const problems: Problem[] = [];
  const value: T[] = [];
  for (const line of lines) {
    if (line.text === '') continue;
    const found = row(line);
    if (found === null) problems.push(leftOut(code, line));
    else value.push(found);
  }
  return { value, problems };
}

const partOf = (text: string | undefined, pattern: RegExp): number | null => {
  const match = pattern.exec(text ?? '');
  return match && Number(match[1]);
};

/** /proc/net/ip_vs_status (linux-7): sizes of tables and how long their chains are. */
export function readStatus(lines: readonly PasteLine[]): Reading<readonly ListedStatus[]> {
  return eachLine('listing-status', lines, ({ line, text }) => {
    const match = STATUS_LINE.exec(text);
    if (!match) return null;
    const more = match[3];
    return {
      line,
      name: match[1],
      value: Number(match[2]),
      bits: partOf(more, /^(\d{1,3}) bits\b/),
      lfactor: partOf(more, /\blfactor (-?\d{1,3})$/),
      percent: partOf(more, /^(\d{1,12})%$/),
      max: partOf(more, /^max (\d{1,12})$/),
    };
  });
}

/** `ipvsadm -L --timeout`: usually one line. */
export function readTimeouts(lines: readonly PasteLine[]): Reading<readonly TimeoutListing[]> {
  return eachLine('listing-timeout', lines, ({ line, text }) => {
    const match = TIMEOUT_LINE.exec(text);
    return match && { line, tcp: Number(match[1]), tcpFin: Number(match[2]), udp: Number(match[3]) };
  });
}

/** `ipvsadm -L --daemon`: `master sync daemon (mcast=eth0, syncid=1, maxlen=1472, ...)`. */
export function readDaemons(lines: readonly PasteLine[]): Reading<readonly ListedDaemon[]> {
  return eachLine('listing-daemon', lines, ({ line, text }) => {
    const match = DAEMON_LINE.exec(text);
    if (!match) return null;
    const pairs = match[2].split(',').map((pair) => pair.trim().split('=', 2));
    const { mcast, syncid, ...more } = Object.fromEntries(pairs) as Record<string, string | undefined>;
    if (mcast === undefined || !/^\d{1,3}$/.test(syncid ?? '')) return null;
    const rest = Object.fromEntries(Object.entries(more).map(([key, value]) => [key, value ?? '']));
    return {
      line,
      role: match[1] as 'master' | 'backup',
      mcastInterface: mcast,
      syncId: Number(syncid),
      more: rest,
    };
  });
}
