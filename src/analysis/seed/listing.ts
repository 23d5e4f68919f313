import { type Problem, warning } from '../../base/result.ts';
import { IPPROTO_UDP } from '../../control/command.ts';
import { ipvsadmConn, procConn } from '../../readers/listings/conns.ts';
import type { PasteLine } from '../../readers/listings/lines.ts';
import type { SeedEntry } from './prepare.ts';

/** Text that lists connections, as far as the search of the seed needs it. */
export interface SeedListing {
  /** In the order of the text. */
  readonly entries: readonly SeedEntry[];
  /** Line of each entry, from 1. */
  readonly lines: readonly number[];
  /** `(size=4096)` of ipvsadm's heading, as a binary logarithm; null = there is none, or no power of two. */
  readonly bits: number | null;
  /** Lines that are no entries. */
  readonly problems: readonly Problem[];
}

const HEADING = /^(IPVS connection entries|pro\s+expire|Pro\s+FromIP|IP Virtual Server version|Prot\s|-> )/;
const SIZE = /\(size=(\d{1,8})\)/;
const MOST_PROBLEMS = 20;

/**
 * What a listed connection is hashed by; null = it is named, not numbered. Only with --persistent-conn ipvsadm tells
 * which templates are a persistence engine's; the one engine there is (SIP) has UDP, so any UDP template of it may
 * be one.
 */
function entryOf(line: PasteLine): SeedEntry | null {
  const listed = procConn(line);
  const conn = listed ?? ipvsadmConn(line);
  if (!conn || typeof conn.caddr === 'string' || typeof conn.vaddr === 'string') return null;
  const { protocol, caddr, cport, vport } = conn;
  if (typeof cport === 'string' || typeof vport === 'string') return null;
  const untold = !listed && protocol === IPPROTO_UDP && cport === 0;
  return { protocol, caddr, cport, vport, pe: conn.pe !== null || untold };
}

/** Reads `/proc/net/ip_vs_conn` (also with the origin) or `ipvsadm -Lnc`, of which the heading of `-Ln` may be a part. */
export function readSeedListing(text: string): SeedListing {
  const entries: SeedEntry[] = [];
  const lines: number[] = [];
  const problems: Problem[] = [];
  let size: number | null = null;
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    size ??= Number(SIZE.exec(line)?.[1] ?? 0) || null;
    if (line === '' || HEADING.test(line)) continue;
    const entry = entryOf({ line: at + 1, text: line, indented: raw !== line });
    if (entry) {
      entries.push(entry);
      lines.push(at + 1);
    } else if (problems.length < MOST_PROBLEMS) {
      const message =
        'This is no entry of /proc/net/ip_vs_conn or of "ipvsadm -Lnc" (names instead of numbers cannot be hashed): it is left out.';
      problems.push(warning('seed-listing-line', message, { line: at + 1, evidence: line.slice(0, 200) }));
    }
  }
  const bits = size === null ? null : Math.log2(size);
  return { entries, lines, bits: bits !== null && Number.isInteger(bits) ? bits : null, problems };
}
