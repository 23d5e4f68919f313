import type { Cursor, Phrase, ServerRef } from '../trace/views.ts';

/** The pieces that sentences are made of. */

export const text = (words: string): Phrase => ({ kind: 'text', text: words });
export const code = (words: string): Phrase => ({ kind: 'code', text: words });
export const strong = (words: string): Phrase => ({ kind: 'strong', text: words });
export const template = (words: string): Phrase => ({ kind: 'template', text: words });
export const serverPhrase = (server: ServerRef): Phrase => ({ kind: 'server', server });
/** Evidence: where it was made. */
export const link = (words: string, to: Cursor): Phrase => ({ kind: 'link', text: words, to });

/** A sentence as plain words, for tests and for those who hear instead of see. */
export function plainText(phrases: readonly Phrase[]): string {
  return phrases.map((phrase) => (phrase.kind === 'server' ? phrase.server.addr : phrase.text)).join('');
}

/** `3.000 s`. */
export function seconds(value: number): string {
  return `${value.toFixed(3)} s`;
}

/** A length of time without needless digits: `60 s`, `0.64 s`. */
export function span(value: number): string {
  return `${Number(value.toFixed(3))} s`;
}

/** `1 entry`, `3 entries`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${value.toLocaleString('en')} ${value === 1 ? one : many}`;
}
