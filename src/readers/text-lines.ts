import { type Problem, warning } from '../base/result.ts';

export interface TextLine {
  /** Number of its (first) line, from 1. */
  line: number;
  text: string;
}

/** The lines of a text without line ends and byte order mark; with `continued`, a final backslash joins the next line. */
export function textLines(text: string, continued = false): TextLine[] {
  const lines: TextLine[] = [];
  let open: TextLine | null = null;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const joined: boolean = continued && raw.endsWith('\\') && !/^\s*#/.test(raw);
    const part = joined ? raw.slice(0, -1) : raw;
    if (open) open.text += ` ${part.trimStart()}`;
    else {
      open = { line: index + 1, text: part };
      lines.push(open);
    }
    if (!joined) open = null;
  }
  return lines;
}

/** At most `limit` problems; what is left out is counted in one more, so that nothing is lost in silence. */
export function limitProblems(problems: readonly Problem[], limit = 200): Problem[] {
  if (problems.length <= limit) return [...problems];
  const omitted = problems.length - limit;
  const more = warning('more-problems', `${omitted} more problems of this file are not listed.`);
  return [...problems.slice(0, limit), more];
}
