import type { Catalogue, Compiled, FieldInfo, FieldType, FieldValue, Value } from './catalogue.ts';
import { check } from './check.ts';
import { compareValues, itemMatcher, matcher } from './compare-values.ts';
import type { FieldUse, Typed } from './typed.ts';

type Test<C> = (context: C) => boolean;

/**
 * Reads an expression and makes a test of it. A problem says what is wrong and where; nothing throws, whatever the text.
 *
 * Operators, strongest first: `&` (bits); `== != < <= > >=`, `contains`, `in { }`; `!`; `&&`; `||`. A field alone holds when it
 * exists and is not false, 0 or empty.
 */
export function compile<C>(text: string, catalogue: Catalogue<C>): Compiled<C> {
  const checked = check(text, catalogue);
  if ('problem' in checked) return { ok: false, problem: checked.problem };
  const tree = checked.value;
  const fields = new Set<string>();
  const test = testOf(tree, catalogue, fields);
  if (tree.kind !== 'exists')
    return { ok: true, test, read: test, type: 'boolean', many: false, fields: [...fields] };
  const { field, mask } = tree.use;
  const read = reader(field, catalogue, fields);
  return {
    ok: true,
    test,
    read: mask === null ? read : (context) => maskedValue(read(context), field.many === true, mask),
    type: field.type,
    many: field.many === true,
    fields: [...fields],
  };
}

function maskedValue(value: FieldValue, many: boolean, mask: number): FieldValue {
  const bits = (one: Value) => (typeof one === 'number' ? (one & mask) >>> 0 : 0);
  if (value === null) return null;
  return many ? listOf(value).map(bits) : bits(oneOf(value));
}

/** A list of values is told from an address of four words by the field: only `many` gives lists. */
function listOf(value: FieldValue): readonly Value[] {
  return Array.isArray(value) ? value : [];
}

function oneOf(value: Exclude<FieldValue, null>): Value {
  return value as Value;
}

function reader<C>(
  field: FieldInfo,
  catalogue: Catalogue<C>,
  fields: Set<string>,
): (context: C) => FieldValue {
  fields.add(field.name);
  const found = catalogue.find(field.name);
  return found ? (context) => found.read(context) : () => null;
}

/** Does a test hold for one of the values of a field? */
function some<C>(
  use: FieldUse,
  catalogue: Catalogue<C>,
  fields: Set<string>,
  test: (value: Value) => boolean,
): Test<C> {
  const read = reader(use.field, catalogue, fields);
  const { mask } = use;
  const one =
    mask === null ? test : (value: Value) => typeof value === 'number' && test((value & mask) >>> 0);
  if (use.field.many) return remembered(use, catalogue, (context) => listOf(read(context)).some(one));
  return remembered(use, catalogue, (context) => {
    const value = read(context);
    return value !== null && one(oneOf(value));
  });
}

/** Asks once for each key of a field that has keys. */
function remembered<C>({ field }: FieldUse, catalogue: Catalogue<C>, test: Test<C>): Test<C> {
  const found = catalogue.find(field.name);
  if (!found?.key) return test;
  const known = new Map<number, boolean>();
  return (context) => {
    const key = found.key?.(context) ?? 0;
    const before = known.get(key);
    if (before !== undefined) return before;
    const holds = test(context);
    known.set(key, holds);
    return holds;
  };
}

function testOf<C>(tree: Typed, catalogue: Catalogue<C>, fields: Set<string>): Test<C> {
  switch (tree.kind) {
    case 'all': {
      const parts = tree.of.map((part) => testOf(part, catalogue, fields));
      return (context) => parts.every((part) => part(context));
    }
    case 'any': {
      const parts = tree.of.map((part) => testOf(part, catalogue, fields));
      return (context) => parts.some((part) => part(context));
    }
    case 'not': {
      const inner = testOf(tree.of, catalogue, fields);
      return (context) => !inner(context);
    }
    case 'exists':
      return some(tree.use, catalogue, fields, isAddress(tree.use.field.type) ? () => true : isSet);
    case 'contains': {
      const { text } = tree;
      return some(
        tree.use,
        catalogue,
        fields,
        (value) => typeof value === 'string' && value.toLowerCase().includes(text),
      );
    }
    case 'in': {
      const items = tree.items.map(itemMatcher);
      return some(tree.use, catalogue, fields, (value) => items.some((item) => item(value)));
    }
    case 'compare': {
      if (tree.op !== '!=') return some(tree.use, catalogue, fields, matcher(tree.constant, tree.op));
      const exists = some(tree.use, catalogue, fields, () => true);
      const equal = some(tree.use, catalogue, fields, matcher(tree.constant, '=='));
      return (context) => exists(context) && !equal(context);
    }
    case 'compare-fields':
      return fieldsTest(tree, catalogue, fields);
  }
}

/** 0.0.0.0 is an address like others, though its number is 0. */
function isAddress(type: FieldType): boolean {
  return type === 'address' || type === 'endpoint';
}

function isSet(value: Value): boolean {
  return value !== false && value !== 0 && value !== '';
}

function fieldsTest<C>(
  { op, left, right }: Extract<Typed, { kind: 'compare-fields' }>,
  catalogue: Catalogue<C>,
  fields: Set<string>,
): Test<C> {
  const a = values(left, catalogue, fields);
  const b = values(right, catalogue, fields);
  const pairs = op === '!=' ? '==' : op;
  return (context) => {
    const lefts = a(context);
    const rights = b(context);
    if (lefts.length === 0 || rights.length === 0) return false;
    const found = lefts.some((x) => rights.some((y) => compareValues(x, y, pairs)));
    return op === '!=' ? !found : found;
  };
}

function values<C>(
  use: FieldUse,
  catalogue: Catalogue<C>,
  fields: Set<string>,
): (context: C) => readonly Value[] {
  const read = reader(use.field, catalogue, fields);
  const { mask } = use;
  return (context) => {
    const value = read(context);
    if (value === null) return [];
    const list = use.field.many ? listOf(value) : [oneOf(value)];
    return mask === null ? list : list.map((one) => (typeof one === 'number' ? (one & mask) >>> 0 : one));
  };
}
