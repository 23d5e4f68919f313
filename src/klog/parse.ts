import { parseIn4, parseIn6 } from '../base/inet.ts';
import type { Conversion, Message, MessageValue, Piece } from './message.ts';

/** A line of the kernel's log, taken apart. */
export interface ParsedMessage {
  readonly message: Message;
  readonly values: readonly MessageValue[];
}

/** Characters of the template's start by which messages are looked up. */
const KEY = 3;
const PREFIX = 'IPVS: ';

const isDigit = (c: number): boolean => c >= 48 && c <= 57;
const isHex = (c: number): boolean => isDigit(c) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102);
const MINUS = 45;
const COLON = 58;
const DOT = 46;
/** The longest text of an address, in brackets. */
const LONGEST_ADDRESS = 64;

function run(text: string, from: number, accept: (c: number) => boolean): number {
  let at = from;
  while (at < text.length && accept(text.charCodeAt(at))) at++;
  return at;
}

interface Taken {
  readonly value: MessageValue;
  readonly end: number;
}

function number(text: string, from: number): Taken | null {
  const digits = text.charCodeAt(from) === MINUS ? from + 1 : from;
  const end = run(text, digits, isDigit);
  return end === digits ? null : { value: Number(text.slice(from, end)), end };
}

/** What is longer than a word (a pointer) stays text. */
function hex(text: string, from: number): Taken | null {
  const end = run(text, from, isHex);
  if (end === from || end - from > 16) return null;
  const digits = text.slice(from, end);
  return { value: end - from > 8 ? digits : Number.parseInt(digits, 16), end };
}

function in4(text: string, from: number): Taken | null {
  const end = run(text, from, (c) => isDigit(c) || c === DOT);
  const value = end - from > LONGEST_ADDRESS ? null : parseIn4(text.slice(from, end));
  return value === null ? null : { value, end };
}

function in6(text: string, from: number): Taken | null {
  const end = run(text, from, (c) => isHex(c) || c === COLON || c === DOT);
  const value = end - from > LONGEST_ADDRESS ? null : parseIn6(text.slice(from, end));
  return value === null ? null : { value, end };
}

/** `%A`: IPv6 stands in brackets. */
function bracketed(text: string, from: number): Taken | null {
  if (text[from] !== '[') return in4(text, from);
  const taken = in6(text, from + 1);
  return taken && text[taken.end] === ']' ? { value: taken.value, end: taken.end + 1 } : null;
}

/**
 * Text up to the literal that follows, or to the end. Blanks before the literal belong to the text (the kernel
 * pads names); of two texts side by side the first one is empty.
 */
function words(text: string, from: number, next: Piece | undefined): Taken | null {
  if (next === undefined) return { value: text.slice(from), end: text.length };
  if (typeof next !== 'string') return { value: '', end: from };
  let end = text.indexOf(next, from);
  if (end < 0) return null;
  while (next.startsWith(' ') && text.startsWith(next, end + 1)) end++;
  return { value: text.slice(from, end), end };
}

function take(text: string, from: number, conversion: Conversion, next: Piece | undefined): Taken | null {
  switch (conversion) {
    case 'd':
    case 'u':
      return number(text, from);
    case 'X':
    case 'x':
      return hex(text, from);
    case 'c':
      return from < text.length ? { value: text[from], end: from + 1 } : null;
    case 'A':
      return bracketed(text, from);
    case 'pI4':
      return in4(text, from);
    case 'pI6':
    case 'pI6c':
      return in6(text, from) ?? in4(text, from);
    default:
      return words(text, from, next);
  }
}

/** The values of a message whose whole text this is, or null. Takes time in proportion to the text. */
export function matchMessage(message: Message, text: string): readonly MessageValue[] | null {
  const { pieces } = message;
  const values: MessageValue[] = [];
  let at = 0;
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i];
    if (typeof piece === 'string') {
      if (!text.startsWith(piece, at)) return null;
      at += piece.length;
      continue;
    }
    const taken = take(text, at, piece.conversion, pieces[i + 1]);
    if (!taken) return null;
    values.push(taken.value);
    at = taken.end;
  }
  return at === text.length ? values : null;
}

/** How much of a template is fixed text: the more, the surer a match. */
function fixedLength({ pieces }: Message): number {
  return pieces.reduce((sum, piece) => sum + (typeof piece === 'string' ? piece.length : 0), 0);
}

/** Reads lines of a kernel's IPVS back into messages: the reverse of `formatMessage`. */
export class MessageParser {
  private readonly byStart = new Map<string, Message[]>();
  private readonly others: Message[] = [];

  constructor(messages: readonly Message[]) {
    for (const message of messages.toSorted((a, b) => fixedLength(b) - fixedLength(a))) {
      const first = message.pieces[0];
      if (typeof first !== 'string' || first.length < KEY) {
        this.others.push(message);
        continue;
      }
      const key = first.slice(0, KEY);
      const known = this.byStart.get(key);
      if (known) known.push(message);
      else this.byStart.set(key, [message]);
    }
  }

  /** @param line a line without its stamp, with or without `IPVS: `; null = none of this kernel's messages. */
  parse(line: string): ParsedMessage | null {
    const prefixed = line.startsWith(PREFIX);
    const text = prefixed ? line.slice(PREFIX.length) : line;
    const own = this.byStart.get(text.slice(0, KEY));
    return (own && first(own, text, prefixed)) ?? first(this.others, text, prefixed);
  }
}

function first(messages: readonly Message[], text: string, prefixed: boolean): ParsedMessage | null {
  for (const message of messages) {
    if (message.prefix !== prefixed) continue;
    const values = matchMessage(message, text);
    if (values) return { message, values };
  }
  return null;
}
