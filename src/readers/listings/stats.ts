import { type Problem, warning } from '../../base/result.ts';
import { type PasteLine, wordsOf } from './lines.ts';
import type { ListedFigures, Reading, StatsListing } from './listed.ts';
import { hexFigure, listedFigures } from './values.ts';

export const STATS_HEADING =
  /^(?:Total\s+Incoming\s+Outgoing\s+Incoming\s+Outgoing|(?:CPU\s+)?Conns\s+Packets\s+Packets\s+Bytes\s+Bytes|Conns\/s\s+Pkts\/s\s+Pkts\/s\s+Bytes\/s\s+Bytes\/s)$/;
/** Rows in hexadecimal, a processor or `~` (all of them) in front in the file by processor. */
export const STATS_ROW = /^(?:(?:\d{1,4}|~|[0-9A-F]{1,4})\s+)?(?:[0-9A-F]{1,16}\s+){4}[0-9A-F]{1,16}$/;

/** /proc/net/ip_vs_stats and ip_vs_stats_percpu: all numbers are hexadecimal. */
export function readStats(lines: readonly PasteLine[]): Reading<StatsListing> {
  const problems: Problem[] = [];
  let counters: ListedFigures | null = null;
  let rates: ListedFigures | null = null;
  const cpus: { line: number; cpu: number; counters: ListedFigures }[] = [];
  let perSecond = false;
  for (const { line, text } of lines) {
    if (text === '') continue;
    if (STATS_HEADING.test(text)) {
      perSecond = text.startsWith('Conns/s');
      continue;
    }
    const words = wordsOf(text);
    const first = words.length === 6 ? words.shift() : undefined;
    const figures = listedFigures(words, hexFigure);
    if (!figures) {
      const message = `"${text}" is not a row of five hexadecimal figures: it is left out.`;
      problems.push(warning('listing-stats', message, { line, evidence: text }));
      continue;
    }
    const large = Object.values(figures).some(({ value }) => !Number.isSafeInteger(value));
    if (large)
      problems.push(
        warning('listing-stats', `A figure of line ${line} is beyond 2^53 and rounded.`, { line }),
      );
    if (perSecond) rates = figures;
    else if (first === undefined || first === '~') counters = figures;
    else cpus.push({ line, cpu: Number.parseInt(first, 16), counters: figures });
  }
  return { value: { counters, rates, cpus }, problems };
}
