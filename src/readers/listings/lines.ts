import { type Problem, warning } from '../../base/result.ts';
import { textLines } from '../text-lines.ts';

/** A line of pasted text, without what the way of pasting added to it. */
export interface PasteLine {
  /** From 1. */
  line: number;
  /** Without blanks at both ends. */
  text: string;
  /** True = blanks stood before the text. */
  indented: boolean;
}

/** Characters of a line that are looked at: no listing has longer ones. */
const LONGEST_LINE = 10_000;
/** Terminal sequences: colours and cursor movements, titles (ECMA-48). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals send these
const ANSI = /\x1b(?:\[[0-9;?]{0,40}[A-Za-z]|\][^\x07\x1b]{0,400}(?:\x07|\x1b\\)|[()][A-Z0-9])/g;
const FENCE = /^(?:```|~~~)[\w-]*$/;

/**
 * Splits pasted text into lines and takes off quoting (`> `), colours, Markdown fences, `&gt;`, no-break spaces and line
 * ends of any kind. Line numbers are those of the text.
 */
export function pasteLines(text: string): { lines: PasteLine[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const lines = textLines(text).map(({ line, text: raw }): PasteLine => {
    if (raw.length > LONGEST_LINE) {
      const message = `Line ${line} has ${raw.length} characters: only the first ${LONGEST_LINE} are read.`;
      problems.push(warning('paste-long-line', message, { line }));
    }
    return cleanLine(line, raw.slice(0, LONGEST_LINE));
  });
  return { lines, problems };
}

function cleanLine(line: number, raw: string): PasteLine {
  const plain = raw
    .replace(ANSI, '')
    .replace(/\u00a0/g, ' ')
    .replace(/&gt;/g, '>');
  const unquoted = plain.replace(/^[ \t]{0,8}(?:>[ \t]?){1,20}/, '');
  const text = unquoted.trim();
  return { line, text: FENCE.test(text) ? '' : text, indented: /^[ \t]/.test(unquoted) };
}

/** The words of a line, apart by blanks of any number. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
