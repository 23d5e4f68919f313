import { formatAddr, type InetAddr, parseAddr } from '../base/inet.ts';
import { error, type Problem, warning } from '../base/result.ts';
import { parseCommandLine } from '../control/command-line.ts';
import { parseDecimal } from '../control/endpoint.ts';
import { parseMarkLine } from '../control/mark-rule.ts';
import type { StartEntry } from '../control/start-entry.ts';
import { CASE_VERSION, type CaseDocument, type CaseEntry, emptyCase, type SetupLine } from './case.ts';
import { formatSeconds, parseSeconds } from './case-time.ts';
import { parseKernelLine } from './kernel-line.ts';
import { caseWords, PACKET_KINDS, parsePacketWords } from './parse-packet.ts';
import { parseStartWords } from './start-line.ts';
import { isStopWord, StopLines } from './stop-lines.ts';

export interface ParsedCase {
  /** What could be read; lines with an error are missing. */
  document: CaseDocument;
  problems: readonly Problem[];
}

const HEADER = /^#\s*ipvscope\s+case\s+v(\d+)\s*$/;
const PACKETS = new Set<string>(PACKET_KINDS);
const COMMANDS = /^(?:ipvsadm|sysctl|sudo|echo|nft|iptables|ip6tables|-.*|\/.*)$/;

class CaseReader {
  readonly problems: Problem[] = [];
  private readonly document = emptyCase();
  private readonly about: string[] = [];
  private readonly setup: SetupLine[] = [];
  private readonly entries: CaseEntry[] = [];
  private readonly start: StartEntry[] = [];
  private readonly vips: InetAddr[] = [];
  private readonly locals: InetAddr[] = [];
  private readonly stops = new StopLines();
  private line = 0;
  private text = '';
  /** Time of the entry before, for `@+`. */
  private before = 0;
  private kernelSeen = false;

  read(text: string): ParsedCase {
    const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
    this.checkHeader(lines);
    for (const [index, raw] of lines.entries()) {
      this.line = index + 1;
      this.text = raw.trim();
      if (this.text !== '' && !this.text.startsWith('#')) this.readLine();
    }
    this.sortEntries();
    const { document } = this;
    document.about = this.about.join('\n');
    document.kernel = { ...document.kernel, vips: this.vips, locals: this.locals };
    return {
      document: {
        ...document,
        setup: this.setup,
        start: this.start,
        entries: this.entries,
        stops: this.stops.saved,
      },
      problems: this.problems,
    };
  }

  private complain(problem: Problem): void {
    this.problems.push({ line: this.line, evidence: this.text, ...problem });
  }

  private checkHeader(lines: readonly string[]): void {
    this.line =
      Math.max(
        0,
        lines.findIndex((line) => line.trim() !== ''),
      ) + 1;
    this.text = (lines[this.line - 1] ?? '').trim();
    const version = HEADER.exec(this.text)?.[1];
    if (version === undefined) {
      const message = `A case begins with the line "# ipvscope case v${CASE_VERSION}", which is missing: it is read as version ${CASE_VERSION}.`;
      this.complain(warning('case-header', message));
    } else if (Number(version) !== CASE_VERSION) {
      const message = `The case is of version ${version} and this program knows version ${CASE_VERSION}: it is read as that, and lines may be missing.`;
      this.complain(warning('case-version', message));
    }
  }

  private readLine(): void {
    const [, word, rest] = /^(\S+)\s*(.*)$/.exec(this.text)!;
    if (word.startsWith('@')) this.readEntry(word, rest);
    else if (word === 'title') this.document.title = rest;
    else if (word === 'about') this.about.push(rest);
    else if (word === 'kernel') this.readKernel(rest);
    else if (isStopWord(word)) this.readStop(word, rest);
    else if (word === 'vip' || word === 'local')
      this.readAddresses(word === 'vip' ? this.vips : this.locals, rest);
    else this.readSetup(word);
  }

  private readStop(word: string, rest: string): void {
    const problem = this.stops.read(word, rest);
    if (problem) this.complain(problem);
  }

  private readKernel(rest: string): void {
    if (this.kernelSeen) this.complain(warning('case-kernel', 'A second kernel line replaces the first.'));
    this.kernelSeen = true;
    const { kernel, problems } = parseKernelLine(caseWords(rest));
    this.document.kernel = kernel;
    for (const problem of problems) this.complain(problem);
  }

