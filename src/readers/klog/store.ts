import { DoubleColumn, firstIndex, WordColumn } from '../../base/column.ts';
import type { Problem } from '../../base/result.ts';
import type { ParsedMessage } from '../../klog/parse.ts';
import type { Boot } from './clock.ts';
import type { Style } from './head.ts';
import type { KernelMessages, Kernels, Tally } from './kernels.ts';
import { TextPool } from './texts.ts';

/** `unparsed` = looks like IPVS, but the chosen kernel does not print it. */
export type RecordKind = 'message' | 'unparsed' | 'gap';

/** What is kept of a line besides its text. */
export interface RecordHead {
  /** From 1; of the first one if the message was wrapped. */
  line: number;
  /** Byte of the (unpacked) file at which the line begins. */
  offset: number;
  uptimeNs: number;
  epochMs: number;
  cpu: number;
  priority: number;
  /** The stamp names no year. */
  yearless: boolean;
  /** The stamp names no zone. */
  zoneless: boolean;
}

export interface LogCounts {
  /** Lines of the file. */
  lines: number;
  /** Lines of others than IPVS. */
  foreign: number;
  blank: number;
  /** Lines that were joined to the one before because a message was wrapped. */
  joined: number;
  /** Lines longer than 64 KiB. */
  cut: number;
}

const GAP = 1;
const PRIORITY_SHIFT = 1;
const CPU_SHIFT = 5;
const MAX_CPU = (1 << 20) - 1;
const YEARLESS = 1 << 25;
const ZONELESS = 1 << 26;
/** Records of a boot that are looked at for its wall clock. */
const SAMPLES = 1001;

/** The IPVS lines and the gaps of a kernel log, in the order of the file; messages are parsed when asked for. */
export class LogStore {
  private readonly lineOf = new WordColumn();
  private readonly offsetOf = new DoubleColumn();
  private readonly uptimes = new DoubleColumn();
  private readonly epochs = new DoubleColumn();
  /** Gap, priority + 1 and CPU + 1 in one word. */
  private readonly meta = new WordColumn();
  /** The kernels that know the record, one bit each. */
  private readonly masks = new WordColumn();
  private readonly texts = new TextPool();
  private readonly gapRecords = new WordColumn(16);
  private readonly gapCounts = new DoubleColumn(16);
  /** Records per set of kernels: index = mask. */
  private readonly byMask = new Map<number, number>();
  private chosen = 0;

  readonly counts: LogCounts = { lines: 0, foreign: 0, blank: 0, joined: 0, cut: 0 };
  readonly styles = new Map<Style, number>();
  /** The first few lines of others. */
  readonly foreignExamples: { line: number; text: string }[] = [];
  boots: readonly Boot[] = [];
  problems: readonly Problem[] = [];

  constructor(private readonly known: Kernels) {}

  get length(): number {
    return this.lineOf.length;
  }

  get kernels(): readonly KernelMessages[] {
    return this.known.list;
  }

  /** The kernel by whose messages the records are parsed: the recognised one, or what the caller chose. */
  get kernel(): KernelMessages {
    return this.known.list[this.chosen];
  }

  /** The style that most lines have. */
  get style(): Style {
    const [first] = [...this.styles].toSorted(([, a], [, b]) => b - a);
    return first?.[0] ?? 'none';
  }

  /** Parses by another kernel's messages from now on; false = the log was not read with that kernel. */
  choose(name: string): boolean {
    const index = this.known.list.findIndex((kernel) => kernel.name === name);
    if (index >= 0) this.chosen = index;
    return index >= 0;
  }

  line(index: number): number {
    return this.lineOf.at(index);
  }

  offset(index: number): number {
    return this.offsetOf.at(index);
  }

  /** Nanoseconds since the kernel started; NaN = the line does not say. */
  uptimeNs(index: number): number {
    return this.uptimes.at(index);
  }

  /** Wall clock in milliseconds since 1970; NaN = the line does not say. */
  epochMs(index: number): number {
    return this.epochs.at(index);
  }

  /** -1 = not told. */
  cpu(index: number): number {
    return ((this.meta.at(index) >>> CPU_SHIFT) & MAX_CPU) - 1;
  }

  /** 0 (emerg) to 7 (debug), -1 = not told. */
  priority(index: number): number {
    return ((this.meta.at(index) >>> PRIORITY_SHIFT) & 15) - 1;
  }

