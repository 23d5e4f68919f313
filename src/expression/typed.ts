import type { InetAddr } from '../base/inet.ts';
import type { Endpoint, FieldInfo } from './catalogue.ts';
import type { Prefix } from './literal.ts';
import type { Comparator } from './parser.ts';

/** A value that stands in the text. */
export type Constant =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'address'; readonly value: InetAddr }
  | { readonly kind: 'prefix'; readonly value: Prefix }
  | { readonly kind: 'endpoint'; readonly value: Endpoint }
  /** In small letters. */
  | { readonly kind: 'text'; readonly value: string };

/** A constant or all between two of them, both included. */
export type Item = Constant | { readonly kind: 'range'; readonly from: Constant; readonly to: Constant };

export interface FieldUse {
  readonly field: FieldInfo;
  /** Bits that are looked at; null = all of the value. */
  readonly mask: number | null;
}

/** An expression whose words are known: fields, or constants of the type of the field beside them. */
export type Typed =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Typed[] }
  | { readonly kind: 'not'; readonly of: Typed }
  | { readonly kind: 'exists'; readonly use: FieldUse }
  | { readonly kind: 'compare'; readonly op: Comparator; readonly use: FieldUse; readonly constant: Constant }
  | {
      readonly kind: 'compare-fields';
      readonly op: Comparator;
      readonly left: FieldUse;
      readonly right: FieldUse;
    }
  | { readonly kind: 'contains'; readonly use: FieldUse; readonly text: string }
  | { readonly kind: 'in'; readonly use: FieldUse; readonly items: readonly Item[] };
