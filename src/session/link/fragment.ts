import { error, type Problem } from '../../base/result.ts';
import { type Unpacked, unpackCase } from './pack.ts';

/** A packed case in the fragment of a URL: `#case=` and its bytes in base64url (RFC 4648 section 5), without padding. */

const NAME = 'case=';
/** Bytes that are made into characters at a time. */
const SLICE = 0x8000;

export function fragmentOf(packed: Uint8Array): string {
  let text = '';
  for (let at = 0; at < packed.length; at += SLICE)
    text += String.fromCharCode(...packed.subarray(at, at + SLICE));
  return `#${NAME}${btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
}

/** Does a fragment say that it holds a case? */
export function hasCase(fragment: string): boolean {
  return fragment.startsWith(`#${NAME}`);
}

function problem(message: string, offset: number): Problem {
  return error('link', `${message} Ask the sender for the whole link, or for the case as a file.`, {
    offset,
  });
}

/** Where links are cut and shortened, characters such as `.` and `)` come to their end: they are put aside. */
export function readFragment(fragment: string): Unpacked {
  const text = fragment.slice(1 + NAME.length).replace(/[).,;>\]\s]+$/, '');
  const bad = /[^A-Za-z0-9_-]/.exec(text);
  if (bad)
    return {
      ok: false,
      problem: problem(`Character ${bad.index + 1} of the link does not belong there.`, bad.index),
    };
  if (text.length % 4 === 1) return { ok: false, problem: problem('The link is cut off.', text.length) };
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return unpackCase(Uint8Array.from(binary, (sign) => sign.charCodeAt(0)));
}

/**
 * How long a link may be, whole, to get through. Measured with Chromium 156 and Firefox 153, and as the services document
 * it; the shortest first.
 */
export const FITS = [
  { most: 2000, where: 'anywhere: chats, mails, address bars' },
  { most: 32_000, where: 'most places: issue trackers, wikis, address bars' },
  { most: 65_536, where: 'a comment on GitHub' },
  { most: 1_000_000, where: 'a browser’s address bar only' },
] as const;

/** null = too long for a link. */
export function fitOf(length: number): (typeof FITS)[number] | null {
  return FITS.find(({ most }) => length <= most) ?? null;
}
