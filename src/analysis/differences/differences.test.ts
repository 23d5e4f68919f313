import { describe, expect, it } from 'vitest';
import { randomOf } from '../../testing/random.ts';
import { recordedProgram } from '../../testing/recorded.ts';
import type { DifferenceGroup } from '../../trace/difference-views.ts';
import { lookBack } from '../../trace/rewind.ts';
import { Trace } from '../../trace/trace.ts';
import type { Cursor } from '../../trace/views.ts';
import { between } from './between.ts';
import { Changers, compareCursors } from './changers.ts';
import { type Difference, diffSnapshots } from './diff.ts';
import { DifferenceRows } from './rows.ts';
import { GROUP_FIELDS, type Snapshot, snapshotOf } from './snapshot.ts';

const RUNS = [
  '003-dr-wlc-persistent-360',
  '006-template-held-by-connection',
  '012-removed-dest-nodest-1',
  '013-port-reuse-mode-1',
  '018-tcp-states-nat',
  '0250-ipv6-nat',
  '0261-ftp-nat-active',
  '0281-service-edited',
  '0287-persistent-many-clients-weight-edit',
  '0907-random',
];

/** Fields that are told with the value that is written. */
const PLAIN = new Set(
  'refcnt n_control in_pkts timeout flags weight activeconns inactconns persistconns u_threshold num_dests'.split(
    ' ',
  ),
);
const OBJECTS: readonly DifferenceGroup[] = ['entry', 'template', 'server', 'service', 'trash'];

function played(run: string): Trace {
  const trace = new Trace(recordedProgram(run));
  trace.play();
  return trace;
}

function snapshotAt(trace: Trace, cursor: Cursor): Snapshot {
  if (cursor.event < 0) return snapshotOf(trace.atStart());
  const { ipvs, recorder } = trace.visit(cursor.event);
  return lookBack(ipvs, recorder.rawSteps, cursor.step, () => snapshotOf(ipvs));
}

function randomCursor(trace: Trace, random: (below: number) => number): Cursor {
  const event = random(trace.index.length + 1) - 1;
  if (event < 0) return { event, step: 0 };
  return { event, step: random(trace.index.stepsOf(event) + 1) };
}

/** `uid field` of every plain field whose last write between two moments left another value than was there before. */
function written(trace: Trace, from: Cursor, to: Cursor): Set<string> {
  const values = new Map<string, { old: unknown; value: unknown }>();
  for (let event = Math.max(0, from.event); event <= to.event; event++) {
    for (const { number, effect } of trace.visit(event).recorder.rawSteps) {
      const at = { event, step: number };
      if (effect?.op !== 'write' || compareCursors(at, from) <= 0 || compareCursors(at, to) > 0) continue;
      if (!PLAIN.has(effect.field)) continue;
      const key = `${effect.object.uid} ${effect.field}`;
      const known = values.get(key);
      if (known) known.value = effect.value;
      else values.set(key, { old: effect.old, value: effect.value });
    }
  }
  return new Set([...values].filter(([, { old, value }]) => old !== value).map(([key]) => key));
}

function changedPlain(differences: readonly Difference[]): Set<string> {
  const found = new Set<string>();
  for (const { group, a, fields } of differences)
    if (a && OBJECTS.includes(group))
      for (const field of fields) {
        const { name } = GROUP_FIELDS[group][field];
        if (PLAIN.has(name)) found.add(`${a.uid} ${name}`);
      }
  return found;
}

/** uids of what stands at both moments. */
function inBoth(a: Snapshot, b: Snapshot): Set<number> {
  const uids = ({ items }: Snapshot) => OBJECTS.flatMap((group) => items[group].map(({ uid }) => uid));
  const left = new Set(uids(a));
  return new Set(uids(b).filter((uid) => left.has(uid)));
}

