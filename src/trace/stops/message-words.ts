import { PROFILES } from '../../kernel/profiles/index.ts';
import type { Message, Piece } from '../../klog/message.ts';
import { messages_of } from '../../klog/messages.ts';

/** Which messages can have some words in their text, whatever values are printed. */

const NUMBER = /^[-\d]$/;
const HEX = /^[\da-f]$/;
const ADDRESS = /^[\da-f.:[\]]$/;

function fits(piece: Exclude<Piece, string>, letter: string): boolean {
  switch (piece.conversion) {
    case 'c':
      return true;
    case 'd':
    case 'u':
      return NUMBER.test(letter);
    case 'x':
    case 'X':
      return HEX.test(letter);
    default:
      return ADDRESS.test(letter);
  }
}

/** Can the words from `at` on stand at a place of the template? `offset` counts in literal text. */
function standsAt(
  pieces: readonly Piece[],
  number: number,
  offset: number,
  words: string,
  at: number,
): boolean {
  if (at === words.length) return true;
  const piece = pieces[number];
  if (piece === undefined) return false;
  if (typeof piece === 'string') {
    if (offset === piece.length) return standsAt(pieces, number + 1, 0, words, at);
    return piece[offset].toLowerCase() === words[at] && standsAt(pieces, number, offset + 1, words, at + 1);
  }
  // A text can be anything.
  if (piece.conversion === 's') return true;
  return (
    standsAt(pieces, number + 1, 0, words, at) ||
    (fits(piece, words[at]) && standsAt(pieces, number, 0, words, at + 1))
  );
}

/** @param words in lower case */
export function canSay({ pieces }: Message, words: string): boolean {
  return pieces.some((piece, number) => {
    const places = typeof piece === 'string' ? piece.length : 1;
    for (let offset = 0; offset < places; offset++)
      if (standsAt(pieces, number, offset, words, 0)) return true;
    return false;
  });
}

/** Messages of all kernels by their names: several kernels may word one differently. */
const BY_ID = new Map<string, Message[]>();
for (const { klog } of PROFILES) {
  for (const message of messages_of(klog)) {
    const known = BY_ID.get(message.id) ?? [];
    if (!known.includes(message)) BY_ID.set(message.id, [...known, message]);
  }
}

export function isMessageId(id: string): boolean {
  return BY_ID.has(id);
}

export function messagesNamed(id: string): readonly Message[] {
  return BY_ID.get(id) ?? [];
}

export const MESSAGE_IDS: readonly string[] = [...BY_ID.keys()];