  private readAddresses(list: InetAddr[], rest: string): void {
    for (const word of caseWords(rest)) {
      const addr = parseAddr(word);
      if (addr === null) this.complain(error('case-address', `"${word}" is not an address.`));
      else if (!list.some((other) => formatAddr(other) === formatAddr(addr))) list.push(addr);
    }
  }

  private readSetup(word: string): void {
    if (this.entries.length > 0) {
      const message = `"${word}" has no time and stands behind the first timed line: it takes effect before all of them.`;
      this.complain(warning('case-order', message));
    }
    if (word === 'entry') {
      const entry = parseStartWords(caseWords(this.text));
      if ('severity' in entry) this.complain(entry);
      else this.start.push(entry);
    } else if (word === 'mark') {
      const rule = parseMarkLine(caseWords(this.text));
      if ('severity' in rule) this.complain(rule);
      else this.setup.push({ kind: 'mark', rule });
    } else if (word === 'availmem') {
      const pages = this.pages(this.text);
      if (pages !== null) this.setup.push({ kind: 'availmem', pages });
    } else if (COMMANDS.test(word)) {
      const found = parseCommandLine(this.text);
      for (const command of found.commands) this.setup.push({ kind: 'command', command });
      for (const rule of found.marks) this.setup.push({ kind: 'mark', rule });
      this.reportCommands(found);
    } else {
      const message = `"${word}" begins no line of a case: expected title, about, kernel, vip, local, break, watch, bookmark, mark, entry, sysctl, ipvsadm or @<seconds>.`;
      this.complain(error('case-line', message));
    }
  }

  private pages(text: string): number | null {
    const [, word = ''] = caseWords(text);
    const pages = parseDecimal(word, 0, 0xffffffff);
    if (pages === null)
      this.complain(error('case-availmem', `"availmem ${word}": expected a number of pages.`));
    return pages;
  }

  private reportCommands(found: ReturnType<typeof parseCommandLine>): void {
    for (const problem of found.problems) this.complain(problem);
    for (const other of found.others) {
      this.complain(error('case-command', `"${other}" is no command of ipvsadm or sysctl.`));
    }
    const nothing =
      found.commands.length + found.marks.length + found.problems.length + found.others.length === 0;
    if (nothing) this.complain(warning('case-command', `"${this.text}" changes nothing: it is left out.`));
  }

  private readEntry(stamp: string, rest: string): void {
    const relative = stamp.startsWith('@+');
    const offset = parseSeconds(stamp.slice(relative ? 2 : 1));
    const time = offset === null ? null : relative ? this.before + offset : offset;
    if (time === null || !Number.isSafeInteger(time)) {
      const message = `"${stamp}" is not a time: expected @<seconds> or @+<seconds>, at most nine digits behind the point.`;
      this.complain(error('case-time', message));
      return;
    }
    if (time < this.before) {
      const message = `${stamp} is before the line above (@${formatSeconds(this.before)}): lines are put in order of time.`;
      this.complain(warning('case-order', message));
    }
    this.before = time;
    this.readTimed(time, rest);
  }

  private readTimed(time: number, rest: string): void {
    const word = /^\S*/.exec(rest)![0];
    if (PACKETS.has(word)) {
      const packet = parsePacketWords(caseWords(rest));
      if ('severity' in packet) this.complain(packet);
      else this.entries.push({ kind: 'packet', time, ...packet });
    } else if (word === 'note') {
      this.entries.push({ kind: 'note', time, text: rest.slice(word.length).trim() });
    } else if (word === 'availmem') {
      const pages = this.pages(rest);
      if (pages !== null) this.entries.push({ kind: 'availmem', time, pages });
    } else if (COMMANDS.test(word)) {
      const found = parseCommandLine(rest);
      for (const command of found.commands) this.entries.push({ kind: 'command', time, command });
      if (found.marks.length > 0) {
        this.complain(error('case-command', 'A mark rule has no time: write it above the first timed line.'));
      }
      this.reportCommands(found);
    } else {
      const message = `"${word}" is nothing that happens in a case: expected a packet (${PACKET_KINDS.join(', ')}), ipvsadm, sysctl, availmem or note.`;
      this.complain(error('case-entry', message));
    }
  }

  /** Stable: lines of one moment keep their order. */
  private sortEntries(): void {
    this.entries.sort((a, b) => a.time - b.time);
  }
}

/** Reads the text of a case (FORMAT.md). Never throws: a bad line is a problem with its number, the others are read. */
export function parseCase(text: string): ParsedCase {
  return new CaseReader().read(text);
}
