/**
 * The little of the POSIX shell's grammar that administrators' one-liners use: words, quotes, `;`, `&&`, `||`,
 * `|`, `&`, redirections and comments. Nothing is executed and nothing is expanded.
 */
export interface SimpleCommand {
  /** Words with their quotes removed. */
  words: readonly string[];
  redirects: readonly Redirect[];
}

export interface Redirect {
  op: '<' | '<<' | '>' | '>>';
  target: string;
}

const SEPARATOR = /^(?:;;?|&&|\|\||\||&|\(|\))/;
const DUPLICATE = /^\d?[<>]&[\d-]/;
const REDIRECT = /^\d?(<<|<|>>|>)[-|]?/;

class ShellScanner {
  private readonly commands: SimpleCommand[] = [];
  private words: string[] = [];
  private redirects: Redirect[] = [];
  private pending: Redirect['op'] | null = null;
  private pos = 0;

  constructor(private readonly line: string) {}

  /** The simple commands of the line, or null if a quote is not closed. */
  scan(): SimpleCommand[] | null {
    while (this.pos < this.line.length) {
      const rest = this.line.slice(this.pos);
      if (rest.startsWith('#')) break;
      if (!this.blanks(rest) && !this.operator(rest)) {
        const word = this.word();
        if (word === null) return null;
        this.add(word);
      }
    }
    this.finish();
    return this.commands;
  }

  private blanks(rest: string): boolean {
    const blanks = /^\s+/.exec(rest);
    if (blanks) this.pos += blanks[0].length;
    return blanks !== null;
  }

  private operator(rest: string): boolean {
    const separator = SEPARATOR.exec(rest);
    const redirect = DUPLICATE.exec(rest) ?? REDIRECT.exec(rest);
    if (separator) this.finish();
    else if (redirect) this.pending = (redirect[1] as Redirect['op'] | undefined) ?? null;
    this.pos += (separator ?? redirect)?.[0].length ?? 0;
    return (separator ?? redirect) !== null;
  }

  private add(word: string): void {
    if (this.pending) this.redirects.push({ op: this.pending, target: word });
    else this.words.push(word);
    this.pending = null;
  }

  private finish(): void {
    if (this.words.length > 0 || this.redirects.length > 0) {
      this.commands.push({ words: this.words, redirects: this.redirects });
    }
    this.words = [];
    this.redirects = [];
    this.pending = null;
  }

  private word(): string | null {
    let text = '';
    while (this.pos < this.line.length && !/[\s;&|<>()]/.test(this.line[this.pos])) {
      const c = this.line[this.pos];
      if (c === '$' && this.line[this.pos + 1] === '(') text += this.substitution();
      else if (c === "'" || c === '"') {
        const quoted = this.quoted(c);
        if (quoted === null) return null;
        text += quoted;
      } else {
        if (c === '\\' && this.pos + 1 < this.line.length) this.pos++;
        text += this.line[this.pos++];
      }
    }
    return text;
  }

  /** `$(...)` as it stands. */
  private substitution(): string {
    const start = this.pos;
    let depth = 0;
    do {
      if (this.line[this.pos] === '(') depth++;
      if (this.line[this.pos] === ')') depth--;
      this.pos++;
    } while (this.pos < this.line.length && (depth > 0 || this.pos === start + 1));
    return this.line.slice(start, this.pos);
  }

  private quoted(quote: string): string | null {
    let text = '';
    for (this.pos++; this.pos < this.line.length; this.pos++) {
      const c = this.line[this.pos];
      if (c === quote) {
        this.pos++;
        return text;
      }
      if (c === '\\' && quote === '"' && /["\\$`]/.test(this.line[this.pos + 1] ?? '')) this.pos++;
      text += this.line[this.pos];
    }
    return null;
  }
}

/** Splits one line into simple commands; null = a quote is not closed on this line. */
export function splitShell(line: string): SimpleCommand[] | null {
  return new ShellScanner(line).scan();
}

/** The line without an interactive prompt that was pasted with it: `[root@lb ~]# `, `root@lb:~$ `, `$ `. */
export function stripPrompt(line: string): string {
  return line.replace(/^\s*(?:\[[\w.-]+@[^\]]*\]\s*[#$]|[\w.-]+@[\w.-]+:[^#$]*[#$]|\$)\s+/, '');
}
