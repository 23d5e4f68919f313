import type { InetAddr } from '../base/inet.ts';

/**
 * What an expression can speak of. Filters, breakpoints, conditions and watches share one language; each
 * brings a catalogue of its own, whose fields are read from a context `C`.
 *
 * `number` is a decimal or hexadecimal number, `address` an Internet address (compared with addresses and prefixes),
 * `endpoint` an address with a port (compared with endpoints, addresses and prefixes), `name` one of a few names
 * (states, verdicts), `text` anything else. Names and texts are compared without regard to case.
 */
export type FieldType = 'number' | 'boolean' | 'address' | 'endpoint' | 'name' | 'text';

/** Port 0 = no port is told. */
export interface Endpoint {
  readonly addr: InetAddr;
  readonly port: number;
}

export type Value = number | boolean | string | InetAddr | Endpoint;

/** What a field gives: null = it does not exist here; of a field with `many` all its values, each once or more often. */
export type FieldValue = Value | null | readonly Value[];

/** A field without the reading of it: plain data, for checking, completion and help. */
export interface FieldInfo {
  /** As it is written: `ip.addr`, `cp.state`. */
  readonly name: string;
  readonly type: FieldType;
  /** One sentence, for completion and help. */
  readonly about: string;
  /** Names that it can be compared with; a name that is none of them is an error. */
  readonly names?: readonly string[];
  /** Numbers that have names: `{ tcp: 6, udp: 17 }`. */
  readonly numbers?: Readonly<Record<string, number>>;
  /** Letters of its bits, from bit 0 on: `FSRPAUEW` lets `SA` stand for 0x12. */
  readonly letters?: string;
  /** Values that occur, for completion only, as they are written. */
  readonly examples?: readonly string[];
  /** It can have several values at once; a comparison holds when it holds for one of them, `!=` when none is equal. */
  readonly many?: boolean;
  /** Said when it is compared with a number by mistake: `for a port write tcp.port == 80`; `$` stands for the number. */
  readonly insteadOfNumber?: string;
  /** Why it cannot be asked for here; left out = it can. */
  readonly missing?: string;
}

export interface Field<C> extends FieldInfo {
  /** With `many` always a list, empty = it does not exist here. */
  read(context: C): FieldValue;
  /** A number on which alone the value depends, of few different ones: what a test says of it is then remembered. */
  key?(context: C): number;
}

/** Fields as plain data: enough to check an expression and to complete it. */
export interface FieldList {
  /** For completion and help; a catalogue may know more than it lists. */
  readonly fields: readonly FieldInfo[];
  find(name: string): FieldInfo | undefined;
}

export interface Catalogue<C> extends FieldList {
  readonly fields: readonly Field<C>[];
  find(name: string): Field<C> | undefined;
}

/** A catalogue of just these fields. */
export function catalogueOf<C>(fields: readonly Field<C>[]): Catalogue<C> {
  const byName = new Map(fields.map((field) => [field.name, field]));
  return { fields, find: (name) => byName.get(name) };
}

/** The same of plain data. */
export function fieldListOf(fields: readonly FieldInfo[]): FieldList {
  const byName = new Map(fields.map((field) => [field.name, field]));
  return { fields, find: (name) => byName.get(name) };
}

/** The same fields with values that occur, for completion. */
export function withExamples(
  list: FieldList,
  examples: Readonly<Record<string, readonly string[]>>,
): FieldList {
  return fieldListOf(
    list.fields.map((field) => {
      const values = examples[field.name];
      return values ? { ...field, examples: values } : field;
    }),
  );
}

/** The list with fields that cannot be asked for; `why` is a sentence. */
export function withMissing(list: FieldList, names: readonly string[], why: string): FieldList {
  return fieldListOf(
    list.fields.map((field) => (names.includes(field.name) ? { ...field, missing: why } : field)),
  );
}

/** What is wrong with an expression, and where: offsets of characters, `to` behind the last one. */
export interface ExpressionProblem {
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

export type Compiled<C> =
  | {
      readonly ok: true;
      /** Does it hold? A field that does not exist makes its comparison false. */
      test(context: C): boolean;
      /** The value of the whole expression; null = a field of it does not exist here. */
      read(context: C): FieldValue;
      /** Type of that value. */
      readonly type: FieldType;
      /** True when `read` gives a list. */
      readonly many: boolean;
      /** Names of the fields that it reads, each once. */
      readonly fields: readonly string[];
    }
  | { readonly ok: false; readonly problem: ExpressionProblem };

/** What can be written at a place of an expression: it replaces the characters from `from` to `to`. */
export interface Completions {
  readonly from: number;
  readonly to: number;
  readonly items: readonly Completion[];
}

export interface Completion {
  readonly text: string;
  readonly about: string;
  readonly kind: 'field' | 'operator' | 'value';
}
