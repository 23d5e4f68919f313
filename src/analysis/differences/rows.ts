import {
  DIFFERENCE_GROUPS,
  type DifferenceGroup,
  type DifferenceRow,
  type GroupCount,
} from '../../trace/difference-views.ts';
import type { Changers } from './changers.ts';
import type { Difference } from './diff.ts';
import { valueText } from './fields.ts';
import { GROUP_FIELDS, type Item } from './snapshot.ts';
import { bucketText, nodesText } from './texts.ts';

export interface RowFilter {
  /** null = all. */
  readonly group: DifferenceGroup | null;
  /** Words that must all occur in the object's name, its fields or their values; '' = all. */
  readonly words: string;
}

/** How an object is, in a few words: what one looks for first. */
function summary({ group }: Difference, item: Item): string {
  const value = (name: string) => {
    const at = GROUP_FIELDS[group].findIndex((field) => field.name === name);
    return item.values[at] ?? 'NULL';
  };
  switch (group) {
    case 'entry':
    case 'template':
      return `${value('state')} to ${value('dest')}, refcnt ${value('refcnt')}`;
    case 'server':
      return `weight ${value('weight')}, active ${value('activeconns')}, inactive ${value('inactconns')}`;
    case 'trash':
      return `refcnt ${value('refcnt')}`;
    case 'service':
      return `${value('scheduler')}, ${value('num_dests')} servers`;
    default:
      return '';
  }
}

function nameOf({ a, b, chains }: Difference): string {
  return (b ?? a)?.name ?? bucketText(chains?.b?.bucket ?? chains?.a?.bucket ?? 0);
}

/** A change of one value alone stands in one row: sysctls, counters. */
const isSingle = ({ group }: Difference): boolean => group === 'sysctl' || group === 'counter';

/** A place in the list: a group's head, an object, or one of its fields. */
type Place =
  | { readonly count: GroupCount }
  | { readonly difference: Difference; readonly field: number | null };

/** Differences by the kind of object, for the row of kinds. */
export function countGroups(differences: readonly Difference[]): GroupCount[] {
  const counts = new Map<DifferenceGroup, { added: number; gone: number; changed: number }>();
  for (const { group, sign } of differences) {
    const count = counts.get(group) ?? { added: 0, gone: 0, changed: 0 };
    counts.set(group, count);
    if (sign === '+') count.added++;
    else if (sign === '-') count.gone++;
    else count.changed++;
  }
  return DIFFERENCE_GROUPS.flatMap((group) => {
    const count = counts.get(group);
    return count ? [{ group, ...count }] : [];
  });
}

/** Differences as rows; only those of a window are turned into text. */
export class DifferenceRows {
  private readonly places: Place[] = [];

  constructor(
    all: readonly Difference[],
    filter: RowFilter,
    private readonly changers: Changers,
    private readonly hz: { readonly a: number; readonly b: number },
    private readonly across: boolean,
  ) {
    const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = all.filter(
      (difference) =>
        (!filter.group || difference.group === filter.group) &&
        (words.length === 0 || this.matches(difference, words)),
    );
    for (const count of countGroups(wanted)) {
      this.places.push({ count });
      for (const difference of wanted) if (difference.group === count.group) this.add(difference);
    }
  }

  private add(difference: Difference): void {
    if (isSingle(difference)) {
      this.places.push({ difference, field: 0 });
      return;
    }
    this.places.push({ difference, field: null });
    for (const field of difference.fields) this.places.push({ difference, field });
  }

  private matches(difference: Difference, words: readonly string[]): boolean {
    const { group, a, b, fields, chains } = difference;
    const parts: string[] = [group, nameOf(difference)];
    for (const field of fields) {
      const spec = GROUP_FIELDS[group][field];
      parts.push(spec.name);
      for (const item of [a, b]) if (item) parts.push(valueText(spec, item.values[field], this.hz.b).value);
    }
    if (fields.length === 0) for (const item of [a, b]) if (item) parts.push(summary(difference, item));
    if (chains) parts.push(nodesText(chains.a), nodesText(chains.b));
    const text = parts.join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  }

  get length(): number {
    return this.places.length;
  }

  window(from: number, count: number): DifferenceRow[] {
    return this.places.slice(from, from + count).map((place) => this.row(place));
  }

  private row(place: Place): DifferenceRow {
    if ('count' in place) return { kind: 'group', ...place.count };
    const { difference, field } = place;
    return field === null ? this.objectRow(difference) : this.fieldRow(difference, field);
  }

  private objectRow(difference: Difference): DifferenceRow {
    const { group, sign, a, b, chains } = difference;
    return {
      kind: 'object',
      group,
      sign,
      name: nameOf(difference),
      template: (b ?? a)?.template ?? false,
      a: chains ? chains.a && nodesText(chains.a) : a && summary(difference, a),
      b: chains ? chains.b && nodesText(chains.b) : b && summary(difference, b),
      by: this.changers.object(difference),
    };
  }

  private fieldRow(difference: Difference, field: number): DifferenceRow {
    const { group, a, b } = difference;
    const spec = GROUP_FIELDS[group][field];
    const single = isSingle(difference);
    return {
      kind: 'field',
      of: single ? '' : nameOf(difference),
      name: single ? nameOf(difference) : spec.name,
      a: valueText(spec, a?.values[field] ?? null, this.hz.a),
      b: valueText(spec, b?.values[field] ?? null, this.hz.b),
      by: this.across ? this.changers.field(difference, field, 'b') : this.changers.field(difference, field),
      byA: this.across ? this.changers.field(difference, field, 'a') : null,
    };
  }
}
