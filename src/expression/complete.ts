import type { Completion, Completions, FieldInfo, FieldList, FieldType } from './catalogue.ts';
import { fieldName } from './check.ts';
import { LONGEST, lex, type Token } from './lexer.ts';

/** Most that are listed at once. */
const MOST = 60;

const EQUAL: readonly Completion[] = [
  { text: '==', about: 'is equal', kind: 'operator' },
  { text: '!=', about: 'is not equal', kind: 'operator' },
  { text: 'in {', about: 'is one of a set: in {80, 443}', kind: 'operator' },
];

const ORDER: readonly Completion[] = [
  { text: '<', about: 'is less', kind: 'operator' },
  { text: '<=', about: 'is less or equal', kind: 'operator' },
  { text: '>', about: 'is greater', kind: 'operator' },
  { text: '>=', about: 'is greater or equal', kind: 'operator' },
];

const CONTAINS: Completion = { text: 'contains', about: 'has this text in it', kind: 'operator' };
const BITS: Completion = { text: '&', about: 'has one of these bits', kind: 'operator' };

const JOIN: readonly Completion[] = [
  { text: '&&', about: 'and', kind: 'operator' },
  { text: '||', about: 'or', kind: 'operator' },
];

/** What can be written at the caret: it replaces the word in which the caret stands. Never throws. */
export function complete(text: string, caret: number, list: FieldList): Completions {
  const at = Math.max(0, Math.min(caret, text.length));
  if (text.length > LONGEST) return { from: at, to: at, items: [] };
  const tokens = lex(text);
  const current = tokens.find(({ kind, from, to }) => from < at && at <= to && kind !== 'string');
  const word = current && (current.kind === 'word' || isWordOperator(current)) ? current : undefined;
  const before = tokens.filter(({ to }) => to <= (word ? word.from : at));
  const from = word?.from ?? at;
  const to = word?.to ?? at;
  // Inside quotes everything is text.
  if (tokens.some((token) => token.kind === 'string' && token.from < at && (at < token.to || !token.closed)))
    return { from, to, items: [] };
  const items = matching(candidates(before, list), text.slice(from, at));
  return { from, to, items };
}

/** `contains`, `and`, `in` while they are being written. */
function isWordOperator(token: Token): boolean {
  return token.kind === 'symbol' && /^[a-z]/.test(token.text);
}

/** Those that begin with the word, then those that have it inside; a word that is complete needs no list of one. */
function matching(all: readonly Completion[], word: string): Completion[] {
  const wanted = word.toLowerCase();
  const first = all.filter(({ text }) => text.toLowerCase().startsWith(wanted));
  const inside = wanted.length < 2 ? [] : all.filter(({ text }) => text.toLowerCase().indexOf(wanted) > 0);
  const found = [...first, ...inside].slice(0, MOST);
  return found.length === 1 && found[0].text === word ? [] : found;
}

function candidates(before: readonly Token[], list: FieldList): readonly Completion[] {
  const last = before.at(-1);
  if (!last) return fieldsOf(list);
  if (last.kind === 'word' || last.kind === 'string') {
    const field = valueFor(before) ? undefined : fieldAt(last, list);
    return field ? [...operatorsFor(field.type), ...JOIN] : setContext(before) ? [] : JOIN;
  }
  if (last.kind !== 'symbol') return [];
  switch (last.symbol) {
    case ')':
    case '}':
      return JOIN;
    case '(':
    case '!':
    case '&&':
    case '||':
      return fieldsOf(list);
    case 'in':
      return [{ text: '{', about: 'begins a set', kind: 'operator' }];
    default:
      return valuesFor(before, list);
  }
}

/** Does the last word stand where a value stands? */
function valueFor(before: readonly Token[]): boolean {
  const previous = before.at(-2);
  return previous?.kind === 'symbol' && !['(', '!', '&&', '||'].includes(previous.symbol);
}

/** Is the end of these tokens inside the braces of a set? */
function setContext(before: readonly Token[]): boolean {
  for (const token of [...before].reverse()) {
    if (token.kind !== 'symbol') continue;
    if (token.symbol === '{') return true;
    if (token.symbol !== ',') return false;
  }
  return false;
}

function operatorsFor(type: FieldType): readonly Completion[] {
  switch (type) {
    case 'boolean':
      return EQUAL.slice(0, 2);
    case 'number':
      return [...EQUAL, ...ORDER, BITS];
    case 'text':
    case 'name':
      return [CONTAINS, ...EQUAL];
    default:
      return EQUAL;
  }
}

function fieldAt(token: Token, list: FieldList): FieldInfo | undefined {
  return token.kind === 'word' ? list.find(fieldName(token.text)) : undefined;
}

function fieldsOf(list: FieldList): Completion[] {
  return list.fields.map(({ name, about }) => ({ text: name, about, kind: 'field' }));
}

/** Values for the field in front of the operator, then fields that it can be compared with. */
function valuesFor(before: readonly Token[], list: FieldList): Completion[] {
  const field = subject(before, list);
  if (!field) return [];
  const names = [...valueNames(field), ...(field.examples ?? [])];
  const values = names.map(
    (text): Completion => ({ text: quotedIfNeeded(text), about: `a value of ${field.name}`, kind: 'value' }),
  );
  const operator = before.at(-1);
  if (
    operator?.kind !== 'symbol' ||
    operator.symbol === '{' ||
    operator.symbol === ',' ||
    operator.symbol === '&'
  )
    return values;
  if (operator.symbol === 'contains') return values;
  const same = list.fields.filter(
    ({ type, name }) => type === field.type && name !== field.name && type !== 'boolean',
  );
  return [...values, ...same.map(({ name, about }): Completion => ({ text: name, about, kind: 'field' }))];
}

function valueNames(field: FieldInfo): readonly string[] {
  if (field.type === 'boolean') return ['true', 'false'];
  return field.names ?? Object.keys(field.numbers ?? {});
}

function quotedIfNeeded(text: string): string {
  const [only, more] = lex(text);
  return only?.kind === 'word' && !more && only.text === text ? text : `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** The field before the operator at the end; inside a set the one before the braces. */
function subject(before: readonly Token[], list: FieldList): FieldInfo | undefined {
  let at = before.length - 1;
  if (setContext(before)) while (at > 0 && !isSymbol(before[at], 'in')) at--;
  while (--at >= 0) {
    const field = fieldAt(before[at], list);
    if (field) return field;
    if (before[at].kind === 'symbol' && !isSymbol(before[at], '&') && !isSymbol(before[at], ')'))
      return undefined;
  }
  return undefined;
}

function isSymbol(token: Token, symbol: string): boolean {
  return token.kind === 'symbol' && token.symbol === symbol;
}
