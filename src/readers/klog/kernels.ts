import type { Catalogue } from '../../klog/catalogue.ts';
import type { Message } from '../../klog/message.ts';
import { messages_of } from '../../klog/messages.ts';
import { MessageParser, type ParsedMessage } from '../../klog/parse.ts';

/** A kernel by the messages that it prints; every kernel profile is one. */
export interface KernelMessages {
  readonly name: string;
  readonly klog: Catalogue;
}

/** Letters, digits and signs of a template that are fixed. */
function fixedText({ pieces }: Message): number {
  return pieces.reduce(
    (sum, piece) => sum + (typeof piece === 'string' ? piece.replace(/\s/g, '').length : 0),
    0,
  );
}

/** A template like `%s: %s` fits nearly any line. What is printed through it is known. */
const SAID_BY_WEAK = /^IPVS: \w+: no destination available/;

function longestLiteral({ pieces }: Message): string {
  const literals = pieces.filter((piece) => typeof piece === 'string');
  return literals.toSorted((a, b) => b.length - a.length)[0] ?? '';
}

/** How often a message came up, and in which record first. */
export interface Tally {
  readonly message: Message;
  count: number;
  readonly first: number;
}

/** The catalogues that a log is held against. A set of them is a number with one bit each. */
export class Kernels {
  private readonly parsers: readonly MessageParser[];
  private readonly bits = new Map<Message, number>();
  private readonly weak = new Set<Message>();
  /** What a line without `IPVS: ` has to hold to be a message. */
  private readonly marks: readonly string[];
  /** The kernel that knew the last line is asked first. */
  private last = 0;
  private readonly tallies = new Map<Message, Tally>();

  /** @param list at most 30 kernels; of two that know as many lines the first is chosen */
  constructor(readonly list: readonly KernelMessages[]) {
    const sets = list.map(({ klog }) => messages_of(klog));
    this.parsers = sets.map((messages) => new MessageParser(messages));
    const marks = new Set<string>();
    for (const [k, messages] of sets.entries()) {
      for (const message of messages) {
        this.bits.set(message, (this.bits.get(message) ?? 0) | (1 << k));
        if (fixedText(message) < 2) this.weak.add(message);
        if (!message.prefix) marks.add(longestLiteral(message));
      }
    }
    this.marks = [...marks];
  }

  /** What one kernel makes of a line; null = none of its messages. */
  parse(kernel: number, text: string): ParsedMessage | null {
    const parsed = this.parsers[kernel]?.parse(text) ?? null;
    return parsed && this.weak.has(parsed.message) && !SAID_BY_WEAK.test(text) ? null : parsed;
  }

  /** The kernels that know the line, and counts it for each of their messages under `record` (-1 = count nothing). */
  known(text: string, record = -1): number {
    let mask = 0;
    const count = this.parsers.length;
    for (let n = 0; n < count; n++) {
      const kernel = (this.last + n) % count;
      if (mask & (1 << kernel)) continue;
      const parsed = this.parse(kernel, text);
      if (!parsed) continue;
      if (mask === 0) this.last = kernel;
      mask |= this.bits.get(parsed.message) ?? 0;
      if (record >= 0) this.count(parsed.message, record);
    }
    return mask;
  }

  /** May a line without `IPVS: ` be a message? Cheap; {@link known} decides. */
  mayBeMessage(text: string): boolean {
    for (const mark of this.marks) if (text.includes(mark)) return true;
    return false;
  }

  /** The messages of one kernel that came up. */
  tally(kernel: number): Tally[] {
    return [...this.tallies.values()].filter(({ message }) => (this.bits.get(message) ?? 0) & (1 << kernel));
  }

  private count(message: Message, record: number): void {
    const known = this.tallies.get(message);
    if (known) known.count++;
    else this.tallies.set(message, { message, count: 1, first: record });
  }
}
