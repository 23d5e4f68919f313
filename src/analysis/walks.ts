import type { ip_vs_conn } from '../kernel/ipvs/ip_vs.ts';
import type { RawStep } from '../trace/recorder.ts';
import { EVENT_CLASSES, type WalkView } from '../trace/table-views.ts';
import { keyText } from './hash.ts';

/** What an event does in the connection table: the chains that it searches, the buckets that it touches. */

/** A search through a bucket, as far as it has come. */
export interface Walk {
  readonly fn: string;
  readonly begin: RawStep;
  /** Number of its last step. */
  readonly to: number;
  readonly visited: ReadonlyMap<ip_vs_conn, RawStep>;
  readonly hit: ip_vs_conn | null;
  /** Nodes that it compares in all, also behind the step up to which it is looked at. */
  readonly nodes: number;
}

const isHit = (step: RawStep): boolean => step.comparisons?.every(({ equal }) => equal) ?? false;

/** The search that begins at a place in the list of steps, up to a step. */
function walkFrom(steps: readonly RawStep[], at: number, upTo: number): Walk {
  const begin = steps[at];
  const visited = new Map<ip_vs_conn, RawStep>();
  let hit: ip_vs_conn | null = null;
  let to = begin.number;
  let nodes = 0;
  for (let i = at + 1; i < steps.length; i++) {
    const step = steps[i];
    // Messages of a persistence engine and references that are taken may stand between two nodes.
    if (step.kind === 'bucket' || step.kind === 'call' || step.depth < begin.depth) break;
    if (step.kind !== 'node') continue;
    nodes++;
    if (step.number > upTo) continue;
    const cp = step.object as ip_vs_conn;
    visited.set(cp, step);
    to = step.number;
    if (isHit(step)) hit = cp;
  }
  const call = steps.slice(0, at).findLast(({ kind, end }) => kind === 'call' && end >= begin.number);
  return { fn: call?.text ?? '', begin, to, visited, hit, nodes };
}

/** The last search of a bucket up to a step. */
export function lastWalk(steps: readonly RawStep[], bucket: number, upTo: number): Walk | null {
  const at = steps.findLastIndex(
    (step) => step.number <= upTo && step.kind === 'bucket' && step.bucket === bucket,
  );
  return at < 0 ? null : walkFrom(steps, at, upTo);
}

/** How a walk through a chain ended, in a few words; '' = there was none. */
export function outcomeOf(walk: Walk | null): string {
  if (!walk) return '';
  if (walk.visited.size < walk.nodes) return `${walk.visited.size} of ${walk.nodes} compared`;
  if (!walk.hit) return 'not hit';
  return `hit at node ${[...walk.visited.keys()].indexOf(walk.hit) + 1}`;
}

const TITLES: Readonly<Record<string, string>> = {
  ip_vs_conn_in_get: 'in lookup',
  ip_vs_conn_out_get: 'out lookup',
  ip_vs_ct_in_get: 'template lookup',
};

/** All searches of an event. */
export function walksOf(steps: readonly RawStep[]): WalkView[] {
  return steps.flatMap((step, at): WalkView[] => {
    if (step.kind !== 'bucket' || step.bucket === undefined) return [];
    const walk = walkFrom(steps, at, Number.POSITIVE_INFINITY);
    return [
      {
        bucket: step.bucket,
        title: TITLES[walk.fn] ?? 'lookup',
        fn: walk.fn,
        of: step.key ? keyText(step.key) : '',
        from: step.number,
        to: walk.to,
        outcome: outcomeOf(walk),
      },
    ];
  });
}

type EventClass = (typeof EVENT_CLASSES)[number];

/** What a step does with a bucket; null = nothing. */
function touchOf(step: RawStep): { bucket: number; as: EventClass } | null {
  const { effect, kind, bucket, object } = step;
  if (effect?.op === 'hashed' || effect?.op === 'unhashed') return { bucket: effect.bucket, as: 'relinked' };
  if (kind === 'node' && bucket !== undefined) return { bucket, as: isHit(step) ? 'hit' : 'walked' };
  if (kind === 'bucket' && bucket !== undefined) return { bucket, as: 'walked' };
  // A reference that a lookup takes and gives back is no change of the entry.
  const isReference = effect?.op === 'write' && effect.field === 'refcnt';
  if (!effect || isReference || object?.kind !== 'ip_vs_conn' || object.bucket < 0) return null;
  return { bucket: object.bucket, as: 'changed' };
}

/** The class of every bucket that the event has touched up to a step, the strongest one. */
export function touchedBuckets(steps: readonly RawStep[], upTo: number): Map<number, number> {
  const touched = new Map<number, number>();
  for (const step of steps) {
    if (step.number > upTo) break;
    const touch = touchOf(step);
    if (!touch || touch.bucket < 0) continue;
    const value = EVENT_CLASSES.indexOf(touch.as) + 1;
    touched.set(touch.bucket, Math.max(value, touched.get(touch.bucket) ?? 0));
  }
  return touched;
}
