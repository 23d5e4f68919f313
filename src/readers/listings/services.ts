import { type Problem, warning } from '../../base/result.ts';
import { type PasteLine, wordsOf } from './lines.ts';
import type { ListedServer, ListedService, Reading, ServicesForm, ServicesListing } from './listed.ts';
import { serverRow } from './server-row.ts';
import { serviceRow } from './service-row.ts';
import { procEnd } from './values.ts';

/** Columns by their titles in `ipvsadm -L` and /proc/net/ip_vs. */
const TITLES = new Set(
  `Forward Weight ActiveConn InActConn PersistConn Uthreshold Lthreshold
  Conns InPkts OutPkts InBytes OutBytes CPS InPPS OutPPS InBPS OutBPS`.split(/\s+/),
);
const PLAIN: readonly string[] = ['Forward', 'Weight', 'ActiveConn', 'InActConn'];

const FORMS: readonly (readonly [title: string, form: ServicesForm])[] = [
  ['Conns', 'stats'],
  ['CPS', 'rate'],
  ['Uthreshold', 'thresholds'],
  ['PersistConn', 'persistent'],
];

export const HEADING =
  /^(?:IP Virtual Server version\b|Prot\s+LocalAddress:Port\b|->\s*RemoteAddress:Port\b)/;

/** True for the rest of a heading that was broken: nothing but titles of columns. */
export function isTitles(text: string): boolean {
  return wordsOf(text).every((word) => TITLES.has(word));
}

interface Heading {
  version: string | null;
  tabSize: number | null;
  columns: string[];
}

function readHeading(heading: Heading, text: string): void {
  const version = /^IP Virtual Server version\s+(\S{1,20})(?:\s+\(size=(\d{1,10})\))?/.exec(text);
  if (version) {
    heading.version = version[1];
    if (version[2] !== undefined) heading.tabSize = Number(version[2]);
  }
  for (const word of wordsOf(text)) if (TITLES.has(word)) heading.columns.push(word);
}

const bitsOf = (size: number | null): number | null => {
  const bits = size === null ? 0.5 : Math.log2(size);
  return Number.isInteger(bits) ? bits : null;
};

/** Hexadecimal ends tell /proc/net/ip_vs, whose heading is that of `ipvsadm -Ln`. */
function isProc(rows: readonly PasteLine[]): boolean {
  let hex = 0;
  for (const { text } of rows) {
    const words = wordsOf(text);
    if (words[0] === 'FWM') {
      if (!/^[0-9A-F]{8}$/.test(words[1] ?? '')) return false;
      hex++;
    } else if (procEnd(words[1] ?? '')) hex++;
    else return false;
  }
  return hex > 0;
}

/** Rows without a heading: the forwarding method is a word, all else would be guessing. */
function headless(rows: readonly PasteLine[], problems: Problem[]): readonly string[] {
  const row = rows.find(({ text }) => text.startsWith('->'));
  if (row && /^\d/.test(wordsOf(row.text)[2] ?? '')) {
    const message =
      'The heading of this listing is missing and its columns cannot be told: paste it from its first line.';
    problems.push(warning('listing-heading', message, { line: row.line, evidence: row.text }));
  }
  return PLAIN;
}

/** `ipvsadm -L` in all its forms, and /proc/net/ip_vs. */
export function readServices(lines: readonly PasteLine[]): Reading<ServicesListing> {
  const problems: Problem[] = [];
  const heading: Heading = { version: null, tabSize: null, columns: [] };
  const rows: PasteLine[] = [];
  for (const line of lines) {
    if (line.text === '') continue;
    if (HEADING.test(line.text) || isTitles(line.text)) readHeading(heading, line.text);
    else rows.push(line);
  }
  const columns = heading.columns.length > 0 ? heading.columns : headless(rows, problems);
  const proc = isProc(rows);
  const form = proc ? 'proc' : (FORMS.find(([title]) => columns.includes(title))?.[1] ?? 'plain');
  const services: (ListedService & { servers: ListedServer[] })[] = [];
  for (const row of rows) {
    if (row.text.startsWith('->')) {
      const server = serverRow(row, columns, proc, problems);
      if (server && services.length > 0) services[services.length - 1].servers.push(server);
      else if (server) problems.push(orphan(row));
      continue;
    }
    const service = serviceRow(row, form, problems);
    if (service) services.push({ ...service, servers: [] });
  }
  const { version, tabSize } = heading;
  return { value: { form, version, tabSize, connTabBits: bitsOf(tabSize), services }, problems };
}

const orphan = ({ line, text }: PasteLine): Problem =>
  warning('listing-orphan', `The server "${text}" stands under no service: it is left out.`, {
    line,
    evidence: text,
  });
