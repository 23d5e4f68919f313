import { firstIndex } from '../base/column.ts';
import type { Trace } from '../trace/trace.ts';
import type { Cursor, LogLine, LogWindow } from '../trace/views.ts';

/**
 * The kernel log at a level of choice. The index knows where every line was printed; the texts of a window
 * are made by playing its events again.
 */
export class KernelLog {
  private level = -2;
  /** Rows of the index's log columns that the level shows. */
  private rows: Uint32Array = new Uint32Array(0);
  private readonly cache = new Map<number, readonly LogLine[]>();

  constructor(private readonly trace: Trace) {}

  private use(level: number): void {
    if (this.level === level) return;
    this.level = level;
    const { filled } = this.trace.index.logLevels;
    this.rows = Uint32Array.from(rowsUpTo(filled, level));
  }

  /** Index among the shown lines of the last one printed at a moment; -1 = none yet. */
  private currentAt(cursor: Cursor): number {
    const { logEvents, logSteps } = this.trace.index;
    return (
      firstIndex(0, this.rows.length, (at) => {
        const event = logEvents.at(this.rows[at]);
        return event > cursor.event || (event === cursor.event && logSteps.at(this.rows[at]) > cursor.step);
      }) - 1
    );
  }

  window(cursor: Cursor, level: number, from: number | null, count: number): LogWindow {
    this.use(level);
    const total = this.rows.length;
    const current = this.currentAt(cursor);
    const start = Math.max(0, Math.min(from ?? current - Math.floor(count / 2), total - count));
    const lines: LogLine[] = [];
    for (let index = start; index < Math.min(total, start + count); index++) lines.push(this.line(index));
    return { level, total, from: start, lines, current };
  }

  private line(index: number): LogLine {
    const row = this.rows[index];
    const event = this.trace.index.logEvents.at(row);
    const step = this.trace.index.logSteps.at(row);
    const found = this.linesOf(event).find((line) => line.step === step);
    if (!found) throw new Error(`no log line at event ${event}, step ${step}`);
    return { ...found, index };
  }

  private linesOf(event: number): readonly LogLine[] {
    const known = this.cache.get(event);
    if (known) return known;
    const { recorder, ipvs } = this.trace.visit(event);
    const stamp = this.trace.uptime(ipvs.jiffies);
    const lines: LogLine[] = [];
    for (const { kind, text, number, level, prefix } of recorder.rawSteps) {
      if (kind === 'log')
        lines.push({ index: 0, stamp, level: level ?? -1, text, ipvs: prefix ?? true, event, step: number });
    }
    if (this.cache.size > 4000) this.cache.clear();
    this.cache.set(event, lines);
    return lines;
  }
}

function* rowsUpTo(levels: Int8Array, level: number): Generator<number> {
  for (let row = 0; row < levels.length; row++) if (levels[row] <= level) yield row;
}
