import type { Catalogue } from '../../klog/catalogue.ts';
import { only } from '../../klog/linux-2.6.32.ts';
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

/** What every kernel says when its modules are loaded: it speaks for none of them. */
const LOADING: readonly Message[] = [
  only.registered_protocols,
  only.table_configured,
  only.entry_bytes,
  only.loaded,
  only.scheduler_registered,
];

/** How often a message came up, and in which record first (-1 = never). */
export interface Tally {
  readonly message: Message;
  count: number;
  first: number;
}

/** A message, the kernels that have it, and how often it came up. */
interface Entry extends Tally {
  mask: number;
  readonly weak: boolean;
}

/** The catalogues that a log is held against. A set of them is a number with one bit each. */
export class Kernels {
  private readonly parsers: readonly MessageParser[];
  private readonly entries = new Map<Message, Entry>();
  /** What a line without `IPVS: ` has to hold to be a message. */
  private readonly marks: readonly string[];
  /** The kernel that knew the last line is asked first. */
  private last = 0;

  /** @param list at most 30 kernels; of two that know as many lines the first is chosen */
  constructor(readonly list: readonly KernelMessages[]) {
    const sets = list.map(({ klog }) => [...new Set([...messages_of(klog), ...LOADING])]);
    this.parsers = sets.map((messages) => new MessageParser(messages));
    const marks = new Set<string>();
    for (const [k, messages] of sets.entries()) {
      for (const message of messages) {
        const entry = this.entries.get(message);
        if (entry) entry.mask |= 1 << k;
        else {
          const weak = fixedText(message) < 2;
          this.entries.set(message, { message, mask: 1 << k, weak, count: 0, first: -1 });
        }
        if (!message.prefix) marks.add(longestLiteral(message));
      }
    }
    this.marks = [...marks];
  }

  /** What one kernel makes of a line; null = none of its messages. */
  parse(kernel: number, text: string): ParsedMessage | null {
    const parsed = this.parsers[kernel]?.parse(text) ?? null;
    return parsed && this.entryOf(parsed, text) ? parsed : null;
  }

  /** The kernels that know the line, and counts it for each of their messages under `record` (-1 = count nothing). */
  known(text: string, record = -1): number {
    let mask = 0;
    const count = this.parsers.length;
    for (let n = 0; n < count; n++) {
      const kernel = (this.last + n) % count;
      if (mask & (1 << kernel)) continue;
      const parsed = this.parsers[kernel].parse(text);
      const entry = parsed && this.entryOf(parsed, text);
      if (!entry) continue;
      if (mask === 0) this.last = kernel;
      mask |= entry.mask;
      if (record < 0) continue;
      if (entry.count++ === 0) entry.first = record;
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
    return [...this.entries.values()].filter(({ count, mask }) => count > 0 && mask & (1 << kernel));
  }

  private entryOf({ message }: ParsedMessage, text: string): Entry | null {
    const entry = this.entries.get(message);
    return entry && (!entry.weak || SAID_BY_WEAK.test(text)) ? entry : null;
  }
}
