import { addrEqual, formatAddr, type InetAddr, parseAddr } from '../base/inet.ts';
import { address_word, conn_jhash, conn_tab_walk, ip_vs_conn_hashkey } from '../kernel/ipvs/conn_tab.ts';
import { type ip_vs_conn, is_template } from '../kernel/ipvs/ip_vs.ts';
import { ip_vs_proto_name } from '../kernel/ipvs/ip_vs_proto.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import { swab16 } from '../kernel/lib/jhash.ts';
import type { RawStep } from '../trace/recorder.ts';
import type { ChainView, HashView, TableView } from '../trace/views.ts';
import { type ConnContext, connView } from './conns.ts';
import { comparisonsOf } from './steps.ts';

/** The hash table as a map and as chains. */

const capped = (count: number): number => Math.min(255, count);

export function tableView(ipvs: netns_ipvs, client: string | null, lookup: number | null): TableView {
  const { size } = ipvs.conn_tab;
  const counts = new Uint8Array(size);
  const templates = new Uint8Array(size);
  const real = new Uint32Array(size);
  const clientBuckets = new Set<number>();
  const wanted = client === null ? null : parseAddr(client);
  let entries = 0;
  let templateEntries = 0;
  for (const cp of conn_tab_walk(ipvs.conn_tab)) {
    entries++;
    real[cp.bucket]++;
    if (is_template(cp)) {
      templateEntries++;
      templates[cp.bucket] = capped(templates[cp.bucket] + 1);
    }
    if (wanted !== null && addrEqual(cp.caddr, wanted)) clientBuckets.add(cp.bucket);
  }
  const lengths: number[] = [];
  for (let bucket = 0; bucket < size; bucket++) {
    counts[bucket] = capped(real[bucket]);
    while (lengths.length <= real[bucket]) lengths.push(0);
    lengths[real[bucket]]++;
  }
  return {
    size,
    counts,
    templates,
    entries,
    templateEntries,
    lengths,
    clientBuckets: [...clientBuckets],
    lookup,
  };
}

/** For views that do not show it. */
export function emptyTable(ipvs: netns_ipvs): TableView {
  const none = new Uint8Array(0);
  return {
    size: ipvs.conn_tab.size,
    counts: none,
    templates: none,
    entries: ipvs.conn_count,
    templateEntries: 0,
    lengths: [],
    clientBuckets: [],
    lookup: null,
  };
}

const hex32 = (word: number): string => `0x${(word >>> 0).toString(16).padStart(8, '0')}`;

/** The arithmetic of ip_vs_conn_hashkey for one client, line by line. */
export function hashView(ipvs: netns_ipvs, protocol: number, caddr: InetAddr, cport: number): HashView {
  const tab = ipvs.conn_tab;
  const first = address_word(caddr, tab.rnd);
  const port = swab16(cport);
  const hash = conn_jhash(tab)(first, port, protocol, tab.rnd);
  const mixed = (hash ^ tab.xor) >>> 0;
  const bucket = ip_vs_conn_hashkey(tab, protocol, caddr, cport);
  const seed = hex32(tab.rnd);
  return {
    rows: [
      {
        label: typeof caddr === 'number' ? 'caddr' : 'jhash(caddr, 16)',
        value: formatAddr(caddr),
        word: hex32(first),
      },
      {
        label: 'cport, proto',
        value: `${cport}, ${ip_vs_proto_name(protocol)}`,
        word: `${hex32(port)}, ${hex32(protocol)}`,
      },
      { label: 'jhash_3words', value: `seed ${seed}`, word: hex32(hash) },
      { label: 'xor', value: `netns 0x${tab.xor.toString(16)}`, word: hex32(mixed) },
      {
        label: 'mask',
        value: `& 0x${tab.mask.toString(16)}`,
        word: `0x${bucket.toString(16).padStart(3, '0')}`,
      },
    ],
    bucket,
  };
}

type Mark = ChainView['nodes'][number]['mark'];

/** The last walk through a bucket up to a step, with what came of it. */
interface Walk {
  readonly fn: string;
  readonly visited: ReadonlyMap<ip_vs_conn, RawStep>;
  readonly hit: ip_vs_conn | null;
}

function lastWalk(steps: readonly RawStep[], bucket: number, upTo: number): Walk | null {
  let begin = -1;
  for (const [i, step] of steps.entries()) {
    if (step.number > upTo) break;
    if (step.kind === 'bucket' && step.bucket === bucket) begin = i;
  }
  if (begin < 0) return null;
  const visited = new Map<ip_vs_conn, RawStep>();
  let hit: ip_vs_conn | null = null;
  for (let i = begin + 1; i < steps.length && steps[i].kind === 'node' && steps[i].number <= upTo; i++) {
    const cp = steps[i].object as ip_vs_conn;
    visited.set(cp, steps[i]);
    if (steps[i].comparisons?.every(({ equal }) => equal)) hit = cp;
  }
  const call = steps
    .slice(0, begin)
    .findLast((step) => step.kind === 'call' && step.end >= steps[begin].number);
  return { fn: call?.text ?? '', visited, hit };
}

function markOf(cp: ip_vs_conn, walk: Walk | null, fresh: ReadonlySet<ip_vs_conn>): Mark {
  if (walk?.hit === cp) return 'hit';
  if (fresh.has(cp)) return 'new';
  if (is_template(cp) && cp.vport === 0xffff) return 'invalidated';
  return walk?.visited.has(cp) ? 'visited' : 'normal';
}

function outcomeOf(walk: Walk | null): string {
  if (!walk) return '';
  if (!walk.hit) return 'not hit';
  return `hit at node ${[...walk.visited.keys()].indexOf(walk.hit) + 1}`;
}

/** Nodes drawn of one chain. */
const NODE_LIMIT = 200;

/** The chain of a bucket at this moment, head first, with the comparisons of the event's last walk. */
export function chainView(
  context: ConnContext,
  bucket: number,
  steps: readonly RawStep[],
  upTo: number,
): ChainView {
  const { ipvs } = context;
  const walk = lastWalk(steps, bucket, upTo);
  const fresh = new Set<ip_vs_conn>();
  for (const { effect, number } of steps) if (effect?.op === 'hashed' && number <= upTo) fresh.add(effect.cp);
  const nodes: ChainView['nodes'][number][] = [];
  for (let cp = ipvs.conn_tab.heads[bucket]; cp && nodes.length < NODE_LIMIT; cp = cp.c_next) {
    const step = walk?.visited.get(cp);
    const comparisons = step?.comparisons ? comparisonsOf(step.comparisons) : [];
    nodes.push({ conn: connView(context, cp), mark: markOf(cp, walk, fresh), comparisons });
  }
  const first = walk?.hit ?? ipvs.conn_tab.heads[bucket];
  const hash = first ? hashView(ipvs, first.protocol, first.caddr, first.cport) : null;
  return { bucket, nodes, hash, outcome: outcomeOf(walk), walkedBy: walk?.fn ?? '' };
}
