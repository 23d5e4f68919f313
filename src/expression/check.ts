import type { ExpressionProblem, FieldInfo, FieldList, FieldType } from './catalogue.ts';
import { A_TYPE, constantFor, isName, itemFor, looksLikeField, type Result } from './constant.ts';
import { problemAt } from './lexer.ts';
import { kindOfWord, numberOf } from './literal.ts';
import { nearest } from './nearest.ts';
import { type Comparator, type Operand, parse, type Tree } from './parser.ts';
import type { FieldUse, Item, Typed } from './typed.ts';

type Of<K extends Tree['kind']> = Extract<Tree, { kind: K }>;

/** What is wrong with an expression under a list of fields; null = nothing. Never throws. */
export function problemOf(text: string, list: FieldList): ExpressionProblem | null {
  const checked = check(text, list);
  return 'problem' in checked ? checked.problem : null;
}

/** Reads an expression and finds out what each of its words is. Never throws. */
export function check(text: string, list: FieldList): Result<Typed> {
  const parsed = parse(text);
  return 'problem' in parsed ? parsed : typed(parsed.tree, list);
}

function typed(tree: Tree, list: FieldList): Result<Typed> {
  switch (tree.kind) {
    case 'all':
    case 'any': {
      const of: Typed[] = [];
      for (const part of tree.of) {
        const result = typed(part, list);
        if ('problem' in result) return result;
        of.push(result.value);
      }
      return { value: { kind: tree.kind, of } };
    }
    case 'not': {
      const of = typed(tree.of, list);
      return 'problem' in of ? of : { value: { kind: 'not', of: of.value } };
    }
    case 'compare':
      return compared(tree, list);
    case 'contains':
      return contained(tree, list);
    case 'in':
      return member(tree, list);
    case 'mask':
    case 'operand': {
      const use = fieldUse(tree, list);
      return 'problem' in use ? use : { value: { kind: 'exists', use: use.value } };
    }
  }
}

/** `cp->caddr` is `cp.caddr`. */
export function fieldName(word: string): string {
  return word.replaceAll('->', '.');
}

function known(tree: Tree, list: FieldList): FieldInfo | null {
  if (tree.kind === 'mask') return known(tree.left, list);
  if (tree.kind !== 'operand' || tree.operand.kind === 'string') return null;
  return list.find(fieldName(tree.operand.text)) ?? null;
}

/** A field, perhaps with a mask; anything else is a problem. */
function fieldUse(tree: Tree, list: FieldList): Result<FieldUse> {
  const field = known(tree, list);
  if (tree.kind === 'mask') {
    const inner = fieldUse(tree.left, list);
    return 'problem' in inner ? inner : masked(tree, inner.value);
  }
  if (field?.missing) return { problem: problemAt(tree, field.missing) };
  if (field) return { value: { field, mask: null } };
  if (tree.kind === 'operand') return { problem: noField(tree.operand, list) };
  return { problem: problemAt(tree, 'A test is true or false already: it is not compared.') };
}

function masked(tree: Of<'mask'>, inner: FieldUse): Result<FieldUse> {
  if (inner.field.type !== 'number')
    return {
      problem: problemAt(
        tree,
        `& takes bits of a number; ${inner.field.name} is ${A_TYPE[inner.field.type]}. Between tests write &&.`,
      ),
    };
  const constant = constantFor(inner, tree.with);
  if ('problem' in constant) return constant;
  const bits = constant.value.kind === 'number' ? constant.value.value : Number.NaN;
  if (!Number.isInteger(bits) || bits < 0 || bits > 0xffffffff)
    return {
      problem: problemAt(tree.with, `& takes a whole number of at most 32 bits; ${tree.with.text} is none.`),
    };
  return { value: { field: inner.field, mask: bits } };
}

function noField({ text, from, to, kind }: Operand, list: FieldList): ExpressionProblem {
  if (kind === 'string')
    return problemAt(
      { from, to },
      'A text alone is no test: write what it is looked for in, as in contains "...".',
    );
  const seen = kindOfWord(text);
  if (seen === 'name') {
    const near = nearest(
      fieldName(text),
      list.fields.map((field) => field.name),
    );
    return problemAt({ from, to }, `There is no field ${text}.${near ? ` ${near} is near.` : ''}`);
  }
  const fitting = list.fields.find(({ type }) =>
    seen === 'number' ? type === 'number' : type === 'address',
  );
  return problemAt(
    { from, to },
    `${text} alone is no test${fitting ? `: write ${fitting.name} == ${text}` : ''}.`,
  );
}