describe.each(RUNS)('two moments of %s', (run) => {
  const trace = played(run);
  const random = randomOf(run.length * 7919 + 5);
  const pairs = Array.from({ length: 6 }, () =>
    [randomCursor(trace, random), randomCursor(trace, random)].sort(compareCursors),
  );

  it('differ by what was written between them', () => {
    for (const [from, to] of pairs) {
      const [a, b] = [snapshotAt(trace, from), snapshotAt(trace, to)];
      const both = inBoth(a, b);
      const wrote = [...written(trace, from, to)].filter((key) => both.has(Number(key.split(' ')[0])));
      // A server that went to the trash is gone in one list and new in the other.
      const moved = new Set(
        diffSnapshots(a, b, false)
          .filter(({ sign }) => sign !== '!=')
          .map(({ a: left, b: right }) => (left ?? right)?.uid ?? 0),
      );
      const changed = changedPlain(diffSnapshots(a, b, false));
      expect([...changed].sort()).toEqual(
        wrote.filter((key) => !moved.has(Number(key.split(' ')[0]))).sort(),
      );
    }
  });

  it('have the entries that were made, and not those that were released', () => {
    // At the ends of events: within one an entry may be off the table while its port is filled in.
    const ends = pairs.map((pair) => pair.map(({ event }) => ({ event, step: Number.POSITIVE_INFINITY })));
    for (const [from, to] of ends) {
      const found = diffSnapshots(snapshotAt(trace, from), snapshotAt(trace, to), false);
      const conns = found.filter(({ group }) => group === 'entry' || group === 'template');
      const lives = [...trace.index.lives.values()];
      for (const { uid, born, died } of lives) {
        const there = ({ event }: Cursor) => born <= event && (died < 0 || died > event);
        const sign = conns.find(({ a, b }) => (b ?? a)?.uid === uid)?.sign ?? null;
        if (there(from) === there(to)) expect([null, '!=']).toContain(sign);
        else expect(sign).toBe(there(to) ? '+' : '-');
      }
    }
  });

  it('name who changed each field: the last write before the later one', () => {
    let named = 0;
    for (const [from, to] of pairs) {
      const found = diffSnapshots(snapshotAt(trace, from), snapshotAt(trace, to), false);
      const changers = new Changers({ trace, cursor: from }, { trace, cursor: to });
      for (const difference of found.filter(({ group }) => OBJECTS.includes(group)).slice(0, 12)) {
        if (difference.sign !== '!=') continue;
        for (const field of difference.fields) {
          const { name } = GROUP_FIELDS[difference.group][field];
          if (!PLAIN.has(name)) continue;
          const by = changers.field(difference, field);
          if (!by) throw new Error(`nobody changed ${name} of ${difference.b?.name}`);
          expect(compareCursors(by.at, from)).toBeGreaterThan(0);
          expect(compareCursors(by.at, to)).toBeLessThanOrEqual(0);
          const valueAt = (cursor: Cursor) =>
            snapshotAt(trace, cursor).items[difference.group].find(({ uid }) => uid === difference.b?.uid)
              ?.values[field];
          expect(valueAt(by.at)).toBe(difference.b?.values[field]);
          expect(valueAt({ ...by.at, step: by.at.step - 1 })).not.toBe(difference.b?.values[field]);
          named++;
        }
      }
    }
    expect(named).toBeGreaterThan(0);
  });

  it('are equal to themselves, and the same the other way round with signs turned', () => {
    for (const [from, to] of pairs) {
      const [a, b] = [snapshotAt(trace, from), snapshotAt(trace, to)];
      expect(diffSnapshots(a, snapshotAt(trace, from), false)).toEqual([]);
      expect(diffSnapshots(a, snapshotAt(trace, from), true)).toEqual([]);
      const turned = { '+': '-', '-': '+', '!=': '!=' } as const;
      const told = (found: readonly Difference[], turn: boolean) =>
        found
          .map(({ group, sign, a: left, b: right, fields, chains }) => {
            const name = (right ?? left)?.name ?? (chains?.a ?? chains?.b)?.bucket;
            return `${group} ${turn ? turned[sign] : sign} ${name} ${(right ?? left)?.uid} ${fields}`;
          })
          .sort();
      expect(told(diffSnapshots(b, a, false), true)).toEqual(told(diffSnapshots(a, b, false), false));
    }
  });
});

describe('what happened between two moments', () => {
  const trace = played('003-dr-wlc-persistent-360');
  const last = trace.index.length - 1;
  const end = { event: last, step: trace.index.stepsOf(last) };

  it('is everything from the start to the end', () => {
    const all = between(trace, { event: -1, step: 0 }, end);
    expect(all).toMatchObject({ packets: 96, backwards: false, messages: trace.index.logEvents.length });
    expect(all.packets + all.timers + all.commands).toBe(trace.index.length);
    expect(all.happenings.reduce((sum, { count }) => sum + count, 0)).toBe(trace.index.length);
    expect(all.made).toBe(trace.index.lives.size);
  });

  it('adds up over parts, and counts an event that a moment stands in on both sides', () => {
    const half = { event: 40, step: trace.index.stepsOf(40) };
    const [before, after] = [between(trace, { event: -1, step: 0 }, half), between(trace, half, end)];
    expect(before.packets + after.packets).toBe(96);
    expect((before.messages ?? 0) + (after.messages ?? 0)).toBe(trace.index.logEvents.length);
    const inside = { event: 40, step: 3 };
    expect(between(trace, inside, half)).toMatchObject({ packets: 1, timers: 0 });
    expect(between(trace, half, inside)).toMatchObject({ packets: 1, backwards: true });
    expect(between(trace, inside, inside)).toMatchObject({ packets: 0, messages: 0, happenings: [] });
  });
});

describe('rows of differences', () => {
  const trace = played('003-dr-wlc-persistent-360');
  const [from, to] = [
    { event: 0, step: trace.index.stepsOf(0) },
    { event: 60, step: 20 },
  ];
  const differences = diffSnapshots(snapshotAt(trace, from), snapshotAt(trace, to), false);
  const changers = new Changers({ trace, cursor: from }, { trace, cursor: to });
  const rows = (group: DifferenceGroup | null, words: string) =>
    new DifferenceRows(differences, { group, words }, changers, { a: 100, b: 100 }, false);

  it('are the same whichever windows they are read in', () => {
    const all = rows(null, '');
    const whole = all.window(0, all.length);
    const parts = [];
    for (let at = 0; at < all.length; at += 7) parts.push(...all.window(at, 7));
    expect(parts).toEqual(whole);
    expect(whole.filter(({ kind }) => kind === 'object').length).toBeGreaterThan(5);
  });

  it('are filtered by group and by words', () => {
    const entries = rows('entry', '').window(0, 1000);
    expect(entries[0]).toMatchObject({ kind: 'group', group: 'entry' });
    expect(entries.every((row) => row.kind !== 'object' || row.group === 'entry')).toBe(true);
    const [name] = entries.flatMap((row) => (row.kind === 'object' ? [row.name] : []));
    const found = rows(null, `entry ${name}`).window(0, 1000);
    expect(found.filter((row) => row.kind === 'object').map((row) => 'name' in row && row.name)).toEqual([
      name,
    ]);
    expect(rows(null, 'no such thing').length).toBe(0);
  });
});
