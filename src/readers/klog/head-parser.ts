import { Head, NO_YEAR } from './head.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug'];
const SPACE = 32;
const BRACKET = 91;

const RAW = /\d{0,3}<(\d{1,3})>/y;
const DECODED = /(?:kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local\d) *:(\w+) *: ?/y;
const KMSG = /(\d{1,5}),\d+,(\d{1,17}),([^;]{0,64});/y;
const CALLER = / *\[ *([TC])(\d{1,9})\]/y;
const UPTIME = /\[ *(\d{1,9})\.(\d{1,9})(?: <[ \d.]{1,20}>)?\]/y;
const CTIME =
  /\[(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? (\d{4})\]/y;
const RELATIVE = /\[(?:([A-Z][a-z]{2}) ?(\d{1,2}) (\d\d):(\d\d)| *\+(\d{1,9})\.(\d{6}))\]/y;
const ISO =
  /\[?(?:[A-Z][a-z]{2} )?(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d\b)| [A-Z]{2,5}\b)?\]?/y;
const SYSLOG = /([A-Z][a-z]{2}) +(\d{1,2})(?: (\d{4}))? (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?= )/y;
const UNIX = /(\d{9,11})\.(\d{6})(?= )/y;
const RFC5424 = /1 (?=\d{4}-)/y;
const RFC5424_REST = / (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) (?:-|\[[^\]]{0,1000}\]) ?/y;
const KERNEL = / kernel(?:\[\d+\])?: ?/y;
const HOST_KERNEL = / \S{1,255} (?:[a-z]\w{1,9}\.[a-z]{3,7} )?kernel(?:\[\d+\])?: ?/y;
const HOST_PROGRAM =
  / \S{0,255}[^\s:] (?:[a-z]\w{1,9}\.[a-z]{3,7} )?([\w./@()+-]{1,128})(?:\[\d+\])?:(?= |$)/y;
/** A stamp that another writer's line runs into. */
const GLUED = /\[ *(\d{1,9})\.(\d{6})\](?: *\[ *([TC])(\d{1,9})\])? *$/;

function digits(text: string | undefined, places: number): number {
  return text === undefined ? 0 : Number(text.slice(0, places).padEnd(places, '0'));
}

/** Milliseconds of an offset such as `+01:00`, `-0530`, `Z`. */
function zoneMs(zone: string): number {
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}

/** Reads what stands in front of messages, line by line; {@link head} holds the last one. */
export class HeadParser {
  readonly head = new Head();
  private match: RegExpExecArray | null = null;

  /** @param line a line without its end */
  parse(line: string): Head {
    const { head } = this;
    head.reset();
    if (line.charCodeAt(0) !== BRACKET || !this.uptime(line)) this.outer(line);
    else if (line.charCodeAt(head.at) !== SPACE || line.charCodeAt(head.at + 1) !== 73) {
      this.caller(line);
      this.kernelWriter(line);
    }
    if (line.charCodeAt(head.at) === SPACE) head.at++;
    return head;
  }

  /** A stamp right in front of `end`, behind a piece of another line. */
  glued(line: string, end: number): boolean {
    const match = GLUED.exec(line.slice(Math.max(this.head.at, end - 80), end));
    if (!match) return false;
    this.setUptime(match[1], match[2]);
    this.head.writer = 'kernel';
    if (match[3] === 'C') this.head.cpu = Number(match[4]);
    return true;
  }

  private try(pattern: RegExp, line: string): boolean {
    pattern.lastIndex = this.head.at;
    this.match = pattern.exec(line);
    if (!this.match) return false;
    this.head.at = pattern.lastIndex;
    return true;
  }

  private group(index: number): string {
    return this.match?.[index] ?? '';
  }

  private setUptime(seconds: string, fraction: string): void {
    this.head.uptimeNs = Number(seconds) * 1e9 + digits(fraction, 9);
  }

  /** `[    4.000000]` in the usual form without a regular expression: most lines begin so. */
  private uptime(line: string): boolean {
    const { head } = this;
    let at = head.at + 1;
    while (line.charCodeAt(at) === SPACE) at++;
    let seconds = 0;
    let c = line.charCodeAt(at);
    const first = at;
    for (; c >= 48 && c <= 57; c = line.charCodeAt(++at)) seconds = seconds * 10 + c - 48;
    if (c !== 46 || at === first || at - first > 9) return false;
    const point = at;
    let micro = 0;
    for (c = line.charCodeAt(++at); c >= 48 && c <= 57; c = line.charCodeAt(++at))
      micro = micro * 10 + c - 48;
    if (c !== 93 || at - point !== 7) return this.uptimeSlow(line);
    head.uptimeNs = seconds * 1e9 + micro * 1000;
    head.at = at + 1;
    head.style = 'dmesg';
    return true;
  }

  private uptimeSlow(line: string): boolean {
    if (!this.try(UPTIME, line)) return false;
    this.setUptime(this.group(1), this.group(2));
    if (this.head.style === 'none') this.head.style = 'dmesg';
    return true;
  }

  private outer(line: string): void {
    const { head } = this;
    while (line.charCodeAt(head.at) === 62) head.at += line.charCodeAt(head.at + 1) === SPACE ? 2 : 1;
    const c = line.charCodeAt(head.at);
    if (Number.isNaN(c)) return;
    if (c >= 48 && c <= 57 && this.try(KMSG, line)) {
      this.kmsg();
      return;
    }
    this.level(line);
    if (this.wall(line)) this.writer(line);
    this.inner(line);
  }

