import type { Cursor } from './views.ts';

/** What the differences view shows of two moments: plain data. `a` is the moment at the left, `b` the one at the right. */

/** What can differ, in the order in which it is listed. */
export const DIFFERENCE_GROUPS = [
  'entry',
  'template',
  'server',
  'service',
  'trash',
  'timer',
  'bucket',
  'conntrack',
  'sysctl',
  'counter',
] as const;
export type DifferenceGroup = (typeof DIFFERENCE_GROUPS)[number];

/** `+` = only at the right, `-` = only at the left, `!=` = at both and not the same. */
export type DifferenceSign = '+' | '-' | '!=';

/** A value as the kernel holds it, and what it means. */
export interface ValueText {
  readonly value: string;
  /** Names of bits, a unit; '' = nothing to add. */
  readonly gloss: string;
}

/** Where something was made, changed or released. */
export interface Changer {
  /** On which of the two sides the event is. */
  readonly side: 'a' | 'b';
  readonly at: Cursor;
  /** `9.27`, `timer`, `command`. */
  readonly label: string;
}

export type DifferenceRow =
  | {
      readonly kind: 'group';
      readonly group: DifferenceGroup;
      readonly added: number;
      readonly gone: number;
      readonly changed: number;
    }
  | {
      readonly kind: 'object';
      readonly group: DifferenceGroup;
      readonly sign: DifferenceSign;
      readonly name: string;
      readonly template: boolean;
      /** How it is at either moment, in a few words; null = it is not there. */
      readonly a: string | null;
      readonly b: string | null;
      readonly by: Changer | null;
    }
  | {
      readonly kind: 'field';
      /** Name of the object that it belongs to. */
      readonly of: string;
      readonly name: string;
      readonly a: ValueText;
      readonly b: ValueText;
      readonly by: Changer | null;
      /** Of two sides: where the left one got its value. */
      readonly byA: Changer | null;
    }
  /** A line of a listing; null = the listing does not have it. */
  | { readonly kind: 'line'; readonly a: string | null; readonly b: string | null }
  /** Equal lines of a listing that are left out. */
  | { readonly kind: 'fold'; readonly lines: number };

export interface GroupCount {
  readonly group: DifferenceGroup;
  readonly added: number;
  readonly gone: number;
  readonly changed: number;
}

/** Something that happened between two moments, how often, and where it happened first. */
export interface Happening {
  readonly kind: 'packet' | 'timer' | 'command' | 'note';
  readonly what: string;
  readonly template: boolean;
  readonly trouble: boolean;
  readonly count: number;
  readonly first: Cursor;
}

/** What happened between two moments of one side, the earlier one left out. */
export interface Between {
  /** The moment at the right is the earlier one. */
  readonly backwards: boolean;
  readonly seconds: number;
  readonly packets: number;
  readonly timers: number;
  readonly commands: number;
  /** null = they are not counted in a run this long. */
  readonly messages: number | null;
  /** Entries that were made and released, those that are in neither moment among them. */
  readonly made: number;
  readonly released: number;
  /** The most frequent first; the rarest may be left out. */
  readonly happenings: readonly Happening[];
  readonly omitted: number;
}

/** A moment in words. */
export interface MomentText {
  readonly cursor: Cursor;
  readonly time: number;
  /** `Packet 9`, `Before the first event`. */
  readonly label: string;
  readonly steps: number;
  /** What the event was: `template hit`. */
  readonly what: string;
}
