import type { FieldList } from './catalogue.ts';
import { fieldName } from './check.ts';
import { looksLikeField } from './constant.ts';
import { lex, type Token } from './lexer.ts';

/** A field takes an expression, or plain words to look for. */
export type Reading = 'nothing' | 'expression' | 'words';

const TELLING: readonly string[] = ['==', '!=', '<', '<=', '>', '>=', '&&', '||', '&'];

/**
 * Which of the two a text is: it is an expression when a comparison stands in it, a field of the list, or a word of the form
 * `tcp.prot` whose beginning a field has. Anything else is words: `entry hit`, `SYN_RECV -> ESTABLISHED`, `17`.
 */
export function readsAs(text: string, list: FieldList): Reading {
  const tokens = lex(text);
  if (tokens.length === 0) return 'nothing';
  const heads = new Set(list.fields.map(({ name }) => name.slice(0, name.indexOf('.') + 1)));
  return tokens.some((token, at) => tells(token, tokens[at + 1], list, heads)) ? 'expression' : 'words';
}

function tells(token: Token, next: Token | undefined, list: FieldList, heads: ReadonlySet<string>): boolean {
  if (token.kind === 'symbol') {
    if (token.symbol === 'in') return next?.kind === 'symbol' && next.symbol === '{';
    return TELLING.includes(token.symbol) && !/^[a-z]/.test(token.text);
  }
  if (token.kind === 'other') return token.text === '=';
  if (token.kind !== 'word') return false;
  const name = fieldName(token.text);
  if (list.find(name)) return true;
  return looksLikeField(token.text) && heads.has(name.slice(0, name.indexOf('.') + 1));
}
