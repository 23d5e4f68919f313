import { Column, firstIndex } from '../base/column.ts';
import type { FilterTest } from '../expression/filter.ts';
import type { Trace } from '../trace/trace.ts';
import type { Cursor, LogLine, LogWindow } from '../trace/views.ts';
import { type LineContext, lineTest } from './filter/log-catalogue.ts';
import type { LogTexts, PrintedLine } from './log-texts.ts';

/** Lines that one call looks at when there is a filter; who asks again gets further. */
const SLICE = 8192;

/** Which lines are wanted. */
export interface LogLines {
  readonly level: number;
  /** An expression or words; left out = all. */
  readonly filter?: string;
  /** null = the window ends around the cursor's line. */
  readonly from: number | null;
  readonly count: number;
}

/**
 * The kernel log at a level of choice. The index knows where every line was printed; the texts of a window
 * are made by playing its events again.
 */
export class KernelLog {
  private level = -2;
  private filter = '';
  /** Rows of the index's log columns that are shown. */
  private rows = new Column(Uint32Array);
  /** Rows that were looked at, and the place of the next one among the lines of its event. */
  private scanned = 0;
  private place = 0;
  private test: FilterTest<LineContext> = { kind: 'all' };
  private readonly cache = new Map<number, readonly LogLine[]>();

  constructor(
    private readonly trace: Trace,
    private readonly texts: LogTexts,
  ) {}

  private use(level: number, filter: string): void {
    if (this.level !== level || this.filter !== filter) {
      this.level = level;
      this.filter = filter;
      this.rows = new Column(Uint32Array);
      this.scanned = 0;
      this.place = 0;
      this.test = lineTest(filter);
    }
    this.advance();
  }

  /** Looks at a slice of the lines when there is a filter: the first time, events are played again for their texts. */
  private advance(): void {
    const { trace, texts, test, rows } = this;
    const { logLevels, logEvents } = trace.index;
    const to = test.kind === 'all' ? logLevels.length : Math.min(logLevels.length, this.scanned + SLICE);
    for (; this.scanned < to; this.scanned++) {
      const row = this.scanned;
      const event = logEvents.at(row);
      this.place = row > 0 && logEvents.at(row - 1) === event ? this.place + 1 : 0;
      if (logLevels.at(row) > this.level) continue;
      if (test.kind === 'all') rows.push(row);
      else {
        const line = texts.linesOf(event)[this.place];
        if (line && test.test({ trace, event, line })) rows.push(row);
      }
    }
  }

  /** Index among the shown lines of the last one printed at a moment; -1 = none yet. */
  private currentAt(cursor: Cursor): number {
    const { logEvents, logSteps } = this.trace.index;
    const { rows } = this;
    return (
      firstIndex(0, rows.length, (at) => {
        const event = logEvents.at(rows.at(at));
        return event > cursor.event || (event === cursor.event && logSteps.at(rows.at(at)) > cursor.step);
      }) - 1
    );
  }

  /** Of a run too long for an index of its lines: those of the cursor's event. */
  private windowOfEvent(cursor: Cursor, { level, filter = '' }: LogLines): LogWindow {
    const { trace } = this;
    const test = lineTest(filter);
    const lines: LogLine[] = [];
    for (const { line, message } of cursor.event < 0 ? [] : this.printedBy(cursor.event)) {
      const { event, text, stamp } = line;
      const isShown = test.kind === 'all' || test.test({ trace, event, line: { text, stamp, message } });
      if (line.level <= level && isShown) lines.push({ ...line, index: lines.length });
    }
    const current = lines.findLastIndex(({ step }) => step <= cursor.step);
    return { level, total: lines.length, from: 0, lines, current, complete: true };
  }

  window(cursor: Cursor, query: LogLines): LogWindow {
    if (!this.trace.index.detailed) return this.windowOfEvent(cursor, query);
    const { level, filter = '', from, count } = query;
    this.use(level, filter);
    const total = this.rows.length;
    const current = this.currentAt(cursor);
    const start = Math.max(0, Math.min(from ?? current - Math.floor(count / 2), total - count));
    const lines: LogLine[] = [];
    for (let index = start; index < Math.min(total, start + count); index++) lines.push(this.line(index));
    const complete = this.scanned === this.trace.index.logLevels.length;
    return { level, total, from: start, lines, current, complete };
  }

  private line(index: number): LogLine {
    const row = this.rows.at(index);
    const event = this.trace.index.logEvents.at(row);
    const step = this.trace.index.logSteps.at(row);
    const found = this.linesOf(event).find((line) => line.step === step);
    if (!found) throw new Error(`no log line at event ${event}, step ${step}`);
    return { ...found, index };
  }

  /** What an event prints, by visiting it. */
  private printedBy(event: number): { line: LogLine; message: PrintedLine['message'] }[] {
    const { recorder, ipvs } = this.trace.visit(event);
    const stamp = this.trace.uptime(ipvs.jiffies);
    return recorder.rawSteps.flatMap(
      ({ kind, text, detail, number, level = -1, prefix = true, message = '' }) =>
        kind === 'log'
          ? [
              {
                line: { index: 0, stamp, level, text, ipvs: prefix, event, step: number },
                message: { level, fn: detail, id: message },
              },
            ]
          : [],
    );
  }

  private linesOf(event: number): readonly LogLine[] {
    const known = this.cache.get(event);
    if (known) return known;
    const lines = this.printedBy(event).map(({ line }) => line);
    if (this.cache.size > 4000) this.cache.clear();
    this.cache.set(event, lines);
    return lines;
  }
}
