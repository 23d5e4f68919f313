import { formatSeconds, parseSeconds } from '../case-time.ts';
import { PackedFault, type PackedReader, type PackedWriter } from './bytes.ts';

/**
 * The text of a case in columns. Lines with a time are parted into time, ends and the rest, which repeat in different ways:
 * times are differences in the coarsest unit that loses nothing, ends (`tcp 172.16.0.1:41000 > 10.0.0.100:80`) stand in a
 * list and are named by how lately they were used, and so are the rests. All other lines stay as they are, in front.
 */

/** Units of time, in nanoseconds, the coarsest first. */
const UNITS = [1_000_000_000, 1_000_000, 100_000, 1000, 1] as const;
/** Lines and characters of a case that is unpacked: more does not come from this program. */
const MOST_LINES = 1_000_000;
const MOST_TEXT = 128 << 20;

interface Line {
  readonly time: number;
  readonly ends: string;
  readonly rest: string;
}

/** `protocol source > destination` and what follows; of lines that are no packets the ends are empty. */
function parted(text: string): { ends: string; rest: string } {
  const match = /^(\S+ \S+ > \S+)(?: (.*))?$/.exec(text);
  return match ? { ends: match[1], rest: match[2] ?? '' } : { ends: '', rest: text };
}

function joined(ends: string, rest: string): string {
  if (ends === '') return rest;
  return rest === '' ? ends : `${ends} ${rest}`;
}

function lineOf(text: string): Line | null {
  const space = text.indexOf(' ');
  const time = text.startsWith('@') && space > 0 ? parseSeconds(text.slice(1, space)) : null;
  if (time === null || `@${formatSeconds(time)}` !== text.slice(0, space)) return null;
  return { time, ...parted(text.slice(space + 1)) };
}

/** Texts that are remembered: a text that was not used for so long is written again. */
const REMEMBERED = 2048;

/** How lately each text was used: 0 = it is new and joins the list, n = the n-th of the last ones. */
class Lately {
  private readonly order: string[] = [];
  readonly fresh: string[] = [];

  rankOf(text: string): number {
    const at = this.order.indexOf(text);
    if (at < 0) this.fresh.push(text);
    else this.order.splice(at, 1);
    this.order.unshift(text);
    if (this.order.length > REMEMBERED) this.order.pop();
    return at + 1;
  }
}

/** The other way round. */
class Recalled {
  private readonly order: string[] = [];
  private next = 0;

  constructor(private readonly fresh: readonly string[]) {}

  textAt(rank: number, offset: number): string {
    if (rank > this.order.length) throw new PackedFault(`${rank} is no place in the list`, offset);
    const text = rank === 0 ? this.fresh[this.next++] : this.order.splice(rank - 1, 1)[0];
    if (text === undefined) throw new PackedFault('the list of new texts is too short', offset);
    this.order.unshift(text);
    if (this.order.length > REMEMBERED) this.order.pop();
    return text;
  }
}

/** Texts of one line each. */
function writeList(to: PackedWriter, texts: readonly string[]): void {
  to.varint(texts.length);
  to.text(texts.join('\n'));
}

function readList(from: PackedReader, what: string): string[] {
  const count = from.varint(`the number of ${what}`);
  const offset = from.at;
  const text = from.text(what);
  const texts = count === 0 && text === '' ? [] : text.split('\n');
  if (texts.length !== count)
    throw new PackedFault(`there are ${texts.length} ${what}, not ${count}`, offset);
  return texts;
}

const ended = (line: string): string => `${line}\n`;

/** Writes the text of a case whose timed lines stand at its end, in order of time, as printCase makes it. */
export function writeColumns(to: PackedWriter, text: string): void {
  const all = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
  let first = all.length;
  const lines: Line[] = [];
  for (let before = Number.POSITIVE_INFINITY; first > 0; first--) {
    const line = lineOf(all[first - 1]);
    if (!line || line.time > before) break;
    before = line.time;
    lines.push(line);
  }
  lines.reverse();
  const unit = UNITS.findIndex((ns) => lines.every(({ time }) => time % ns === 0));
  const [ends, rests] = [new Lately(), new Lately()];
  const endRanks = lines.map((line) => ends.rankOf(line.ends));
  const restRanks = lines.map((line) => rests.rankOf(line.rest));
  to.text(all.slice(0, first).map(ended).join(''));
  writeList(to, ends.fresh);
  writeList(to, rests.fresh);
  to.varint(unit);
  to.varint(lines.length);
  for (const rank of endRanks) to.varint(rank);
  for (const rank of restRanks) to.varint(rank);
  let before = 0;
  for (const { time } of lines) {
    to.varint((time - before) / UNITS[unit]);
    before = time;
  }
}

/** @throws PackedFault */
export function readColumns(from: PackedReader): string {
  const head = from.text('the head of the case');
  const ends = new Recalled(readList(from, 'ends of packets'));
  const rests = new Recalled(readList(from, 'rests of lines'));
  const unit = UNITS[from.varint('the unit of time')];
  if (unit === undefined) throw new PackedFault('the unit of time is not known', from.at);
  const count = from.count('lines');
  if (count > MOST_LINES) throw new PackedFault(`a case has at most ${MOST_LINES} lines`, from.at);
  const endTexts = Array.from({ length: count }, () => ends.textAt(from.varint('ends of a packet'), from.at));
  const lines: string[] = [];
  let length = head.length;
  for (let i = 0; i < count; i++) {
    const line = joined(endTexts[i], rests.textAt(from.varint('the rest of a line'), from.at));
    length += line.length;
    if (length > MOST_TEXT) throw new PackedFault('the text of the case is too long', from.at);
    lines.push(line);
  }
  let time = 0;
  for (let i = 0; i < count; i++) {
    time += from.varint('a time') * unit;
    if (time > Number.MAX_SAFE_INTEGER) throw new PackedFault('a time is too late', from.at);
    lines[i] = ended(`@${formatSeconds(time)} ${lines[i]}`);
  }
  return head + lines.join('');
}
