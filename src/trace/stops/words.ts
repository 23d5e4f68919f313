import type { ExpressionProblem } from '../../expression/catalogue.ts';

/** A word of a stop's text, or a text in quotes, and where it stands. */
export interface Word {
  readonly text: string;
  readonly quoted: boolean;
  readonly from: number;
  readonly to: number;
}

export class StopProblem extends Error {
  constructor(readonly problem: ExpressionProblem) {
    super(problem.message);
  }
}

export function fail(message: string, place: { from: number; to: number }): never {
  throw new StopProblem({ message, from: place.from, to: place.to });
}

/** Reads words one after the other; the rest of the text can be taken whole at any word. */
export class Words {
  private at = 0;
  private waiting: Word | null = null;

  constructor(readonly text: string) {}

  /** The next word without taking it; null = the end. */
  peek(): Word | null {
    this.waiting ??= this.read();
    return this.waiting;
  }

  take(): Word | null {
    const word = this.peek();
    this.waiting = null;
    return word;
  }

  /** The next word; `missing` says what should stand there. */
  need(missing: string): Word {
    const word = this.take();
    if (word) return word;
    const to = this.text.length;
    return fail(missing, { from: Math.max(0, to - 1), to });
  }

  /** Takes the next word if it is one of these. */
  takeIf(...texts: readonly string[]): Word | null {
    const word = this.peek();
    return word && !word.quoted && texts.includes(word.text) ? this.take() : null;
  }

  /** Where the next word begins. */
  get next(): number {
    return this.peek()?.from ?? this.text.length;
  }

  private read(): Word | null {
    const { text } = this;
    while (this.at < text.length && /\s/.test(text[this.at])) this.at++;
    if (this.at >= text.length) return null;
    return text[this.at] === '"' ? this.readQuoted() : this.readPlain();
  }

  private readPlain(): Word {
    const from = this.at;
    while (this.at < this.text.length && !/\s/.test(this.text[this.at])) this.at++;
    return { text: this.text.slice(from, this.at), quoted: false, from, to: this.at };
  }

  private readQuoted(): Word {
    const from = this.at;
    let inside = '';
    for (this.at++; this.at < this.text.length && this.text[this.at] !== '"'; this.at++) {
      if (this.text[this.at] === '\\' && this.at + 1 < this.text.length) this.at++;
      inside += this.text[this.at];
    }
    if (this.at >= this.text.length) fail('The text has no closing quote.', { from, to: this.text.length });
    this.at++;
    return { text: inside, quoted: true, from, to: this.at };
  }
}
