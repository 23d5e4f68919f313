import type { ExpressionProblem } from './catalogue.ts';
import { LONGEST, lex, problemAt, type Sign, type Token } from './lexer.ts';

interface Place {
  readonly from: number;
  readonly to: number;
}

export type Comparator = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** What stands for a value: a word (field or literal) or a quoted text. */
export type Operand = Place & { readonly kind: 'word' | 'string'; readonly text: string };

/** An expression by its form; what its words are is decided in check.ts. */
export type Tree = Place &
  (
    | { readonly kind: 'all' | 'any'; readonly of: readonly Tree[] }
    | { readonly kind: 'not'; readonly of: Tree }
    | { readonly kind: 'compare'; readonly op: Comparator; readonly left: Tree; readonly right: Tree }
    | { readonly kind: 'contains'; readonly left: Tree; readonly right: Tree }
    | { readonly kind: 'in'; readonly left: Tree; readonly items: readonly Operand[] }
    | { readonly kind: 'mask'; readonly left: Tree; readonly with: Operand }
    | { readonly kind: 'operand'; readonly operand: Operand }
  );

/** Brackets and `!` inside each other. */
const DEEPEST = 60;

const COMPARATORS: readonly string[] = ['==', '!=', '<', '<=', '>', '>='];

/** A problem on its way out of the recursion; it never leaves this file. */
class Stop extends Error {
  readonly problem: ExpressionProblem;
  constructor(problem: ExpressionProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** The form of an expression, or the first thing that is wrong with it. Never throws. */
export function parse(text: string): { tree: Tree } | { problem: ExpressionProblem } {
  if (text.length > LONGEST)
    return {
      problem: problemAt(
        { from: LONGEST, to: text.length },
        `An expression has at most ${LONGEST} characters.`,
      ),
    };
  const tokens = lex(text);
  if (tokens.length === 0) return { problem: problemAt({ from: 0, to: text.length }, 'Nothing is written.') };
  try {
    return { tree: new Parser(tokens, text.length).whole() };
  } catch (error) {
    if (error instanceof Stop) return { problem: error.problem };
    throw error;
  }
}

class Parser {
  private at = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];
  private readonly length: number;

  constructor(tokens: readonly Token[], length: number) {
    this.tokens = tokens;
    this.length = length;
  }

  whole(): Tree {
    const tree = this.anyOf();
    const rest = this.tokens[this.at];
    if (rest) throw new Stop(problemAt(rest, unexpected(rest, this.tokens[this.at - 1])));
    return tree;
  }

  private anyOf(): Tree {
    return this.chain('any', '||', () => this.chain('all', '&&', () => this.negated()));
  }

  private chain(kind: 'any' | 'all', symbol: Sign, part: () => Tree): Tree {
    const of = [part()];
    while (this.take(symbol)) of.push(part());
    return of.length === 1 ? of[0] : { kind, of, from: of[0].from, to: of[of.length - 1].to };
  }

  private negated(): Tree {
    const sign = this.take('!');
    if (!sign) return this.relation();
    const of = this.deeper(sign, () => this.negated());
    return { kind: 'not', of, from: sign.from, to: of.to };
  }

  private relation(): Tree {
    const left = this.value();
    const next = this.tokens[this.at];
    if (next?.kind !== 'symbol') return left;
    if (COMPARATORS.includes(next.symbol)) {
      this.at++;
      const right = this.value(next);
      this.refuseChain();
      return { kind: 'compare', op: next.symbol as Comparator, left, right, from: left.from, to: right.to };
    }
    if (next.symbol === 'contains') {
      this.at++;
      const right = this.value(next);
      return { kind: 'contains', left, right, from: left.from, to: right.to };
    }
    if (next.symbol === 'in') return this.membership(left);
    const after = this.tokens[this.at + 1];
    if (next.symbol !== '!' || after?.kind !== 'symbol' || after.symbol !== 'in') return left;
    this.at++;
    const of = this.membership(left);
    return { kind: 'not', of, from: left.from, to: of.to };
  }

  /** `a < b < c` reads as nothing sensible in either language. */
  private refuseChain(): void {
    const next = this.tokens[this.at];
    if (next?.kind === 'symbol' && COMPARATORS.includes(next.symbol))
      throw new Stop(
        problemAt(next, `Two comparisons need && between them: a ${next.text} b && b ${next.text} c.`),
      );
  }

  private membership(left: Tree): Tree {
    const word = this.expect('in', 'in');
    this.expect('{', 'A set is written in braces: in {80, 443}', word);
    const items: Operand[] = [];
    do items.push(this.operand(this.tokens[this.at - 1]));
    while (this.take(','));
    const close = this.expect('}', 'The set needs a closing }', this.tokens[this.at - 1]);
    return { kind: 'in', left, items, from: left.from, to: close.to };
  }

  private value(after?: Token): Tree {
    let left = this.primary(after);
    for (;;) {
      const sign = this.take('&');
      if (!sign) return left;
      const operand = this.operand(sign);
      // Masks of masks are one mask: a chain of them does not grow deep.
      left = { kind: 'mask', left, with: operand, from: left.from, to: operand.to };
      if (this.peek('&'))
        throw new Stop(
          problemAt(
            this.tokens[this.at],
            'One & is enough: write the bits as one number. Between tests write &&.',
          ),
        );
    }
  }

  private primary(after?: Token): Tree {
    const open = this.take('(');
    if (!open) {
      const operand = this.operand(after);
      return { kind: 'operand', operand, from: operand.from, to: operand.to };
    }
    const inner = this.deeper(open, () => this.anyOf());
    const close = this.expect(')', 'The bracket is not closed: ) is missing', open);
    return { ...inner, from: open.from, to: close.to };
  }

  private operand(after?: Token): Operand {
    const token = this.tokens[this.at];
    const before = after ?? this.tokens[this.at - 1];
    if (!token)
      throw new Stop(problemAt(before ?? this.end(), `Something is missing behind ${shown(before)}.`));
    if (token.kind === 'string' && !token.closed)
      throw new Stop(problemAt(token, 'The text has no closing quote.'));
    if (token.kind === 'symbol' || token.kind === 'other')
      throw new Stop(problemAt(token, unexpected(token, before)));
    this.at++;
    return { kind: token.kind, text: token.text, from: token.from, to: token.to };
  }

  private deeper<T>(token: Token, inside: () => T): T {
    if (++this.depth > DEEPEST) throw new Stop(problemAt(token, `Brackets go at most ${DEEPEST} deep.`));
    const result = inside();
    this.depth--;
    return result;
  }

  private peek(symbol: Sign): boolean {
    const token = this.tokens[this.at];
    return token?.kind === 'symbol' && token.symbol === symbol;
  }

  private take(symbol: Sign): Token | null {
    return this.peek(symbol) ? this.tokens[this.at++] : null;
  }

  private expect(symbol: Sign, message: string, place?: Token): Token {
    const found = this.take(symbol);
    if (found) return found;
    throw new Stop(problemAt(this.tokens[this.at] ?? place ?? this.end(), `${message}.`));
  }

  private end(): Place {
    return { from: Math.max(0, this.length - 1), to: this.length };
  }
}

function shown(token: Token | undefined): string {
  return token ? token.text : 'the beginning';
}

const WRITE: Readonly<Record<string, string>> = {
  '=': 'One = is no operator: to compare write ==.',
  '|': 'One | is no operator: write || or the word or.',
  '~': 'There are no regular expressions here: write contains and a text.',
  '->': 'An arrow with blanks around it is no operator: write cp.state or cp->state.',
};

function unexpected(token: Token, before: Token | undefined): string {
  if (token.kind === 'other') return WRITE[token.text] ?? `${token.text} means nothing here.`;
  if (token.kind !== 'symbol') {
    return before?.kind === 'word' && (before.text === 'matches' || token.text === 'matches')
      ? 'There are no regular expressions here: write contains and a text.'
      : `Between ${shown(before)} and ${token.text} an operator is missing: ==, contains, && and others. Words that belong together stand in quotes.`;
  }
  if (token.symbol === ')') return 'There is no ( for this ).';
  return before
    ? `${token.text} cannot stand behind ${before.text}.`
    : `An expression cannot begin with ${token.text}.`;
}
