/** A piece of a line; `differs` = the other side has something else there. */
export interface Piece {
  text: string;
  differs: boolean;
}

const TOKEN = /\s+|->|,|(?:(?!->)[^\s,])+/g;
/** Longer lines are marked as a whole: the table of common words would be large. */
const MOST_WORDS = 120;

/** Lengths of the longest common subsequences of all ends of two lists. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint8Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint8Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  return table;
}

function add(pieces: Piece[], text: string, differs: boolean): void {
  const last = pieces.at(-1);
  if (last?.differs === differs) last.text += text;
  else pieces.push({ text, differs });
}

function words(pieces: readonly Piece[], differs: boolean): number {
  const of = (text: string): number => (text.match(TOKEN) ?? []).filter((token) => /\w/.test(token)).length;
  return pieces.reduce((sum, piece) => (piece.differs === differs ? sum + of(piece.text) : sum), 0);
}

/** Lines that share less than this of their words are other messages: marking their words would say nothing. */
const ALIKE = 0.5;

/** The pieces of two lines that are one message with other words; null = they are two messages. */
export function changedWords(a: string, b: string): { a: Piece[]; b: Piece[] } | null {
  const pieces = wordPieces(a, b);
  const same = words(pieces.a, false);
  const most = same + Math.max(words(pieces.a, true), words(pieces.b, true));
  return most > 0 && same / most >= ALIKE ? pieces : null;
}

/** Two lines in pieces, so that the words in which they differ can be marked. Joined, the pieces give the lines again. */
export function wordPieces(a: string, b: string): { a: Piece[]; b: Piece[] } {
  const left = a.match(TOKEN) ?? [];
  const right = b.match(TOKEN) ?? [];
  if (left.length > MOST_WORDS || right.length > MOST_WORDS) {
    return { a: [{ text: a, differs: a !== b }], b: [{ text: b, differs: a !== b }] };
  }
  const table = commonLengths(left, right);
  const pieces: { a: Piece[]; b: Piece[] } = { a: [], b: [] };
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      add(pieces.a, left[i++], false);
      add(pieces.b, right[j++], false);
    } else if (j >= right.length || (i < left.length && table[i + 1][j] >= table[i][j + 1])) {
      add(pieces.a, left[i++], true);
    } else add(pieces.b, right[j++], true);
  }
  return pieces;
}
