import { type ip_vs_conn, is_template } from '../kernel/ipvs/ip_vs.ts';
import type { RawStep } from '../trace/recorder.ts';
import type { ChainNode, ChainView } from '../trace/views.ts';
import { type ConnContext, connView } from './conns.ts';
import { hashView } from './hash.ts';
import { comparisonsOf } from './steps.ts';
import { lastWalk, outcomeOf, type Walk } from './walks.ts';

/** The chain of a bucket as it hangs in memory at a moment. */

/** Nodes drawn of one chain. */
const NODE_LIMIT = 200;
/** Of a longer chain as many in front of the node that was found. */
const AROUND = 40;

/** What an event has done with the nodes of a bucket, up to a step. */
interface Doings {
  readonly fresh: ReadonlySet<ip_vs_conn>;
  /** Entries that were taken out, with the node in front of each (null = it was the head). */
  readonly released: ReadonlyMap<ip_vs_conn, ip_vs_conn | null>;
}

function doingsIn(bucket: number, steps: readonly RawStep[], upTo: number): Doings {
  const fresh = new Set<ip_vs_conn>();
  const released = new Map<ip_vs_conn, ip_vs_conn | null>();
  for (const { effect, number } of steps) {
    if (number > upTo) break;
    if (effect?.op === 'hashed' && effect.bucket === bucket) {
      fresh.add(effect.cp);
      released.delete(effect.cp);
    } else if (effect?.op === 'unhashed' && effect.bucket === bucket) {
      fresh.delete(effect.cp);
      released.set(effect.cp, effect.prev);
    }
  }
  return { fresh, released };
}

/** The nodes that hang there, and those that were taken out at the places that they had. */
function nodesOf(head: ip_vs_conn | null, { released }: Doings): ip_vs_conn[] {
  const nodes: ip_vs_conn[] = [];
  for (let cp = head; cp; cp = cp.c_next) nodes.push(cp);
  for (const [cp, prev] of released) nodes.splice(prev ? nodes.indexOf(prev) + 1 : 0, 0, cp);
  return nodes;
}

function markOf(cp: ip_vs_conn, walk: Walk | null, { fresh, released }: Doings): ChainNode['mark'] {
  if (released.has(cp)) return 'released';
  if (walk?.hit === cp) return 'hit';
  if (fresh.has(cp)) return 'new';
  if (is_template(cp) && cp.vport === 0xffff) return 'invalidated';
  return walk?.visited.has(cp) ? 'visited' : 'normal';
}

/** First of the nodes that are drawn: the head, unless what was found hangs far behind it. */
function firstDrawn(nodes: readonly ip_vs_conn[], walk: Walk | null): number {
  if (nodes.length <= NODE_LIMIT) return 0;
  const last = walk ? nodes.indexOf(walk.hit ?? [...walk.visited.keys()].at(-1) ?? nodes[0]) : 0;
  return last < NODE_LIMIT ? 0 : Math.min(last - AROUND, nodes.length - NODE_LIMIT);
}

/** The chain of a bucket at this moment, head first, with the comparisons of the event's last walk. */
export function chainView(
  context: ConnContext,
  bucket: number,
  steps: readonly RawStep[],
  upTo: number,
): ChainView {
  const { conn_tab } = context.ipvs;
  const walk = lastWalk(steps, bucket, upTo);
  const doings = doingsIn(bucket, steps, upTo);
  const all = nodesOf(conn_tab.heads[bucket], doings);
  const first = firstDrawn(all, walk);
  const current = steps.find(({ number }) => number === upTo)?.object;
  const nodes = all.slice(first, first + NODE_LIMIT).map((cp, at): ChainNode => {
    const step = walk?.visited.get(cp);
    return {
      conn: connView(context, cp),
      number: first + at + 1,
      mark: markOf(cp, walk, doings),
      now: current === cp,
      comparisons: step?.comparisons ? comparisonsOf(step.comparisons) : [],
    };
  });
  const sought = walk?.begin.key;
  const key = sought ?? all[0];
  return {
    bucket,
    length: all.length - doings.released.size,
    nodes,
    hash: key ? hashView(conn_tab, key) : null,
    hashOf: sought ? 'lookup' : 'first node',
    outcome: outcomeOf(walk),
    walkedBy: walk?.fn ?? '',
    walkFrom: walk?.begin.number ?? 0,
  };
}
