import { type Comparison, compare } from '../../analysis/compare/compare.ts';
import { explain } from '../../analysis/compare/explain.ts';
import { highestLevel, type Printed, printedBy } from '../../analysis/compare/printed.ts';
import { ComparedRows } from '../../analysis/compare/rows.ts';
import { Texts } from '../../base/texts.ts';
import type { Program } from '../../inputs/program.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Cursor } from '../../trace/views.ts';
import type {
  ComparedLine,
  ComparedRow,
  ComparedWindow,
  ComparisonView,
  DifferenceView,
  Progress,
  SideName,
  SideView,
} from '../protocol/messages.ts';

/** Differences that are explained at once. */
const EXPLAINED = 300;
const ANY_LEVEL = 12;
/** Inputs of a side whose messages are held against the other's: five to ten million lines. More do not fit. */
export const COMPARED_INPUTS = 1_000_000;

export interface ComparedSide {
  readonly view: SideView;
  readonly trace: Trace;
}

/** Lets messages in, and says whether to go on. */
export type Breathe = () => Promise<boolean>;

/** When the last input of a program comes; what timers do long after is compared only as far as both sides tell. */
function lastLine(program: Program): number {
  const { log, inputs } = program;
  if (log && log.length > 0) return log.timeNs(log.length - 1);
  return inputs.at(-1)?.timeNs ?? program.setupNs;
}

/** When the side with more inputs than can be compared has played as many; null = both are short enough. */
function cutAt(a: Program, b: Program, most: number): number | null {
  const ends = [a, b].flatMap(({ inputs }) => (inputs.length > most ? [inputs.at(most)?.timeNs ?? 0] : []));
  return ends.length === 0 ? null : Math.min(...ends);
}

async function linesOf(
  program: Program,
  texts: Texts,
  level: number,
  untilNs: number,
  report: (done: number) => void,
  breathe: Breathe,
): Promise<Printed | null> {
  const run = printedBy(program, texts, level, untilNs);
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
    report(value);
    if (!(await breathe())) return null;
  }
}

/** Two kernels held against each other, and the questions that a view asks of that. */
export class Comparing {
  private readonly rows: ComparedRows;
  private readonly explained: DifferenceView[] = [];

  private constructor(
    private readonly a: ComparedSide,
    private readonly b: ComparedSide,
    private readonly comparison: Comparison,
    /** Seconds of uptime at which it ends early; null = both sides are compared whole. */
    private readonly until: number | null,
  ) {
    this.rows = new ComparedRows(comparison);
  }

  /**
   * Null = it was stopped.
   * @param most inputs of a side that are played
   */
  static async of(
    a: ComparedSide,
    b: ComparedSide,
    onProgress: (progress: Progress) => void,
    breathe: Breathe,
    most = COMPARED_INPUTS,
  ): Promise<Comparing | null> {
    const texts = new Texts();
    const { params } = a.trace.program;
    const tick = 1e9 / params.hz;
    const cut = cutAt(a.trace.program, b.trace.program, most);
    const end = Math.min(cut ?? Number.POSITIVE_INFINITY, lastLine(a.trace.program));
    const played = [a, b].map(({ trace }) => Math.min(most, trace.program.inputs.length));
    const total = played[0] + played[1];
    const report = (before: number) => (done: number) =>
      onProgress({ phase: 'comparing', done: before + done, total, unit: 'events' });
    const left = await linesOf(a.trace.program, texts, ANY_LEVEL, end + tick, report(0), breathe);
    if (!left) return null;
    const level = a.trace.program.log ? highestLevel(left) : ANY_LEVEL;
    const until = end + 2 * tick;
    const right = await linesOf(b.trace.program, texts, level, until, report(played[0]), breathe);
    const ended = cut === null ? null : cut / 1e9;
    return right && new Comparing(a, b, compare(texts, left, right, params.hz), ended);
  }

  /** Explaining visits events of both sides: it takes its time where there is much to explain. Null = it was stopped. */
  async view(breathe: Breathe): Promise<ComparisonView | null> {
    const { comparison, a, b } = this;
    const shown = comparison.differences.length;
    const list = this.explained;
    for (let n = list.length; n < Math.min(shown, EXPLAINED); n++) {
      list.push(this.difference(n));
      if (n % 16 === 15 && !(await breathe())) return null;
    }
    return {
      a: a.view,
      b: b.view,
      lines: { a: comparison.a.length, b: comparison.b.length },
      agreeing: comparison.agreeing,
      level: comparison.level,
      until: this.until,
      differences: comparison.differences.length,
      list,
      rows: this.rows.length,
    };
  }

  private difference(n: number): DifferenceView {
    const gap = this.comparison.differences[n];
    const traces = { a: this.a.trace, b: this.b.trace };
    const names = { a: nameOf(this.a.view), b: nameOf(this.b.view) };
    const { text, fn } = explain(this.comparison, gap, traces, names);
    return {
      row: this.rows.startOf(n),
      rows: this.rows.sizeOf(n),
      text,
      fn,
      a: gap.aTo > gap.aFrom ? this.line('a', gap.aFrom) : null,
      b: gap.bTo > gap.bFrom ? this.line('b', gap.bFrom) : null,
    };
  }

  private line(side: 'a' | 'b', at: number): ComparedLine {
    const printed = this.comparison[side];
    return {
      time: printed.times.at(at) / 1e9,
      text: this.comparison.texts.texts[printed.ids.at(at)],
      cursor: { event: printed.events.at(at), step: printed.steps.at(at) },
    };
  }

  /** The row of the last line that is printed at a moment of one side; -1 = none yet. */
  rowAt(side: SideName, { event, step }: Cursor): number {
    const which = side === this.a.view.name ? 'a' : side === this.b.view.name ? 'b' : null;
    if (!which) return -1;
    const { events, steps, length } = this.comparison[which];
    let from = 0;
    let to = length;
    while (from < to) {
      const middle = (from + to) >> 1;
      const at = events.at(middle);
      if (at < event || (at === event && steps.at(middle) <= step)) from = middle + 1;
      else to = middle;
    }
    return from === 0 ? -1 : this.rows.rowOf(which, from - 1);
  }

  window(from: number, count: number): ComparedWindow {
    const total = this.rows.length;
    const start = Math.max(0, Math.min(from, total));
    const rows: ComparedRow[] = [];
    for (let row = start; row < Math.min(total, start + count); row++) {
      const { a, b, same } = this.rows.at(row);
      rows.push({
        row,
        kind: same ? 'same' : 'differs',
        a: a < 0 ? null : this.line('a', a),
        b: b < 0 ? null : this.line('b', b),
      });
    }
    return { from: start, total, rows };
  }
}

function nameOf({ name, title }: SideView): string {
  if (name === 'observed') return 'the log';
  return name === 'model' ? 'the model' : title;
}
