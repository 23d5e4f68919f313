import { error, type Problem, warning } from '../../base/result.ts';
import { PacketStore } from '../../packet/store.ts';
import type { Capture } from '../capture.ts';
import { type PasteLine, pasteLines } from '../listings/lines.ts';
import { Builder } from './build.ts';
import { noteProblems, Refusals, timeProblems } from './complaints.ts';
import { FrameWriter } from './frame.ts';
import { readIp } from './ip.ts';
import { Recall } from './recall.ts';
import { type PacketText, packetTexts } from './records.ts';
import { printedAbsolute, Sequences } from './sequence.ts';
import { type StampStyle, styleOf, Times } from './stamp.ts';
import { isRefused, type Note, type ToldIp } from './told.ts';

/** A text of tcpdump as a capture: header bytes are put together from what is told. */
export interface TcpdumpCapture extends Capture {
  style: StampStyle;
  /** Line on which each packet of the store begins. */
  packetLines: readonly number[];
}

export interface TcpdumpOptions {
  /** The command that printed it, as far as known: its options settle what the text leaves open. */
  command?: string | null;
  /** Seconds since 1970 of the day (midnight, for times without a date) or of the first packet. */
  base?: number | null;
}

/** The last of `-t`, `-tt` .. `-ttttt` in a command, also within `-nntt`; null = none. */
function timeOption(command: string): string | null {
  const options = command.match(/(?<=\s)-[a-zA-Z]{0,10}?t{1,5}(?![a-z]*=)/g);
  const last = options?.at(-1);
  return last === undefined ? null : `-${/t+$/.exec(last)?.[0] ?? ''}`;
}

interface Told {
  text: PacketText;
  ip: ToldIp;
}

function understand(texts: readonly PacketText[], notes: Set<Note>, refusals: Refusals): Told[] {
  const packets: Told[] = [];
  for (const text of texts) {
    if (text.link.family === 0) {
      refusals.add('tcpdump-not-ip', text);
      continue;
    }
    const ip = readIp(text.text, notes);
    if (isRefused(ip)) refusals.add(ip.refused, text);
    else packets.push({ text, ip });
  }
  return packets;
}

/** {@link readTcpdumpText} for lines that are cleaned already. */
export function readTcpdumpLines(lines: readonly PasteLine[], options: TcpdumpOptions = {}): TcpdumpCapture {
  const { packets: texts, others } = packetTexts(lines);
  const command = options.command ?? '';
  const stamps = texts.map(({ stamp }) => stamp).filter((stamp) => stamp !== null);
  const { style, sure } = styleOf(stamps, timeOption(command));
  const times = new Times(style, options.base ?? 0);
  const moments = new Map(texts.map((text) => [text, times.next(text.stamp)]));
  const notes = new Set<Note>();
  const refusals = new Refusals();
  const told = understand(texts, notes, refusals);
  const absolute = /\s-[a-zA-Z]{0,10}S/.test(command) || printedAbsolute(told.map(({ ip }) => ip));
  const builder = new Builder(new Sequences(absolute, notes), new Recall(), notes);
  const store = new PacketStore();
  const frames = new FrameWriter(store);
  for (const { text, ip } of told) {
    frames.append(text.link.link, builder.build(ip), moments.get(text) ?? { sec: 0, nsec: 0 });
  }
  const problems = [
    ...timeProblems(style, sure, options.base != null),
    ...noteProblems(notes),
    ...refusals.problems(),
    ...left(others),
  ];
  if (store.length === 0) {
    const message =
      'No packet was found: expected lines such as "12:00:00.000000 IP 10.0.0.1.4000 > 10.0.0.100.80: ...".';
    problems.unshift(error('tcpdump-none', message));
  }
  const packetLines = told.map(({ text }) => text.line);
  return { store, problems, ...frames.describe(), format: 'tcpdump text', style, packetLines };
}

function left(others: readonly PasteLine[]): Problem[] {
  if (others.length === 0) return [];
  const [{ line, text }] = others;
  const message = `${others.length} lines from line ${line} on belong to no packet: they are left out.`;
  return [warning('tcpdump-lines', message, { line, evidence: text.slice(0, 200) })];
}

/**
 * What `tcpdump` prints, as packets: with any of `-t` to `-ttttt`, `-e`, `-v`, `-i any`, `-S`. Never throws; what is not
 * told and made up, or left out, is said in `problems`.
 */
export function readTcpdumpText(text: string, options: TcpdumpOptions = {}): TcpdumpCapture {
  const { lines, problems } = pasteLines(text);
  const capture = readTcpdumpLines(lines, options);
  return { ...capture, problems: [...problems, ...capture.problems] };
}