  /** Number of the boot in {@link boots}. */
  boot(index: number): number {
    return firstIndex(1, this.boots.length, (k) => this.boots[k].firstRecord > index) - 1;
  }

  kind(index: number): RecordKind {
    if (this.meta.at(index) & GAP) return 'gap';
    return this.masks.at(index) & (1 << this.chosen) ? 'message' : 'unparsed';
  }

  /** The message with `IPVS: ` (if it has that) and without what stands in front; a wrapped one is joined. */
  text(index: number): string {
    return this.texts.at(index);
  }

  parsed(index: number): ParsedMessage | null {
    return this.masks.at(index) & (1 << this.chosen)
      ? this.known.parse(this.chosen, this.texts.at(index))
      : null;
  }

  /** How many lines a gap stands for; 0 = the record is none. */
  gap(index: number): number {
    const { length } = this.gapRecords;
    const at = firstIndex(0, length, (k) => this.gapRecords.at(k) >= index);
    return at < length && this.gapRecords.at(at) === index ? this.gapCounts.at(at) : 0;
  }

  get gaps(): number {
    return this.gapRecords.length;
  }

  /** Records that the chosen kernel prints; gaps do not count. */
  get messages(): number {
    return this.knownBy(this.chosen);
  }

  get unparsed(): number {
    return this.length - this.gaps - this.messages;
  }

  /** Records that a kernel knows; `alone` = and none of the others does. */
  knownBy(kernel: number, alone = false): number {
    let sum = 0;
    for (const [mask, count] of this.byMask) {
      if (alone ? mask === 1 << kernel : mask & (1 << kernel)) sum += count;
    }
    return sum;
  }

  /** First record that this kernel alone knows, -1 = none. */
  firstAlone(kernel: number): number {
    return this.masks.filled.indexOf(1 << kernel);
  }

  /** The messages of a kernel that came up, with their counts. */
  tally(kernel = this.chosen): Tally[] {
    return this.known.tally(kernel);
  }

  /** Adds a record; for the reader. `gap` = the lines that a gap stands for, 0 = none. */
  add(head: RecordHead, text: string, gap: number): void {
    const index = this.length;
    const mask = this.known.known(text, gap > 0 ? -1 : index);
    this.lineOf.push(head.line);
    this.offsetOf.push(head.offset);
    this.uptimes.push(head.uptimeNs);
    this.epochs.push(head.epochMs);
    const cpu = Math.min(head.cpu + 1, MAX_CPU);
    const flags = (gap > 0 ? GAP : 0) | (head.yearless ? YEARLESS : 0) | (head.zoneless ? ZONELESS : 0);
    this.meta.push(flags | ((head.priority + 1) << PRIORITY_SHIFT) | (cpu << CPU_SHIFT));
    this.masks.push(mask);
    this.texts.push(text);
    if (gap > 0) {
      this.gapRecords.push(index);
      this.gapCounts.push(gap);
    } else this.byMask.set(mask, (this.byMask.get(mask) ?? 0) + 1);
  }

  /** Changes the wall clock times that were written without a year; for the reader. */
  mapYearless(change: (epochMs: number) => number): void {
    for (let i = 0; i < this.length; i++) {
      if (this.meta.at(i) & YEARLESS) this.epochs.set(i, change(this.epochs.at(i)));
    }
  }

  /** Moves the wall clock times that were written without a zone; for the reader. */
  mapZoneless(shiftMs: number): void {
    for (let i = 0; i < this.length; i++) {
      if (this.meta.at(i) & ZONELESS) this.epochs.set(i, this.epochs.at(i) + shiftMs);
    }
  }

  /** Wall clock (epoch ms) at uptime 0 of a boot: the median over records with both; NaN = there are none. */
  bootEpochOf(boot: number): number {
    const from = this.boots[boot].firstRecord;
    const to = boot + 1 < this.boots.length ? this.boots[boot + 1].firstRecord : this.length;
    const step = Math.max(1, Math.ceil((to - from) / SAMPLES));
    const found: number[] = [];
    for (let i = from; i < to; i += step) {
      const epoch = this.epochs.at(i) - this.uptimes.at(i) / 1e6;
      if (!Number.isNaN(epoch)) found.push(epoch);
    }
    const sorted = Float64Array.from(found).sort();
    return sorted.length === 0 ? Number.NaN : sorted[sorted.length >> 1];
  }
}
