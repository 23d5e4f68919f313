import { align, type Sequence } from '../analysis/compare/align.ts';
import { Texts } from '../base/texts.ts';

/** Kernel logs as lines that can be held against each other. */
export interface LogLine {
  /** Seconds of uptime; NaN = the line has no stamp. */
  readonly uptime: number;
  readonly text: string;
  /** Line in its file, from 1. */
  readonly line: number;
}

const STAMP = /^(?:<\d+>)?(?:\[\s*(\d+\.\d+)\])?\s?/;

/** What is not IPVS's own doing: modules, routes, packet sockets. */
const NEVER_COMPARED =
  /new dst |Registered protocols|Connection hash table|Each connection entry|ipvs loaded|scheduler registered|sched_getbyname|promiscuous/;

/**
 * The lines of a log that IPVS printed and that depend on nothing else. `s:` of a `Bind-dest` line is printed before
 * it is set, so its number becomes `?`; so do the addresses of conntracks.
 */
export function comparableLines(lines: readonly string[]): LogLine[] {
  const kept: LogLine[] = [];
  for (const [index, line] of lines.entries()) {
    const [head, stamp] = STAMP.exec(line) ?? [''];
    let text = line.slice(head.length).trimEnd();
    if (NEVER_COMPARED.test(text)) continue;
    if (!text.startsWith('IPVS:') && !/^(?:SCTP|TCP|UDP) /.test(text)) continue;
    if (text.includes('Bind-dest') && !text.includes('Unbind')) text = text.replace(/ s:\d+ /, ' s:? ');
    text = text.replace(/\bct=[0-9a-f]+/, 'ct=?');
    kept.push({ uptime: stamp === undefined ? Number.NaN : Number(stamp), text, line: index + 1 });
  }
  return kept;
}

/** A place where two logs part: the lines that only one of them has. */
export interface LogDifference {
  readonly recorded: readonly LogLine[];
  readonly model: readonly LogLine[];
}

export interface LogComparison {
  /** Lines of the recorded log that the model printed in their order. */
  readonly matched: number;
  readonly recorded: number;
  readonly model: number;
  readonly differences: readonly LogDifference[];
}

/** Holds the texts of two logs against each other, in order. Stamps are not looked at. */
export function compareLogs(recorded: readonly LogLine[], model: readonly LogLine[]): LogComparison {
  const texts = new Texts();
  const sequence = (lines: readonly LogLine[]): Sequence => {
    const keys = lines.map(({ text }) => texts.id(text));
    return { length: keys.length, key: (i) => keys[i], time: () => Number.NaN };
  };
  const { agreeing, gaps } = align(sequence(recorded), sequence(model), Number.POSITIVE_INFINITY);
  const differences = gaps.map(({ aFrom, aTo, bFrom, bTo }) => ({
    recorded: recorded.slice(aFrom, aTo),
    model: model.slice(bFrom, bTo),
  }));
  return { matched: agreeing, recorded: recorded.length, model: model.length, differences };
}
