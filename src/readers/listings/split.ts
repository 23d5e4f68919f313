import { depthChange, KINDS, type KindRule, type RecognisedKind } from './kinds.ts';
import { type PasteLine, wordsOf } from './lines.ts';
import { commandOf, isRule, type PasteTime, timeOf, watchHeading } from './prompt.ts';

/** A stretch of lines of one kind, not read yet. The first and the last line are not blank. */
export interface Stretch {
  kind: RecognisedKind | 'unknown' | 'command';
  lines: PasteLine[];
  title: string | null;
  time: PasteTime | null;
}

/** Comments belong to these kinds; elsewhere they are text. */
const COMMENTED: readonly string[] = ['rules', 'keepalived'];
/** A row that was broken is continued by at most this many words. */
const REST_WORDS = 5;

class Splitter {
  readonly stretches: Stretch[] = [];
  private open: Stretch | null = null;
  private rule: KindRule | null = null;
  private rows = 0;
  private depth = 0;
  /** Comments that may belong to what follows. */
  private comments: PasteLine[] = [];
  private title: { line: PasteLine; command: string; used: boolean } | null = null;
  private time: PasteTime | null = null;
  /** Lines with times that stand before nothing yet. */
  private unusedTime: PasteLine | null = null;

  add(at: PasteLine): void {
    if (at.text === '') return;
    if (this.rule?.kind === 'keepalived' && this.depth > 0 && !isPromptWithUser(at.text)) this.append(at);
    else if (this.command(at) || this.clock(at) || this.goOn(at)) return;
    else if (/^[#!]/.test(at.text)) this.comments.push(at);
    else this.start(at);
  }

  end(): Stretch[] {
    this.dropComments();
    this.closeTitle();
    this.closeTime();
    return this.stretches.toSorted((a, b) => a.lines[0].line - b.lines[0].line);
  }

  private command(at: PasteLine): boolean {
    const watched = watchHeading(at.line, at.text);
    const command = watched ? watched.command : commandOf(at.text);
    if (command === null) return false;
    if (isRule(command)) {
      const line = { ...at, text: command };
      if (!this.goOn(line)) this.start(line);
      return true;
    }
    this.dropComments();
    this.close();
    this.closeTitle();
    if (command !== '') this.title = { line: at, command, used: false };
    if (watched?.time) this.time = watched.time;
    return true;
  }

  private clock(at: PasteLine): boolean {
    const time = timeOf(at.line, at.text);
    if (!time || this.rule?.kind === 'tcpdump') return false;
    this.dropComments();
    this.close();
    this.closeTime();
    this.time = time;
    this.unusedTime = at;
    if (this.title && /\bdate\b/.test(this.title.command)) this.title = null;
    return true;
  }

  /** True = the line belongs to the stretch that is open. */
  private goOn(at: PasteLine): boolean {
    const { rule, open } = this;
    if (!rule || !open) return false;
    const starts = rule.starts(at.text);
    if (!starts && !rule.goesOn?.(at, this.depth)) return this.joinBroken(at, rule, open);
    if (rule.heading?.(at.text) && this.rows > 0) return false;
    if (this.comments.length > 0 && !COMMENTED.includes(rule.kind)) return false;
    for (const comment of this.comments) open.lines.push(comment);
    this.comments = [];
    this.append(at);
    return true;
  }

  private append(at: PasteLine): void {
    this.open?.lines.push(at);
    if (this.rule && !this.rule.heading?.(at.text)) this.rows++;
    if (this.rule?.kind === 'keepalived') this.depth = Math.max(0, this.depth + depthChange(at.text));
  }

  /** The rest of a row that a narrow window broke. */
  private joinBroken(at: PasteLine, rule: KindRule, open: Stretch): boolean {
    const last = open.lines[open.lines.length - 1];
    if (!rule.whole || rule.whole(last.text) || wordsOf(at.text).length > REST_WORDS) return false;
    if (KINDS.some(({ starts }) => starts(at.text))) return false;
    open.lines[open.lines.length - 1] = { ...last, text: `${last.text} ${at.text}` };
    return true;
  }

  private start(at: PasteLine): void {
    const rule = KINDS.find(({ starts }) => starts(at.text)) ?? null;
    const kind = rule?.kind ?? 'unknown';
    if (!COMMENTED.includes(kind)) this.dropComments();
    if (!rule && this.open?.kind === 'unknown') {
      this.open.lines.push(at);
      return;
    }
    this.close();
    const title = this.title?.command ?? null;
    if (this.title) this.title.used = true;
    this.unusedTime = null;
    this.open = { kind, lines: [...this.comments], title, time: this.time };
    this.stretches.push(this.open);
    this.comments = [];
    this.rule = rule;
    this.append(at);
  }

  private close(): void {
    this.open = null;
    this.rule = null;
    this.rows = 0;
    this.depth = 0;
  }

  /** Comments that stand before nothing they could belong to are text of no known kind. */
  private dropComments(): void {
    const lines = this.comments;
    if (lines.length === 0) return;
    this.comments = [];
    if (this.open?.kind === 'unknown') this.open.lines.push(...lines);
    else {
      this.close();
      this.open = { kind: 'unknown', lines, title: null, time: this.time };
      this.stretches.push(this.open);
    }
  }

  private closeTitle(): void {
    const { title } = this;
    this.title = null;
    if (!title || title.used) return;
    this.stretches.push({ kind: 'command', lines: [title.line], title: title.command, time: this.time });
  }

  private closeTime(): void {
    if (this.unusedTime)
      this.stretches.push({ kind: 'unknown', lines: [this.unusedTime], title: null, time: this.time });
    this.unusedTime = null;
  }
}

/** A prompt with a user's name ends a block that was never closed; `# text` is a comment there. */
const isPromptWithUser = (text: string): boolean =>
  /^\[?[\w.-]{1,60}@[\w.-]{1,60}[:\s\]]/.test(text) && commandOf(text) !== null;

/** Cuts lines into stretches of one kind. Takes time in proportion to the text. */
export function splitPaste(lines: readonly PasteLine[]): Stretch[] {
  const splitter = new Splitter();
  for (const line of lines) splitter.add(line);
  return splitter.end();
}
