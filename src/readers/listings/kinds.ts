import { isPacketMore, isPacketStart, isTcpdumpAbout } from '../tcpdump/records.ts';
import { CONNS_HEADING, ipvsadmConn, procConn } from './conns.ts';
import { FLOW_FOOTER, FLOW_LINE } from './conntrack.ts';
import { tokensOf } from './keepalived-blocks.ts';
import type { PasteLine } from './lines.ts';
import { wordsOf } from './lines.ts';
import { isRule } from './prompt.ts';
import { isMethod } from './server-row.ts';
import { HEADING, isTitles } from './services.ts';
import { DAEMON_LINE, STATUS_LINE, TIMEOUT_LINE } from './small.ts';
import { STATS_HEADING, STATS_ROW } from './stats.ts';
import { listedEnd, procEnd } from './values.ts';

/** Kinds of text that are told by their lines. */
export type RecognisedKind =
  | 'services'
  | 'conns'
  | 'stats'
  | 'status'
  | 'timeouts'
  | 'daemons'
  | 'conntrack'
  | 'rules'
  | 'keepalived'
  | 'kernel-log'
  | 'tcpdump';

/** How a kind is told: all patterns take time in proportion to the line. */
export interface KindRule {
  kind: RecognisedKind;
  /** A line that only this kind has. */
  starts(text: string): boolean;
  /** A line that belongs to it when one of its lines stands before; `depth` = blocks that are open. */
  goesOn?(line: PasteLine, depth: number): boolean;
  /** The first line of a listing: ends the listing before it, if that has rows already. */
  heading?(text: string): boolean;
  /** False = a row that was broken: the next line may hold its rest. */
  whole?(text: string): boolean;
}

const SERVER = /^->\s*\S/;
const SERVICE = /^(?:TCP|UDP|SCTP|FWM|IP_\d{1,3})\s+\S/;

/** A service's row: an end with a scheduler or figures behind it. */
function isService(text: string): boolean {
  const [name = '', end = '', next] = wordsOf(text.slice(0, 400));
  if (!SERVICE.test(text) || next === undefined) return false;
  if (name === 'FWM') return /^-?[0-9A-Fa-f]{1,10}$/.test(end);
  return /^(?:[a-z]{1,16}|\d{1,12}[KMGT]?)$/.test(next) && listedEnd(end) !== null;
}

function isServer(text: string): boolean {
  const [end = '', method = ''] = wordsOf(text.slice(2, 400));
  return (
    SERVER.test(text) && (listedEnd(end) ?? procEnd(end)) !== null && (isMethod(method) || /^\d/.test(method))
  );
}

function wholeServer(text: string): boolean {
  if (!SERVER.test(text) || HEADING.test(text)) return true;
  // An end, and four columns at least.
  return wordsOf(text.slice(2)).length >= 5;
}

const CONN =
  /^(?:TCP|UDP|SCTP|IP|ICMP|ICMPv6|IP_\d{1,3})\s+(?:\d{1,9}:\d{2}\s+[A-Z]|(?:[0-9A-F]{8}|[0-9a-f:]{39})\s+[0-9A-F]{4}\s)/;

function wholeConn(text: string): boolean {
  if (!CONN.test(text)) return true;
  return (
    (ipvsadmConn({ line: 0, text, indented: false }) ?? procConn({ line: 0, text, indented: false })) !== null
  );
}

const BLOCK =
  /^(?:@\S{1,60}\s+)?(?:virtual_server(?:_group)?\s+\S|global_defs\b|vrrp_\w+|static_(?:ipaddress|routes|rules)\b|bfd_instance\b|net_namespace\s+\S|include\s+\S*keepalived)/;
const KERNEL_LOG =
  /^(?:\d{0,3}<\d{1,3}>)?\[\s{0,8}\d{1,10}\.\d{6}\]|^.{0,100}\bkernel: |^\d{0,3}<\d{1,3}>IPVS|^IPVS: |^\[(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} .{1,30}\] /;

/** In the order in which they are tried. */
export const KINDS: readonly KindRule[] = [
  {
    kind: 'services',
    starts: (text) => HEADING.test(text) || isServer(text) || isService(text),
    goesOn: ({ text }) => SERVER.test(text) || isTitles(text),
    heading: (text) => text.startsWith('IP Virtual Server version') || /^Prot\s/.test(text),
    whole: wholeServer,
  },
  {
    kind: 'conns',
    starts: (text) => CONN.test(text) || (CONNS_HEADING.test(text) && /^(?:IPVS|pro\s|Pro\s)/.test(text)),
    goesOn: ({ text }) => CONNS_HEADING.test(text),
    heading: (text) => /^(?:IPVS connection entries|pro\s|Pro\s)/.test(text),
    whole: wholeConn,
  },
  {
    kind: 'stats',
    starts: (text) => STATS_HEADING.test(text),
    goesOn: ({ text }) => STATS_ROW.test(text),
    heading: (text) => text.startsWith('Total'),
  },
  { kind: 'status', starts: (text) => STATUS_LINE.test(text), heading: (text) => text.startsWith('Conns:') },
  { kind: 'timeouts', starts: (text) => TIMEOUT_LINE.test(text) },
  { kind: 'daemons', starts: (text) => DAEMON_LINE.test(text) },
  { kind: 'conntrack', starts: (text) => FLOW_LINE.test(text) || FLOW_FOOTER.test(text) },
  { kind: 'kernel-log', starts: (text) => KERNEL_LOG.test(text) },
  {
    kind: 'tcpdump',
    starts: (text) => isTcpdumpAbout(text) || isPacketStart(text),
    goesOn: (line) => isPacketMore(line),
  },
  { kind: 'rules', starts: isRule },
  {
    kind: 'keepalived',
    starts: (text) => BLOCK.test(text),
    goesOn: ({ text }, depth) => depth > 0 || text === '{' || text.startsWith('}'),
  },
];

/** Blocks that a line of keepalived.conf opens, less those it closes. */
export function depthChange(text: string): number {
  return tokensOf(text).reduce((sum, token) => sum + (token === '{' ? 1 : token === '}' ? -1 : 0), 0);
}
