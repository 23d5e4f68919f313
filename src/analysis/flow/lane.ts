import type { HookName } from '../../kernel/lib/netfilter.ts';

/**
 * How a flowchart is written down: lanes, one per kernel function, made of steps in the order of the source. Names of
 * functions and the texts of conditions are those that the model reports, so they tie a node to what really happened.
 */

/** A place that an event came through, as text: made by `called` and `took`. */
export type PlaceKey = string;

/** `fn` was called by `caller`; '' = by a hook, a timer or a command, `*` = by anybody. */
export function called(caller: string, fn: string): PlaceKey {
  return `c|${caller}|${fn}`;
}

/** Place of a way out of a branch, as it is counted: the branch was met and was true or false. */
export function took(fn: string, condition: string, taken: boolean): PlaceKey {
  return `b|${fn}|${condition}|${taken}`;
}

/** Which events came to a node: one place of each group in `all`, none of `none`, and in at this hook. */
export interface Test {
  readonly all: readonly (readonly PlaceKey[])[];
  readonly none?: readonly PlaceKey[];
  readonly hook?: HookName;
}

/** One way on from a node. Without a block the way goes on along the lane's main line. */
export interface OutcomeItem {
  /** `true`, `false`, `hit`, `not hit`. */
  readonly label: string;
  /** What follows from it, in plain words. */
  readonly words: string;
  /** Branches. */
  readonly taken?: boolean;
  /** Calls: which results it is. */
  readonly result?: RegExp;
  readonly block?: readonly Item[];
  /** Which events had this outcome; left out = a branch by its own text, a call not counted. */
  readonly tests?: readonly Test[];
}

export interface NodeItem {
  readonly kind: 'call' | 'branch';
  /** Functions that are called here: one, or those that a pointer leads to. */
  readonly fns: readonly string[];
  /** Branches. */
  readonly condition: string;
  /** As the chart shows it. */
  readonly text: string;
  /** What it is for, in plain words: shown where nothing came by. */
  readonly say: string;
  /** Of several calls of one function: the arguments of those that are meant. */
  readonly args?: RegExp;
  readonly outcomes: readonly OutcomeItem[];
  /** The kernel may come by without it, with nothing that tells. */
  readonly passable: boolean;
  /** Which events came here; left out = those with the call or the branch. */
  readonly tests?: readonly Test[];
}

export type Item =
  | NodeItem
  /** The function ends. */
  | { readonly kind: 'end'; readonly text: string }
  /** Ways beside the main line, each under its words; `optional` = none of them may be gone. */
  | {
      readonly kind: 'choice';
      readonly optional: boolean;
      readonly blocks: readonly { readonly words: string; readonly items: readonly Item[] }[];
    }
  | { readonly kind: 'goto'; readonly to: string }
  | { readonly kind: 'anchor'; readonly name: string };

export interface Lane {
  /** The function, or what the lane is. */
  readonly title: string;
  /** Its file in the kernel. */
  readonly file: string;
  /** Functions whose steps these are; '' = what no function of IPVS calls. */
  readonly fns: readonly string[];
  readonly items: readonly Item[];
  /** Left out of the chart of a case that never comes here. */
  readonly rare?: boolean;
  /** It goes round over servers or entries: the order of its nodes is not told. */
  readonly loops?: boolean;
}

interface CallOptions {
  text?: string;
  args?: RegExp;
  outcomes?: readonly OutcomeItem[];
  tests?: readonly Test[];
}

/** A node for a call of one function, or of any of several that stand at the same place; `say` is its plain words. */
export function call(fn: string | readonly string[], say: string, options: CallOptions = {}): NodeItem {
  const fns = typeof fn === 'string' ? [fn] : fn;
  return {
    kind: 'call',
    fns,
    condition: '',
    text: options.text ?? fns[0],
    say,
    args: options.args,
    outcomes: options.outcomes ?? [],
    passable: false,
    tests: options.tests,
  };
}

/** Words of an outcome, and the block it leads to. */
export type Leads = readonly [words: string, block?: readonly Item[]];

/** A decision; an outcome that is left out is never reported. */
export function branch(
  condition: string,
  outcomes: { readonly true?: Leads; readonly false?: Leads },
  text: string = condition,
): NodeItem {
  const made = (['true', 'false'] as const).flatMap((label): OutcomeItem[] => {
    const leads = outcomes[label];
    if (!leads) return [];
    return [{ label, words: leads[0], taken: label === 'true', block: leads[1] }];
  });
  const say = made.map(({ label, words }) => (words ? `${label}: ${words}` : '')).filter(Boolean);
  return {
    kind: 'branch',
    fns: [],
    condition,
    text,
    say: say.join('; '),
    outcomes: made,
    passable: false,
  };
}

/** One result of a call. */
export function result(
  label: string,
  words: string,
  matching: RegExp,
  rest: { block?: readonly Item[]; tests?: readonly Test[] } = {},
): OutcomeItem {
  return { label, words, result: matching, ...rest };
}

export const passable = (node: NodeItem): NodeItem => ({ ...node, passable: true });
export const end = (text: string): Item => ({ kind: 'end', text });
export const goto = (to: string): Item => ({ kind: 'goto', to });
export const anchor = (name: string): Item => ({ kind: 'anchor', name });

/** What happens only sometimes. */
export function sometimes(words: string, ...items: Item[]): Item {
  return { kind: 'choice', optional: true, blocks: [{ words, items }] };
}
