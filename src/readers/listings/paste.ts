import { type Problem, warning } from '../../base/result.ts';
import { type RulesFile, readRules } from '../rules.ts';
import { readTcpdumpLines, type TcpdumpCapture } from '../tcpdump/read.ts';
import { readConns } from './conns.ts';
import { readFlows } from './conntrack.ts';
import { type KeepalivedConf, readKeepalivedLines } from './keepalived.ts';
import { type PasteLine, pasteLines } from './lines.ts';
import type {
  ConnsListing,
  ListedDaemon,
  ListedFlow,
  ListedStatus,
  Reading,
  ServicesListing,
  StatsListing,
  TimeoutListing,
} from './listed.ts';
import type { PasteTime } from './prompt.ts';
import { readServices } from './services.ts';
import { readDaemons, readStatus, readTimeouts } from './small.ts';
import { splitPaste } from './split.ts';
import { readStats } from './stats.ts';

/** What each kind of part holds. */
export interface PasteValues {
  services: ServicesListing;
  conns: ConnsListing;
  stats: StatsListing;
  status: readonly ListedStatus[];
  timeouts: readonly TimeoutListing[];
  daemons: readonly ListedDaemon[];
  conntrack: readonly ListedFlow[];
  rules: RulesFile;
  keepalived: KeepalivedConf;
  tcpdump: TcpdumpCapture;
  /** Only where it stands: reading it takes a kernel's catalogue of messages. */
  'kernel-log': null;
  /** A command whose output is not in the text. */
  command: null;
  unknown: null;
}

export type PasteKind = keyof PasteValues;

interface PartOf<K extends PasteKind> {
  kind: K;
  /** First and last line, from 1. */
  from: number;
  to: number;
  /** The command that printed it, as far as the text shows. */
  title: string | null;
  /** A time that stood before it. */
  time: PasteTime | null;
  value: PasteValues[K];
  problems: readonly Problem[];
}

/** One stretch of a pasted text. */
export type PastePart = { [K in PasteKind]: PartOf<K> }[PasteKind];

export interface Context {
  title: string | null;
  time: PasteTime | null;
}

type Readers = {
  [K in PasteKind]: (lines: readonly PasteLine[], context: Context) => Reading<PasteValues[K]>;
};

const nothing = (): Reading<null> => ({ value: null, problems: [] });

/** Rules keep their own reader, which counts lines itself. */
function rules(lines: readonly PasteLine[]): Reading<RulesFile> {
  const first = lines[0]?.line ?? 1;
  const texts: string[] = [];
  for (const { line, text } of lines) texts[line - first] = text;
  const file = readRules(Array.from(texts, (text) => text ?? '').join('\n'));
  const moved = <T extends { line?: number }>(items: readonly T[]): T[] =>
    items.map((item) => (item.line === undefined ? item : { ...item, line: item.line + first - 1 }));
  const problems = moved(file.problems);
  return { value: { commands: moved(file.commands), marks: moved(file.marks), problems }, problems };
}

const DAY = 86_400;

function tcpdump(lines: readonly PasteLine[], { title, time }: Context): Reading<TcpdumpCapture> {
  const base = time ? time.sec - (time.sec % DAY) : null;
  const value = readTcpdumpLines(lines, { command: title, base });
  return { value, problems: value.problems };
}

function unknown(lines: readonly PasteLine[]): Reading<null> {
  const first = lines.find(({ text }) => text !== '');
  if (!first) return nothing();
  const last = lines[lines.length - 1].line;
  const where = first.line === last ? `Line ${last} is` : `Lines ${first.line} to ${last} are`;
  const message = `${where} of no known kind: nothing is taken from there.`;
  return {
    value: null,
    problems: [warning('paste-unknown', message, { line: first.line, evidence: first.text.slice(0, 200) })],
  };
}

const READERS: Readers = {
  services: readServices,
  conns: readConns,
  stats: readStats,
  status: readStatus,
  timeouts: readTimeouts,
  daemons: readDaemons,
  conntrack: readFlows,
  rules,
  keepalived: (lines) => readKeepalivedLines(lines),
  tcpdump,
  'kernel-log': nothing,
  command: nothing,
  unknown,
};

/**
 * What people paste into bug reports, taken apart: each part by its content, with the command before it as title. Lines
 * of no known kind are parts as well, so that together the parts have every line that is not blank.
 */
export function readPaste(text: string): PastePart[] {
  const { lines, problems } = pasteLines(text);
  return splitPaste(lines).map(({ kind, lines: own, title, time }) => {
    const from = own[0].line;
    const to = own[own.length - 1].line;
    const reading = READERS[kind](own, { title, time });
    const long = problems.filter(({ line }) => line !== undefined && line >= from && line <= to);
    return {
      kind,
      from,
      to,
      title,
      time,
      value: reading.value,
      problems: [...long, ...reading.problems],
    } as PastePart;
  });
}
