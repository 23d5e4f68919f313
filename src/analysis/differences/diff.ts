import {
  DIFFERENCE_GROUPS,
  type DifferenceGroup,
  type DifferenceSign,
} from '../../trace/difference-views.ts';
import { type Chain, GROUP_FIELDS, type Item, type Snapshot, UNTOLD } from './snapshot.ts';

/** One object that is not the same at two moments. */
export interface Difference {
  readonly group: DifferenceGroup;
  readonly sign: DifferenceSign;
  readonly a: Item | null;
  readonly b: Item | null;
  /** Places of the fields that differ, in the group's list. */
  readonly fields: readonly number[];
  /** Of a bucket: its chain at both moments. */
  readonly chains?: { readonly a: Chain | null; readonly b: Chain | null };
}

type Key = (item: Item) => string | number;

/** On one side a kernel object is itself as long as it lives. What has no uid is told by its name. */
const sameSide: Key = ({ uid, name }) => (uid > 0 ? uid : name);

/** Two sides number their objects each for themselves: there the ends and what they belong to decide. */
function acrossSides(): Key {
  const met = new Map<string, number>();
  return ({ name, mark }) => {
    const text = `${name} ${mark}`;
    const nth = (met.get(text) ?? 0) + 1;
    met.set(text, nth);
    return `${text} ${nth}`;
  };
}

function changedFields(a: Item, b: Item): number[] {
  const fields: number[] = [];
  for (let at = 0; at < a.values.length; at++) if (a.values[at] !== b.values[at]) fields.push(at);
  return fields;
}

/** `-` in the order of the left moment, then `+` and `!=` in the order of the right one. */
function diffItems(
  group: DifferenceGroup,
  a: readonly Item[],
  b: readonly Item[],
  keys: readonly [Key, Key],
): Difference[] {
  const left = new Map(a.map((item) => [keys[0](item), item]));
  const found: Difference[] = [];
  for (const item of b) {
    const key = keys[1](item);
    const before = left.get(key);
    left.delete(key);
    if (!before) found.push({ group, sign: '+', a: null, b: item, fields: [] });
    else {
      const fields = changedFields(before, item);
      if (fields.length > 0) found.push({ group, sign: '!=', a: before, b: item, fields });
    }
  }
  const gone = [...left.values()].map(
    (item): Difference => ({ group, sign: '-', a: item, b: null, fields: [] }),
  );
  return [...gone, ...found];
}

/** Timers of what was made or released come and go with it, and are not told a second time. */
const keptTimers = (timers: readonly Difference[]): Difference[] =>
  timers.filter(({ sign }) => sign === '!=');

function sameChain(a: Chain | undefined, b: Chain | undefined, across: boolean): boolean {
  const [left, right] = across ? [a?.names ?? [], b?.names ?? []] : [a?.uids ?? [], b?.uids ?? []];
  return left.length === right.length && left.every((node, at) => node === right[at]);
}

function diffChains(a: Snapshot, b: Snapshot, across: boolean): Difference[] {
  if (a.table !== b.table) return [];
  const found: Difference[] = [];
  const buckets = [...new Set([...a.chains.keys(), ...b.chains.keys()])].sort((x, y) => x - y);
  for (const bucket of buckets) {
    const [before, after] = [a.chains.get(bucket), b.chains.get(bucket)];
    if (sameChain(before, after, across)) continue;
    const sign = before ? (after ? '!=' : '-') : '+';
    const chains = { a: before ?? null, b: after ?? null };
    found.push({ group: 'bucket', sign, a: null, b: null, fields: [], chains });
  }
  return found;
}

/**
 * All that differs between two moments, group by group. `across` = they are moments of two sides, whose objects are
 * told by protocol and ends; buckets are then compared only when both tables hash alike. What a log does not tell is not
 * compared when one of them is rebuilt from a log.
 */
export function diffSnapshots(a: Snapshot, b: Snapshot, across: boolean): Difference[] {
  const all = allDifferences(a, b, across);
  return a.told || b.told ? all.flatMap(toldPart) : all;
}

/** What of a difference a log can tell; nothing = it is in nothing else. */
function toldPart(difference: Difference): Difference[] {
  const { group, a, sign } = difference;
  if (a?.mark === UNTOLD) return [];
  if (sign !== '!=' || !a) return [difference];
  const fields = difference.fields.filter((field) => !GROUP_FIELDS[group][field].untold);
  return fields.length > 0 ? [{ ...difference, fields }] : [];
}

function allDifferences(a: Snapshot, b: Snapshot, across: boolean): Difference[] {
  return DIFFERENCE_GROUPS.flatMap((group) => {
    if (group === 'bucket') return diffChains(a, b, across);
    const keys: [Key, Key] = across ? [acrossSides(), acrossSides()] : [sameSide, sameSide];
    const found = diffItems(group, a.items[group], b.items[group], keys);
    return group === 'timer' ? keptTimers(found) : found;
  });
}
