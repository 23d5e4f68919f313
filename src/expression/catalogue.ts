import type { InetAddr } from '../base/inet.ts';

/**
 * What an expression can speak of. Filters, breakpoints, conditions and watches share one language; each
 * brings a catalogue of its own, whose fields are read from a context `C`.
 *
 * `number` is a decimal or hexadecimal number, `address` an Internet address (compared with addresses and prefixes), `name`
 * one of a few names (states, verdicts; compared without regard to case), `text` anything else.
 */
export type FieldType = 'number' | 'boolean' | 'address' | 'name' | 'text';

export type Value = number | boolean | string | InetAddr;

export interface Field<C> {
  /** As it is written: `ip.addr`, `cp.state`. */
  readonly name: string;
  readonly type: FieldType;
  /** One sentence, for completion and help. */
  readonly about: string;
  /** Names that it can be compared with. */
  readonly names?: readonly string[];
  /** null = it does not exist here; several values = a comparison holds when it holds for one of them. */
  read(context: C): Value | null | readonly Value[];
}

export interface Catalogue<C> {
  /** For completion and help; a catalogue may know more than it lists. */
  readonly fields: readonly Field<C>[];
  find(name: string): Field<C> | undefined;
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
      read(context: C): Value | null | readonly Value[];
      /** Type of that value. */
      readonly type: FieldType;
      /** Names of the fields that it reads, each once. */
      readonly fields: readonly string[];
    }
  | { readonly ok: false; readonly problem: ExpressionProblem };

/** What can be written at a place of an expression: it replaces the characters from `from` to `to`. */
export interface Completions {
  readonly from: number;
  readonly to: number;
  readonly items: readonly { readonly text: string; readonly about: string }[];
}
