import { Head } from './head.ts';
import type { HeadParser } from './head-parser.ts';

/** An entry of the journal or of `dmesg -J`. */
export interface JournalEntry {
  readonly head: Head;
  readonly text: string;
  /** '' = not told. */
  readonly bootId: string;
  /** Instead of the others: a line in another style, whose stamp has to be read. */
  readonly line: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** A field as text; journalctl gives bytes that are no text as an array of numbers. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (!Array.isArray(value)) return '';
  if (value.every((one) => typeof one === 'string')) return String(value[0] ?? '');
  const bytes = value.filter((one): one is number => typeof one === 'number');
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];

function priorityOf(value: unknown): number {
  const text = textOf(value);
  return /^\d{1,3}$/.test(text) ? Number(text) & 7 : LEVELS.indexOf(text);
}

/** Whole microseconds, NaN = no number. */
function micros(value: unknown): number {
  const text = textOf(value);
  return /^\d{1,17}$/.test(text) ? Number(text) : Number.NaN;
}

/** systemd.journal-fields(7) */
function journalHead(fields: Fields, style: 'json' | 'verbose'): Head {
  const head = new Head();
  head.style = style;
  head.priority = priorityOf(fields.PRIORITY);
  head.epochMs = micros(fields.__REALTIME_TIMESTAMP) / 1000;
  const source = micros(fields._SOURCE_MONOTONIC_TIMESTAMP);
  head.uptimeNs = (Number.isNaN(source) ? micros(fields.__MONOTONIC_TIMESTAMP) : source) * 1000;
  const writer = textOf(fields.SYSLOG_IDENTIFIER) || textOf(fields._TRANSPORT);
  head.writer = writer === '' || writer === 'kernel' ? 'kernel' : 'program';
  return head;
}

function dmesgEntry(fields: Fields): JournalEntry {
  const head = new Head();
  head.style = 'json';
  head.priority = priorityOf(fields.pri);
  head.writer = 'kernel';
  const text = textOf(fields.msg);
  if (typeof fields.time === 'number') head.uptimeNs = Math.round(fields.time * 1e6) * 1000;
  const caller = /^C(\d{1,9})$/.exec(textOf(fields.caller).trim());
  if (caller) head.cpu = Number(caller[1]);
  const time = typeof fields.time === 'string' ? fields.time : '';
  const stamp = /^\d/.test(time) ? time : `[${time}]`;
  const level = head.priority < 0 ? '' : `<${head.priority}>`;
  return { head, text, bootId: '', line: time === '' ? '' : `${level}${stamp} ${text}` };
}

/** The entry that an object is, or null. */
export function readJournalObject(text: string): JournalEntry | null {
  let fields: Fields;
  try {
    fields = JSON.parse(text) as Fields;
  } catch {
    return null;
  }
  if (typeof fields !== 'object' || fields === null) return null;
  if (typeof fields.msg === 'string') return dmesgEntry(fields);
  if (fields.MESSAGE === undefined) return null;
  const bootId = textOf(fields._BOOT_ID);
  return { head: journalHead(fields, 'json'), text: textOf(fields.MESSAGE), bootId, line: '' };
}

const VERBOSE = / \[s=[0-9a-f]{8,32};/;
const FIELD = /^ *([A-Z_][A-Z0-9_]*)=/;

/** Entries with a field on each line: `journalctl -o verbose` and `-o export`. */
export class JournalBlock {
  private fields: Record<string, string> | null = null;
  private line = 0;
  private offset = 0;
  private epochMs = Number.NaN;
  private zoneless = false;
  private bootId = '';

  begins(text: string): boolean {
    return text.startsWith('__CURSOR=') || (text.endsWith(']') && VERBOSE.test(text));
  }

  /** The first line of an entry; that of `verbose` has the stamp. */
  start(text: string, line: number, offset: number, heads: HeadParser): void {
    this.fields = {};
    this.line = line;
    this.offset = offset;
    const { epochMs, zoneless } = heads.parse(text);
    this.epochMs = epochMs;
    this.zoneless = zoneless;
  }

  takes(text: string): boolean {
    if (!this.fields) return false;
    const match = FIELD.exec(text);
    if (!match) return false;
    this.fields[match[1]] = text.slice(match[0].length);
    return true;
  }

  /** The entry that is complete now, or null. */
  end(): { head: Head; text: string; bootId: string; line: number; offset: number } | null {
    const { fields, line, offset } = this;
    this.fields = null;
    if (!fields) return null;
    const head = journalHead(fields, 'verbose');
    if (Number.isNaN(head.epochMs)) {
      head.epochMs = this.epochMs;
      head.zoneless = this.zoneless;
    }
    return { head, text: fields.MESSAGE ?? '', bootId: fields._BOOT_ID ?? '', line, offset };
  }

  /** True if an entry is from another boot than the one before it. */
  otherBoot(bootId: string): boolean {
    if (bootId === '') return false;
    const other = this.bootId !== '' && this.bootId !== bootId;
    this.bootId = bootId;
    return other;
  }
}