  /** `7,1234,5678901,-;`: priority with facility, number, microseconds, flags (Documentation/ABI/testing/dev-kmsg). */
  private kmsg(): void {
    const { head } = this;
    head.style = 'kmsg';
    head.priority = Number(this.group(1)) & 7;
    head.uptimeNs = Number(this.group(2)) * 1000;
    head.writer = Number(this.group(1)) >> 3 === 0 ? 'kernel' : 'program';
    const caller = /caller=C(\d{1,9})/.exec(this.group(3));
    if (caller) head.cpu = Number(caller[1]);
  }

  private level(line: string): void {
    const { head } = this;
    if (this.try(RAW, line)) {
      head.style = 'raw';
      head.priority = Number(this.group(1)) & 7;
    } else if (this.try(DECODED, line)) {
      head.style = 'dmesg -x';
      head.priority = LEVELS.indexOf(this.group(1));
    }
  }

  private wall(line: string): boolean {
    const { head } = this;
    if (head.style === 'raw' && this.try(RFC5424, line)) {
      if (!this.iso(line)) return false;
      head.style = 'rfc5424';
      if (this.try(RFC5424_REST, line)) head.writer = this.group(2) === 'kernel' ? 'kernel' : 'program';
      return false;
    }
    const c = line.charCodeAt(head.at);
    if (c === BRACKET || (c >= 48 && c <= 57) || (c >= 65 && c <= 90)) {
      if (this.syslog(line) || this.unix(line)) return true;
      return this.iso(line);
    }
    return false;
  }

  private syslog(line: string): boolean {
    const { head } = this;
    const before = head.at;
    if (!this.try(SYSLOG, line)) return false;
    const year = this.group(3);
    const time = [this.group(4), this.group(5), this.group(6)] as const;
    if (!this.date(year === '' ? NO_YEAR : Number(year), this.group(1), this.group(2), time, this.group(7))) {
      head.at = before;
      return false;
    }
    head.yearless = year === '';
    head.style = 'syslog';
    return true;
  }

  private date(
    year: number,
    monthName: string,
    day: string,
    [hours, minutes, seconds]: readonly [string, string, string],
    fraction: string,
  ): boolean {
    const month = MONTHS.indexOf(monthName);
    if (month < 0) return false;
    const { head } = this;
    const whole = Date.UTC(year, month, Number(day), Number(hours), Number(minutes), Number(seconds));
    head.epochMs = whole + digits(fraction === '' ? undefined : fraction, 6) / 1000;
    head.zoneless = true;
    return true;
  }

  private unix(line: string): boolean {
    if (!this.try(UNIX, line)) return false;
    this.head.style = 'unix';
    this.head.epochMs = Number(this.group(1)) * 1000 + Number(this.group(2)) / 1000;
    return true;
  }

  private iso(line: string): boolean {
    if (!this.try(ISO, line)) return false;
    const { head } = this;
    const [, year, month, day, hours, minutes, seconds, fraction, zone] = this.match ?? [];
    const whole = Date.UTC(+year, +month - 1, +day, +hours, +minutes, +seconds);
    head.epochMs = whole + digits(fraction, 6) / 1000 - (zone === undefined ? 0 : zoneMs(zone));
    head.zoneless = zone === undefined;
    head.style = 'iso';
    return true;
  }

  /** `host kernel: ` behind a stamp of syslog or journalctl. */
  private writer(line: string): void {
    const { head } = this;
    if (this.kernelWriter(line) || line.startsWith(' IPVS:', head.at)) return;
    if (this.try(HOST_PROGRAM, line)) head.writer = 'program';
  }

  private kernelWriter(line: string): boolean {
    if (!this.try(KERNEL, line) && !this.try(HOST_KERNEL, line)) return false;
    this.head.writer = 'kernel';
    return true;
  }

  /** `[    4.000000]`, `[Tue Nov 10 12:00:00 2020]` and the caller behind it. */
  private inner(line: string): void {
    const { head } = this;
    if (line.charCodeAt(head.at) === SPACE && line.charCodeAt(head.at + 1) === BRACKET) head.at++;
    if (line.charCodeAt(head.at) !== BRACKET) return;
    const style = head.style;
    const found = this.uptime(line) || this.uptimeSlow(line) || this.ctime(line) || this.relative(line);
    if (!found) return;
    if (style !== 'none') head.style = style;
    this.caller(line);
  }

  private ctime(line: string): boolean {
    if (!this.try(CTIME, line)) return false;
    const time = [this.group(3), this.group(4), this.group(5)] as const;
    this.date(Number(this.group(7)), this.group(1), this.group(2), time, this.group(6));
    this.head.style = 'dmesg -T';
    return true;
  }

  private relative(line: string): boolean {
    if (!this.try(RELATIVE, line)) return false;
    const { head } = this;
    head.style = 'dmesg -e';
    if (this.group(5) !== '') head.deltaMs = Number(this.group(5)) * 1000 + Number(this.group(6)) / 1000;
    else if (this.date(NO_YEAR, this.group(1), this.group(2), [this.group(3), this.group(4), '0'], ''))
      head.yearless = true;
    return true;
  }

  /** `[  T12]` names a task, `[ C1]` a CPU (CONFIG_PRINTK_CALLER). */
  private caller(line: string): void {
    if (this.try(CALLER, line) && this.group(1) === 'C') this.head.cpu = Number(this.group(2));
  }
}
