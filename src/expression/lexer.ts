import type { ExpressionProblem } from './catalogue.ts';

/** Longest expression in characters: nobody writes more, and hostile text costs no time. */
export const LONGEST = 4000;

export type Sign =
  | '=='
  | '!='
  | '<='
  | '>='
  | '<'
  | '>'
  | '&&'
  | '||'
  | '!'
  | '&'
  | '('
  | ')'
  | '{'
  | '}'
  | ','
  | 'contains'
  | 'in';

export type Token =
  | {
      readonly kind: 'symbol';
      readonly symbol: Sign;
      readonly text: string;
      readonly from: number;
      readonly to: number;
    }
  /** A field, a name, a number, an address, a prefix, an endpoint or a range: what it is follows from its place. */
  | { readonly kind: 'word'; readonly text: string; readonly from: number; readonly to: number }
  | {
      readonly kind: 'string';
      readonly text: string;
      readonly from: number;
      readonly to: number;
      readonly closed: boolean;
    }
  /** A character that stands for nothing here. */
  | { readonly kind: 'other'; readonly text: string; readonly from: number; readonly to: number };

const TWO = ['==', '!=', '<=', '>=', '&&', '||'] as const;
const ONE = ['<', '>', '!', '&', '(', ')', '{', '}', ','] as const;

/** Operators that are written as words, as Wireshark has them. */
const WORDS: Readonly<Record<string, Sign>> = {
  eq: '==',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  and: '&&',
  or: '||',
  not: '!',
  contains: 'contains',
  in: 'in',
};

/** Takes a text apart; every character but blanks belongs to one token. Never fails. */
export function lex(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (isBlank(text, at)) {
      at++;
      continue;
    }
    const token = nextToken(text, at);
    tokens.push(token);
    at = token.to;
  }
  return tokens;
}

function nextToken(text: string, from: number): Token {
  const c = text[from];
  if (c === '"' || c === "'") return quoted(text, from, c);
  const to = wordEnd(text, from);
  if (to > from) {
    const word = text.slice(from, to);
    const symbol = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
    return symbol ? { kind: 'symbol', symbol, text: word, from, to } : { kind: 'word', text: word, from, to };
  }
  const two = TWO.find((symbol) => text.startsWith(symbol, from));
  if (two) return { kind: 'symbol', symbol: two, text: two, from, to: from + 2 };
  const one = text.startsWith('->', from) ? undefined : ONE.find((symbol) => symbol === c);
  if (one) return { kind: 'symbol', symbol: one, text: one, from, to: from + 1 };
  const end = text.startsWith('->', from)
    ? from + 2
    : from + String.fromCodePoint(text.codePointAt(from)!).length;
  return { kind: 'other', text: text.slice(from, end), from, to: end };
}

/** A quoted text; a backslash lets a quote or a backslash stand for itself. */
function quoted(text: string, from: number, quote: string): Token {
  let value = '';
  let at = from + 1;
  while (at < text.length && text[at] !== quote) {
    if (text[at] === '\\' && at + 1 < text.length) at++;
    value += text[at++];
  }
  const closed = at < text.length;
  return { kind: 'string', text: value, from, to: closed ? at + 1 : at, closed };
}

/** Behind the word that begins here; `[fd00::1]:80`, `cp->caddr` and `-1` are words, `a -> b` is none. */
function wordEnd(text: string, from: number): number {
  let at = from;
  if (text[at] === '[') {
    const close = text.indexOf(']', at);
    if (close < 0 || !isAddressText(text, at + 1, close)) return from;
    at = close + 1;
  } else if (text[at] === '-' && isDigit(text, at + 1)) at++;
  for (;;) {
    if (isWordPart(text, at)) at++;
    else if (at > from && text.startsWith('->', at) && isLetter(text, at + 2)) at += 2;
    else if (at > from && text[at] === '-' && isWordPart(text, at + 1)) at++;
    else return at;
  }
}

function isAddressText(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isWordPart(text, at)) return false;
  return to > from;
}

function isBlank(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  return c === 32 || (c >= 9 && c <= 13) || c === 0xa0;
}

function isDigit(text: string, at: number): boolean {
  const c = text.charCodeAt(at);
  return c >= 48 && c <= 57;
}

function isLetter(text: string, at: number): boolean {
  const c = text.charCodeAt(at) | 32;
  return (c >= 97 && c <= 122) || text[at] === '_';
}

/** Letters, digits and `_ . : / #` hold a word together. */
function isWordPart(text: string, at: number): boolean {
  if (at >= text.length) return false;
  const c = text[at];
  return (
    isDigit(text, at) || isLetter(text, at) || c === '.' || c === ':' || c === '/' || c === '#' || c === '*'
  );
}

export function problemAt(
  place: { readonly from: number; readonly to: number },
  message: string,
): ExpressionProblem {
  return { message, from: place.from, to: place.to };
}