const FLIPPED: Readonly<Record<Comparator, Comparator>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function compared(tree: Of<'compare'>, list: FieldList): Result<Typed> {
  const { left, right } = tree;
  const leftField = known(left, list);
  const rightField = known(right, list);
  if (!leftField && rightField) return withConstant(right, left, FLIPPED[tree.op], tree, list);
  if (!leftField || !rightField || wordIsName(leftField, right))
    return withConstant(left, right, tree.op, tree, list);
  const a = fieldUse(left, list);
  const b = fieldUse(right, list);
  if ('problem' in a) return a;
  if ('problem' in b) return b;
  if (!comparable(leftField.type, rightField.type))
    return {
      problem: problemAt(
        right,
        `${leftField.name} is ${A_TYPE[leftField.type]}; ${rightField.name} is ${A_TYPE[rightField.type]}.`,
      ),
    };
  const refused = refusedOrder(tree.op, leftField, tree);
  if (refused) return { problem: refused };
  return { value: { kind: 'compare-fields', op: tree.op, left: a.value, right: b.value } };
}

/** A name that is a field too is the name beside a field that can have it. */
function wordIsName(field: FieldInfo, tree: Tree): boolean {
  return field.names !== undefined && tree.kind === 'operand' && isName(field, tree.operand.text);
}

function withConstant(
  fieldSide: Tree,
  valueSide: Tree,
  op: Comparator,
  tree: Of<'compare'>,
  list: FieldList,
): Result<Typed> {
  const use = fieldUse(fieldSide, list);
  if ('problem' in use) return use;
  if (valueSide.kind !== 'operand') return { problem: valueExpected(valueSide, list) };
  const { field } = use.value;
  const strange = strangeField(field, valueSide.operand, list);
  if (strange) return { problem: strange };
  const refused = refusedOrder(op, field, tree);
  if (refused) return { problem: refused };
  const constant = constantFor(use.value, valueSide.operand);
  if ('problem' in constant) return constant;
  if (constant.value.kind === 'prefix' && op !== '==' && op !== '!=')
    return {
      problem: problemAt(
        valueSide,
        `A prefix has no order: write == or != before ${valueSide.operand.text}.`,
      ),
    };
  return { value: { kind: 'compare', op, use: use.value, constant: constant.value } };
}

function valueExpected(tree: Tree, list: FieldList): ExpressionProblem {
  const use = fieldUse(tree, list);
  return 'problem' in use ? use.problem : problemAt(tree, 'A value is expected here.');
}

/** A word with a dot beside a number or an address is a field that was misspelt. */
function strangeField(field: FieldInfo, operand: Operand, list: FieldList): ExpressionProblem | null {
  if (field.type === 'text' || field.type === 'name' || operand.kind === 'string') return null;
  return looksLikeField(operand.text) && numberOf(operand.text) === null ? noField(operand, list) : null;
}

function refusedOrder(op: Comparator, field: FieldInfo, tree: Tree): ExpressionProblem | null {
  if (op === '==' || op === '!=' || field.type === 'number' || field.type === 'address') return null;
  return problemAt(tree, `${field.name} is ${A_TYPE[field.type]}, which has no order: write == or !=.`);
}

function comparable(a: FieldType, b: FieldType): boolean {
  const group = (type: FieldType) => (type === 'endpoint' ? 'address' : type === 'name' ? 'text' : type);
  return group(a) === group(b);
}

function contained(tree: Of<'contains'>, list: FieldList): Result<Typed> {
  const use = fieldUse(tree.left, list);
  if ('problem' in use) return use;
  const { field } = use.value;
  if (field.type !== 'text' && field.type !== 'name')
    return {
      problem: problemAt(
        tree,
        `contains looks into texts; ${field.name} is ${A_TYPE[field.type]}. Write ==.`,
      ),
    };
  if (tree.right.kind !== 'operand')
    return { problem: problemAt(tree.right, 'Behind contains stands a text in quotes.') };
  return { value: { kind: 'contains', use: use.value, text: tree.right.operand.text.toLowerCase() } };
}

function member(tree: Of<'in'>, list: FieldList): Result<Typed> {
  const use = fieldUse(tree.left, list);
  if ('problem' in use) return use;
  const items: Item[] = [];
  for (const operand of tree.items) {
    const item = itemFor(use.value, operand);
    if ('problem' in item) return item;
    items.push(item.value);
  }
  return { value: { kind: 'in', use: use.value, items } };
}
