import type { ExpressionProblem, FieldInfo, FieldType } from './catalogue.ts';
import { problemAt } from './lexer.ts';
import { addressOf, endpointOf, kindOfWord, lettersOf, numberOf, prefixOf, rangeOf } from './literal.ts';
import { nearest } from './nearest.ts';
import type { Operand } from './parser.ts';
import type { Constant, FieldUse, Item } from './typed.ts';

export type Result<T> = { readonly value: T } | { readonly problem: ExpressionProblem };

export const A_TYPE: Readonly<Record<FieldType, string>> = {
  number: 'a number',
  boolean: 'true or false',
  address: 'an address',
  endpoint: 'an address with a port',
  name: 'a name',
  text: 'a text',
};

const A_KIND = {
  number: 'a number',
  address: 'an address',
  prefix: 'a prefix',
  endpoint: 'an address with a port',
  name: 'a name',
};

/** Does the word look like a field, `tcp.prot`, and not like anything else? */
export function looksLikeField(word: string): boolean {
  return /^[a-z_]\w*(?:(?:\.|->)[a-z_]\w*)+$/i.test(word);
}

/** The value that a word has beside this field. */
export function constantFor(use: FieldUse, operand: Operand): Result<Constant> {
  const found = operand.kind === 'string' ? ofText(use.field, operand) : ofWord(use.field, operand.text);
  if (found) return { value: found };
  return { problem: problemAt(operand, mismatch(use.field, operand)) };
}

/** The same inside a set, where `80..90` may stand too. */
export function itemFor(use: FieldUse, operand: Operand): Result<Item> {
  const ends = operand.kind === 'word' ? rangeOf(operand.text) : null;
  const { type } = use.field;
  if (!ends || (type !== 'number' && type !== 'address')) return constantFor(use, operand);
  const middle = operand.from + ends[0].length;
  const from = constantFor(use, { ...operand, text: ends[0], to: middle });
  if ('problem' in from) return from;
  const to = constantFor(use, { ...operand, text: ends[1], from: middle + 2 });
  if ('problem' in to) return to;
  if (from.value.kind === 'prefix' || to.value.kind === 'prefix')
    return { problem: problemAt(operand, 'A prefix has no place in a range: it is one already.') };
  return { value: { kind: 'range', from: from.value, to: to.value } };
}

function ofText(field: FieldInfo, operand: Operand): Constant | null {
  if (field.type === 'text') return text(operand.text);
  return field.type === 'name' && isName(field, operand.text) ? text(operand.text) : null;
}

function ofWord(field: FieldInfo, word: string): Constant | null {
  switch (field.type) {
    case 'number': {
      const value = numberOf(word) ?? namedNumber(field, word);
      return value === null ? null : { kind: 'number', value };
    }
    case 'boolean':
      return truth(word);
    case 'address':
      return addressOrPrefix(word);
    case 'endpoint': {
      const value = endpointOf(word);
      return value ? { kind: 'endpoint', value } : addressOrPrefix(word);
    }
    case 'name':
      return isName(field, word) ? text(word) : null;
    case 'text':
      return text(word);
  }
}

function addressOrPrefix(word: string): Constant | null {
  const address = addressOf(word);
  if (address !== null) return { kind: 'address', value: address };
  const prefix = prefixOf(word);
  return prefix && { kind: 'prefix', value: prefix };
}

function truth(word: string): Constant | null {
  const small = word.toLowerCase();
  if (small === 'true' || word === '1') return { kind: 'boolean', value: true };
  return small === 'false' || word === '0' ? { kind: 'boolean', value: false } : null;
}

function text(word: string): Constant {
  return { kind: 'text', value: word.toLowerCase() };
}

function namedNumber(field: FieldInfo, word: string): number | null {
  const named = Object.entries(field.numbers ?? {}).find(
    ([name]) => name.toLowerCase() === word.toLowerCase(),
  );
  if (named) return named[1];
  return field.letters === undefined ? null : lettersOf(word, field.letters);
}

/** Is it one of the names of the field? A field without a list takes any. */
export function isName(field: FieldInfo, word: string): boolean {
  return field.names?.some((name) => name.toLowerCase() === word.toLowerCase()) ?? true;
}

function mismatch(field: FieldInfo, operand: Operand): string {
  const word = operand.text;
  if (operand.kind === 'string' && field.type !== 'name')
    return `${field.name} is ${A_TYPE[field.type]}; in quotes stands a text. Write it without quotes.`;
  if (field.type === 'name') return notAName(field, word);
  const kind = kindOfWord(word);
  const seems = `${field.name} is ${A_TYPE[field.type]}; ${word} is `;
  if (kind === 'name') return `${seems}none${namesOf(field)}.`;
  const instead = kind === 'number' && field.insteadOfNumber;
  return `${seems}${A_KIND[kind]}${instead ? `; ${instead.replaceAll('$', word)}` : ''}.`;
}

function notAName(field: FieldInfo, word: string): string {
  const names = field.names ?? [];
  const near = nearest(word, names);
  const all = names.length <= 8 ? ` It is one of ${names.join(', ')}.` : '';
  return `${field.name} is never ${word || 'empty'}.${near ? ` ${near} is near.` : all}`;
}

function namesOf(field: FieldInfo): string {
  if (field.type === 'boolean') return ': write true or false';
  if (field.letters) return `: write a number or letters of ${field.letters}`;
  const names = Object.keys(field.numbers ?? {});
  return names.length > 0 && names.length <= 8 ? `: write a number or one of ${names.join(', ')}` : '';
}
