import { LogClock } from './clock.ts';
import { gapOf } from './gaps.ts';
import { Head, type Style } from './head.ts';
import { HeadParser } from './head-parser.ts';
import { JournalBlock, readJournalObject } from './journal.ts';
import type { Kernels } from './kernels.ts';
import type { LogStore, RecordHead } from './store.ts';
import { type HeldLine, Wrapped } from './wrapped.ts';

const NOBODY = new Head();
const EXAMPLES = 5;
const EXAMPLE_LENGTH = 200;
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are steered by them
const ESCAPES = /\x1b(?:\[[0-9;?]{0,16}[ -/]?[@-~]|[@-Z\\-_])|[\x00\x07\x08]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same
const CONTROL = /[\x00\x07\x08\x1b]/;
const GLUED = /(?:<\d>)?\[ *\d{1,9}\.\d{6}\](?:\[ *[TC]\d+\])? /g;
const DECORATION = /^(?:[\w./-]+:)*(?:\[\w[\w ]*\])? ?(?:[\w./-]+: ?)*$/;
const KMSG_FIELD = /^ [A-Z_]+=/;
const REBOOT = /^-- (?:Reboot|Boot [0-9a-f]{32}) ?--/;

/** Makes records of lines: what stands in front of a message, wrapped and glued lines, boots, gaps. */
export class Assembler {
  readonly clock = new LogClock();
  private readonly heads = new HeadParser();
  private wrapped: Wrapped | null = null;
  /** The head of a line that ended behind it: the message was wrapped whole. */
  private bare: HeldLine | null = null;
  private lastStyle: Style = 'none';
  private readonly block = new JournalBlock();

  constructor(
    private readonly store: LogStore,
    private readonly kernels: Kernels,
  ) {}

  /** A line of the file; `line` from 1, `offset` its first byte. */
  line(raw: string, line: number, offset: number): void {
    let text = raw;
    if (CONTROL.test(text)) text = text.replace(ESCAPES, '');
    if (line === 1 && text.charCodeAt(0) === 0xfeff) text = text.slice(1);
    if (text.trim() === '') {
      this.store.counts.blank++;
      this.flush();
      this.endBlock();
      return;
    }
    if (text.startsWith('{"') && this.object(text, line, offset)) return;
    if (this.inBlock(text, line, offset)) return;
    for (let rest: string | null = text; rest !== null; ) rest = this.piece(rest, line, offset);
  }

  /** A JSON object of `dmesg -J` or `journalctl -o json`; false = it is none. */
  object(text: string, line: number, offset: number): boolean {
    const found = readJournalObject(text);
    if (!found) return false;
    this.endBlock();
    if (found.line !== '') {
      for (let rest: string | null = found.line; rest !== null; ) rest = this.piece(rest, line, offset);
      return true;
    }
    this.flush();
    this.entry(found.head, found.text, found.bootId, line, offset);
    return true;
  }

  end(): void {
    this.endBlock();
    this.flush();
    this.dropBare();
  }

  private entry(head: Head, text: string, bootId: string, line: number, offset: number): void {
    if (this.block.otherBoot(bootId)) this.clock.restart(line, this.store.length);
    this.clock.line(head, line, this.store.length);
    this.countStyle(head.style);
    const at = text.indexOf('IPVS:');
    if (at >= 0 && head.writer !== 'program') this.add(keep(head, line, offset), text.slice(at), 0);
    else this.other(text, head, line, offset, text);
  }

  /** Blocks of `journalctl -o verbose` and `-o export`: a field on each line. */
  private inBlock(text: string, line: number, offset: number): boolean {
    if (this.block.begins(text)) {
      this.endBlock();
      this.flush();
      this.block.start(text, line, offset, this.heads);
      return true;
    }
    if (this.block.takes(text)) return true;
    this.endBlock();
    return false;
  }

  private endBlock(): void {
    const done = this.block.end();
    if (done) this.entry(done.head, done.text, done.bootId, done.line, done.offset);
  }

  /** One line, or what follows a message on it: gives the rest that begins a line of its own, or null. */
  private piece(text: string, line: number, offset: number): string | null {
    const at = text.indexOf('IPVS:');
    const head = this.heads.parse(text);
    if (head.style === 'none' && at < 0) {
      this.plain(text, line, offset);
      return null;
    }
    if (at < 0) this.styled(text, head, line, offset);
    else return this.message(text, at, head, line, offset);
    return null;
  }

  /** A line that has neither a stamp nor `IPVS:`. */
  private plain(text: string, line: number, offset: number): void {
    if (this.lastStyle === 'kmsg' && KMSG_FIELD.test(text)) return;
    const held = { ...keep(this.heads.head, line, offset), text };
    const own = this.kernels.mayBeMessage(text) && this.kernels.known(text) !== 0;
    if (!own && this.wrapped?.takes(held)) return;
    this.flush();
    this.alone(held);
  }

  private alone(held: HeldLine): void {
    if (REBOOT.test(held.text) || held.text.startsWith('Linux version '))
      this.clock.restart(held.line, this.store.length);
    if (this.other(held.text, NOBODY, held.line, held.offset, held.text)) this.countStyle('none');
  }

  private styled(text: string, head: Head, line: number, offset: number): void {
    this.flush();
    this.dropBare();
    const body = text.slice(head.at).trimEnd();
    this.clock.line(head, line, this.store.length);
    this.countStyle(head.style);
    if (body === '' && head.writer !== 'program') {
      this.bare = { ...keep(head, line, offset), text };
      return;
    }
    if (body.startsWith('Linux version ') && Number.isNaN(head.uptimeNs))
      this.clock.restart(line, this.store.length);
    this.other(body, head, line, offset, text);
  }

  /** A text without `IPVS:`: a message all the same, a gap, or a line of others (false). */
  private other(body: string, head: Head, line: number, offset: number, whole: string): boolean {
    const gap = gapOf(body);
    const message =
      gap === 0 &&
      head.writer !== 'program' &&
      this.kernels.mayBeMessage(body) &&
      this.kernels.known(body) !== 0;
    if (gap === 0 && !message) {
      this.foreign(whole, line);
      return false;
    }
    this.add(keep(head, line, offset), body, gap);
    return true;
  }

  private message(text: string, at: number, head: Head, line: number, offset: number): string | null {
    const before = head.at < at ? text.slice(head.at, at) : '';
    const glued = before !== '' && this.heads.glued(text, at);
    if (!glued && !this.accepts(before, head, text.slice(at))) {
      this.flush();
      this.dropBare();
      this.clock.line(head, line, this.store.length);
      if (head.style !== 'none') this.countStyle(head.style);
      this.other(text.slice(head.at), head, line, offset, text);
      return null;
    }
    this.flush();
    this.clock.line(head, line, this.store.length);
    this.countStyle(glued && head.style === 'none' ? 'dmesg' : head.style);
    const kept = this.adopt(head, before, line, offset);
    const { body, rest } = split(text, at);
    const unescaped = head.style === 'kmsg' ? plainText(body) : body;
    this.wrapped = new Wrapped(kept, unescaped, text.length, this.kernels);
    return rest;
  }

  /** Is it the kernel that says this, not a program or people who quote it? */
  private accepts(before: string, head: Head, text: string): boolean {
    if (head.writer === 'program') return false;
    if (before === '' || (before.length < 200 && DECORATION.test(before)) || head.writer === 'kernel')
      return true;
    return !Number.isNaN(head.uptimeNs) || this.kernels.known(text) !== 0;
  }

  /** The record's head: that of the line before if this one has none and that one nothing else. */
  private adopt(head: Head, before: string, line: number, offset: number): RecordHead {
    const { bare } = this;
    if (!bare || head.style !== 'none' || before !== '') {
      this.dropBare();
      return keep(head, line, offset);
    }
    this.bare = null;
    this.store.counts.joined++;
    return bare;
  }

  private dropBare(): void {
    const { bare } = this;
    this.bare = null;
    if (bare) this.foreign(bare.text, bare.line);
  }

  private flush(): void {
    const { wrapped } = this;
    if (!wrapped) return;
    this.wrapped = null;
    this.store.counts.joined += wrapped.joined;
    const { text } = wrapped;
    this.add(wrapped.head, text, text.endsWith('suppressed') ? gapOf(text) : 0);
    for (const held of wrapped.held) this.alone(held);
  }

  private add(head: RecordHead, text: string, gap: number): void {
    this.store.add(head, text.trimEnd(), gap);
  }

  private foreign(text: string, line: number): void {
    const { store } = this;
    store.counts.foreign++;
    if (store.foreignExamples.length < EXAMPLES)
      store.foreignExamples.push({ line, text: text.slice(0, EXAMPLE_LENGTH) });
  }

  private countStyle(style: Style): void {
    this.lastStyle = style;
    this.store.styles.set(style, (this.store.styles.get(style) ?? 0) + 1);
  }
}

function keep(head: Head, line: number, offset: number): RecordHead {
  const { uptimeNs, epochMs, cpu, priority, yearless, zoneless } = head;
  return { line, offset, uptimeNs, epochMs, cpu, priority, yearless, zoneless };
}

/** The message at `at`, and what follows it if another line was written into this one. */
function split(text: string, at: number): { body: string; rest: string | null } {
  const next = text.indexOf('IPVS: ', at + 5);
  if (next < 0 && text.indexOf('[', at + 5) < 0) return { body: text.slice(at), rest: null };
  GLUED.lastIndex = at + 5;
  const until = next < 0 ? text : text.slice(0, next);
  const cut = GLUED.exec(until)?.index ?? next;
  if (cut < 0) return { body: text.slice(at), rest: null };
  return { body: text.slice(at, cut), rest: text.slice(cut) };
}

/** `\x0a` of /dev/kmsg: bytes of UTF-8 that are no printable ASCII. */
function plainText(text: string): string {
  if (!text.includes('\\x')) return text;
  const bytes: number[] = [];
  const plain = new TextEncoder();
  let from = 0;
  for (const match of text.matchAll(/\\x([0-9a-f]{2})/g)) {
    bytes.push(...plain.encode(text.slice(from, match.index)), Number.parseInt(match[1], 16));
    from = match.index + 4;
  }
  bytes.push(...plain.encode(text.slice(from)));
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
