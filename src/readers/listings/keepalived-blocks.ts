import { type Problem, warning } from '../../base/result.ts';
import type { PasteLine } from './lines.ts';

/** A statement of keepalived.conf with the block behind it, if any. */
export interface Statement {
  line: number;
  /** Its words without quotes. */
  words: readonly string[];
  /** null = no block. */
  block: Statement[] | null;
}

/** Blocks inside each other beyond this many are skipped. */
const DEEPEST = 32;
const MOST_PROBLEMS = 100;

/** Words, `{` and `}` of a line; `!` and `#` begin a comment outside quotes. */
export function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  let word: string | null = null;
  let quoted = false;
  const finish = (): void => {
    if (word !== null) tokens.push(word);
    word = null;
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '"') quoted = false;
      else word = (word ?? '') + (c === '\\' && i + 1 < text.length ? text[++i] : c);
    } else if (c === '"') {
      quoted = true;
      word ??= '';
    } else if (c === '!' || c === '#') break;
    else if (c === ' ' || c === '\t') finish();
    else if ((c === '{' || c === '}') && text[i - 1] !== '$' && !(word ?? '').startsWith('${')) {
      finish();
      tokens.push(c);
    } else word = (word ?? '') + c;
  }
  finish();
  return tokens;
}

class BlockReader {
  readonly problems: Problem[] = [];
  readonly top: Statement[] = [];
  private readonly open: Statement[][] = [this.top];
  private readonly variables = new Map<string, string>();
  /** Blocks opened beyond the deepest one. */
  private skipped = 0;

  constructor(private readonly id: string | null) {}

  read({ line, text }: PasteLine): void {
    const rest = this.conditional(line, text);
    if (rest === null) return;
    const assignment = /^\$([A-Za-z_]\w{0,60})=(.*)$/.exec(rest);
    if (assignment) {
      this.variables.set(assignment[1], tokensOf(this.expand(assignment[2])).join(' '));
      return;
    }
    this.statements(line, tokensOf(this.expand(rest)));
  }

  end(line: number): void {
    const open = this.open.length - 1 + this.skipped;
    if (open > 0)
      this.complain('keepalived-brace', `${open} "{" without "}": the text ends inside a block.`, line);
  }

  /** `@id text` holds for `keepalived -i id` only, `@^id text` for all others; null = not for this one. */
  private conditional(line: number, text: string): string | null {
    const match = /^@(\^?)([\w()|.-]{1,100})\s*(.*)$/.exec(text);
    if (!match) return text;
    const named = match[2].replace(/[()]/g, '').split('|');
    const holds = (this.id !== null && named.includes(this.id)) !== (match[1] === '^');
    if (holds) return match[3];
    const message = `Line ${line} is for "keepalived -i ${named.join('|')}" only: it is left out.`;
    this.complain('keepalived-conditional', message, line, text);
    return null;
  }

  private expand(text: string): string {
    if (!text.includes('$')) return text;
    return text.replace(
      /\$(?:\{(\w{1,60})\}|([A-Za-z_]\w{0,60}))/g,
      (whole, braced?: string, bare?: string) => {
        return this.variables.get(braced ?? bare ?? '') ?? whole;
      },
    );
  }

  private statements(line: number, tokens: readonly string[]): void {
    let words: string[] = [];
    const finish = (): void => {
      if (words.length > 0 && this.skipped === 0)
        this.open[this.open.length - 1].push({ line, words, block: null });
      words = [];
    };
    for (const token of tokens) {
      if (token !== '{' && token !== '}') {
        words.push(token);
        continue;
      }
      finish();
      if (token === '{') this.enter(line);
      else this.leave(line);
    }
    finish();
  }

  /** A block belongs to the statement before it, on the same line or the line before. */
  private enter(line: number): void {
    const here = this.open[this.open.length - 1];
    if (this.skipped > 0 || this.open.length > DEEPEST) {
      if (this.skipped++ === 0) {
        this.complain(
          'keepalived-depth',
          `Blocks within ${DEEPEST} others are left out from line ${line} on.`,
          line,
        );
      }
      return;
    }
    let owner = here.at(-1);
    if (!owner || owner.block) {
      this.complain('keepalived-brace', `"{" on line ${line} has no name before it.`, line);
      owner = { line, words: [], block: null };
      here.push(owner);
    }
    owner.block = [];
    this.open.push(owner.block);
  }

  private leave(line: number): void {
    if (this.skipped > 0) this.skipped--;
    else if (this.open.length > 1) this.open.pop();
    else this.complain('keepalived-brace', `"}" on line ${line} closes no block.`, line);
  }

  private complain(code: string, message: string, line: number, evidence?: string): void {
    if (this.problems.length >= MOST_PROBLEMS) return;
    this.problems.push(warning(code, message, { line, ...(evidence === undefined ? {} : { evidence }) }));
  }
}

/**
 * The nested blocks of keepalived.conf (keepalived: lib/parser.c). `id` = the name that `keepalived -i` was given, null =
 * none. Definitions `$NAME=value` are filled in.
 */
export function readBlocks(
  lines: readonly PasteLine[],
  id: string | null,
): { top: Statement[]; problems: Problem[] } {
  const reader = new BlockReader(id);
  for (const line of lines) if (line.text !== '') reader.read(line);
  reader.end(lines.at(-1)?.line ?? 1);
  return { top: reader.top, problems: reader.problems };
}
