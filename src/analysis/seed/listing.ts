import { type InetAddr, parseAddr, parseEndpoint } from '../../base/inet.ts';
import { type Problem, warning } from '../../base/result.ts';
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

const PROTOCOLS: Readonly<Record<string, number>> = { IP: 0, TCP: 6, UDP: 17, SCTP: 132 };
const HEADING = /^(IPVS connection entries|pro\s+expire|Pro\s+FromIP|IP Virtual Server version|Prot\s|-> )/;
const SIZE = /\(size=(\d{1,8})\)/;
const MOST_PROBLEMS = 20;

function procAddr(text: string): InetAddr | null {
  if (/^[0-9A-Fa-f]{8}$/.test(text)) return Number.parseInt(text, 16);
  return text.length === 39 ? parseAddr(text) : null;
}

/** `TCP AC100001 9C41 0A000064 0050 C0A8010A 0050 ESTABLISHED 899 [sip data]` */
function procEntry(words: readonly string[]): Omit<SeedEntry, 'protocol'> | null {
  const [, from, port = '', , vport = '', , , , ...rest] = words;
  const caddr = procAddr(from);
  if (caddr === null || !/^[0-9A-Fa-f]{4}$/.test(port) || !/^[0-9A-Fa-f]{4}$/.test(vport)) return null;
  const behind = rest[0] === 'LOCAL' || rest[0] === 'SYNC' ? rest.slice(1) : rest;
  if (!/^\d+$/.test(behind[0] ?? '')) return null;
  return {
    caddr,
    cport: Number.parseInt(port, 16),
    vport: Number.parseInt(vport, 16),
    pe: behind.length > 1,
  };
}

/**
 * `TCP 14:59  ESTABLISHED 172.16.0.1:4000 10.0.0.100:80 192.168.1.10:80 [sip data]`. Only with --persistent-conn it
 * tells which templates are a persistence engine's; the one engine there is (SIP) has UDP, so any UDP template
 * may be one.
 */
function ipvsadmEntry(words: readonly string[]): Omit<SeedEntry, 'protocol'> | null {
  const [, left, , source = '', virtual = ''] = words;
  const [from, to] = [parseEndpoint(source), parseEndpoint(virtual)];
  if (!/^\d+:\d\d$/.test(left) || !from || !to) return null;
  const untold = words[0] === 'UDP' && from.port === 0;
  return { caddr: from.addr, cport: from.port, vport: to.port, pe: words.length > 6 || untold };
}

function entryOf(text: string): SeedEntry | null {
  const words = text.split(/\s+/);
  if (!Object.hasOwn(PROTOCOLS, words[0]) || words.length < 6) return null;
  const entry = procEntry(words) ?? ipvsadmEntry(words);
  return entry && { ...entry, protocol: PROTOCOLS[words[0]] };
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
    const entry = entryOf(line);
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
