import type { Item, Lane, NodeItem, OutcomeItem, PlaceKey, Test } from './lane.ts';
import { called, took } from './lane.ts';

/** A flowchart ready to be drawn and matched: lanes of rows, nodes, edges. */

export interface ChartOutcome {
  readonly label: string;
  readonly words: string;
  readonly taken?: boolean;
  readonly result?: RegExp;
}

export interface ChartNode {
  /** `lane/text`, stable for a kernel. */
  readonly id: string;
  readonly lane: ChartLane;
  readonly kind: 'head' | 'call' | 'branch' | 'end';
  readonly text: string;
  readonly say: string;
  readonly fns: readonly string[];
  readonly condition: string;
  readonly args?: RegExp;
  readonly outcomes: readonly ChartOutcome[];
}

export interface ChartEdge {
  readonly id: string;
  readonly from: ChartNode;
  readonly outcome: number | null;
  readonly to: ChartNode;
  /** Drawn only where something came by: the way past a step that is not always made. */
  readonly quiet: boolean;
  /** It leaves the order of the lane: to a node further down, past others. */
  readonly jump: boolean;
}

/** A line of a lane: a node, or words over a block; `indent` = how far beside the main line. */
export type Row =
  | { readonly kind: 'node'; readonly node: ChartNode; readonly indent: number }
  /** Outcomes of the node above: those of the main line, and the one whose block follows. */
  | {
      readonly kind: 'outcomes';
      readonly node: ChartNode;
      readonly main: readonly number[];
      readonly aside: number | null;
      readonly indent: number;
    }
  | { readonly kind: 'words'; readonly words: string; readonly indent: number };

export interface ChartLane {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly fns: readonly string[];
  readonly rare: boolean;
  readonly loops: boolean;
  /** Column of the chart, from 0 at the left. */
  readonly column: number;
  readonly head: ChartNode;
  readonly rows: readonly Row[];
}

export interface Chart {
  readonly lanes: readonly ChartLane[];
  readonly nodes: ReadonlyMap<string, ChartNode>;
  readonly edges: readonly ChartEdge[];
  /** Edges by the node they leave. */
  readonly from: ReadonlyMap<ChartNode, readonly ChartEdge[]>;
  /** Nodes of a place; several where arguments tell them apart. */
  readonly at: ReadonlyMap<string, readonly ChartNode[]>;
  /** Lanes by the functions whose steps they are. */
  readonly laneOf: ReadonlyMap<string, ChartLane>;
  /** Which events came to a node or took an outcome, by `placeId`. */
  readonly tests: ReadonlyMap<string, readonly Test[]>;
}

/** What a list of packets is about: a node, or one outcome of it. */
export function placeId(node: string, outcome: number | null): string {
  return outcome === null ? node : `${node}|${outcome}`;
}

/** A place as `placeId` named it. */
export function placeOf(chart: Chart, id: string): { node: ChartNode; outcome: number | null } | null {
  const [name, outcome] = id.split('|');
  const node = chart.nodes.get(name);
  return node ? { node, outcome: outcome === undefined ? null : Number(outcome) } : null;
}

const TWINS: Readonly<Record<string, string>> = {
  icmpv6_send: 'icmp_send',
  ip_vs_sync_conn_v0: 'ip_vs_sync_conn',
};

/** Functions for IPv6 and old versions stand on the chart under the name of their twin. */
export function twinOf(fn: string): string {
  return TWINS[fn] ?? fn.replace(/_v6$/, '');
}

interface Port {
  readonly node: ChartNode;
  readonly outcome: number | null;
  readonly quiet?: boolean;
  readonly jump?: boolean;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

class Assembly {
  readonly lanes: ChartLane[] = [];
  readonly nodes = new Map<string, ChartNode>();
  readonly edges: ChartEdge[] = [];
  readonly at = new Map<string, ChartNode[]>();
  readonly tests = new Map<string, readonly Test[]>();
  private jumps = new Map<string, Port[]>();
  private rows: Row[] = [];

  add(lane: Lane, column: number): void {
    this.rows = [];
    this.jumps = new Map();
    const { title, file, fns, rare = false, loops = false } = lane;
    const made: Writable<Omit<ChartLane, 'head'>> & { head?: ChartNode } = {
      id: title,
      title,
      file,
      fns,
      rare,
      loops,
      column,
      rows: this.rows,
    };
    const chartLane = made as ChartLane;
    made.head = this.node(chartLane, { kind: 'head', text: title, fns });
    if (!fns.includes('')) this.tests.set(made.head.id, [{ all: [fns.map((fn) => called('*', fn))] }]);
    this.walk(chartLane, lane.items, [{ node: made.head, outcome: null }], 0);
    this.lanes.push(chartLane);
  }

  private node(lane: ChartLane, part: Pick<ChartNode, 'kind' | 'text'> & Partial<ChartNode>): ChartNode {
    let id = part.kind === 'head' ? lane.id : `${lane.id}/${part.text}`;
    for (let twin = 2; this.nodes.has(id); twin++) id = `${lane.id}/${part.text} ${twin}`;
    const node: ChartNode = { say: '', fns: [], condition: '', outcomes: [], ...part, id, lane };
    this.nodes.set(id, node);
    return node;
  }

  private link(ports: readonly Port[], to: ChartNode): void {
    for (const { node: from, outcome, quiet = false, jump = false } of ports) {
      const id = `${placeId(from.id, outcome)} > ${to.id}`;
      if (!this.edges.some((edge) => edge.id === id)) this.edges.push({ id, from, outcome, to, quiet, jump });
    }
  }

  private walk(lane: ChartLane, items: readonly Item[], entered: readonly Port[], indent: number): Port[] {
    let ports = [...entered];
    for (const item of items) {
      if (item.kind === 'goto') {
        const jumping = ports.map((port) => ({ ...port, jump: true }));
        this.jumps.set(item.to, [...(this.jumps.get(item.to) ?? []), ...jumping]);
        ports = [];
      } else if (item.kind === 'anchor') {
        ports.push(...(this.jumps.get(item.name) ?? []));
        this.jumps.delete(item.name);
      } else if (item.kind === 'end') {
        const node = this.node(lane, { kind: 'end', text: item.text || 'return' });
        this.rows.push({ kind: 'node', node, indent });
        this.link(ports, node);
        ports = [];
      } else if (item.kind === 'choice') {
        const past = item.optional ? ports : [];
        const ways = item.blocks.map(({ words, items: inside }) => {
          this.rows.push({ kind: 'words', words, indent: indent + 1 });
          return this.walk(lane, inside, ports, indent + 1);
        });
        ports = [...past, ...ways.flat()];
      } else ports = this.step(lane, item, ports, indent);
    }
    return ports;
  }

  private step(lane: ChartLane, item: NodeItem, ports: readonly Port[], indent: number): Port[] {
    const { kind, fns, condition, text, say, args } = item;
    const outcomes = item.outcomes.map(({ label, words, taken, result }) => ({
      label,
      words,
      taken,
      result,
    }));
    const node = this.node(lane, { kind, fns, condition, text, say, args, outcomes });
    this.register(lane, item, node);
    this.rows.push({ kind: 'node', node, indent });
    this.link(ports, node);
    const past = item.passable ? ports.map((port) => ({ ...port, quiet: true })) : [];
    if (outcomes.length === 0) return [{ node, outcome: null }, ...past];
    return [...this.leave(lane, item.outcomes, node, indent), ...past];
  }

  /** The ways on from a node: outcomes of the main line first, then block by block. */
  private leave(lane: ChartLane, outcomes: readonly OutcomeItem[], node: ChartNode, indent: number): Port[] {
    const of = (test: (block: OutcomeItem['block']) => boolean): number[] =>
      outcomes.flatMap(({ block }, at) => (test(block) ? [at] : []));
    const main = of((block) => !block);
    const jumping = of((block) => block?.[0]?.kind === 'goto');
    const blocks = of((block) => block !== undefined && block[0]?.kind !== 'goto');
    const [first = jumping.pop() ?? null] = blocks;
    this.rows.push({ kind: 'outcomes', node, main: [...main, ...jumping], aside: first, indent });
    const ports: Port[] = main.map((outcome) => ({ node, outcome }));
    for (const outcome of of((block) => block !== undefined)) {
      if (blocks.indexOf(outcome) > 0)
        this.rows.push({ kind: 'outcomes', node, main: [], aside: outcome, indent });
      ports.push(...this.walk(lane, outcomes[outcome].block ?? [], [{ node, outcome }], indent + 1));
    }
    return ports;
  }

  private register(lane: ChartLane, item: NodeItem, node: ChartNode): void {
    const keys = keysOf(lane.fns, item);
    for (const key of keys) this.at.set(key, [...(this.at.get(key) ?? []), node]);
    this.tests.set(
      node.id,
      item.tests ?? [{ all: [item.kind === 'call' ? keys : outcomeKeys(lane.fns, item)] }],
    );
    for (const [at, { taken, tests }] of item.outcomes.entries()) {
      const own =
        taken === undefined ? tests : [{ all: [lane.fns.map((fn) => took(fn, item.condition, taken))] }];
      if (own) this.tests.set(placeId(node.id, at), own);
    }
  }
}

/** Where steps find a node: a call by its caller, a branch by its function. */
function keysOf(fns: readonly string[], { kind, fns: callees, condition }: NodeItem): PlaceKey[] {
  if (kind === 'branch') return fns.map((fn) => branchKey(fn, condition));
  return fns.flatMap((caller) => callees.map((fn) => called(caller, fn)));
}

/** Place of a branch, as it is counted, whichever way it goes. */
export function branchKey(fn: string, condition: string): string {
  return `b|${fn}|${condition}`;
}

function outcomeKeys(fns: readonly string[], { condition }: NodeItem): PlaceKey[] {
  return fns.flatMap((fn) => [took(fn, condition, true), took(fn, condition, false)]);
}

/** A node with one way in, from a counted outcome, is come to as often as that outcome is taken. */
function endTests(assembly: Assembly): void {
  for (const node of assembly.nodes.values()) {
    if (node.kind !== 'end') continue;
    const [way, ...others] = assembly.edges.filter((edge) => edge.to === node);
    if (!way || others.length > 0 || way.outcome === null) continue;
    const beside = assembly.edges.filter(({ from, outcome }) => from === way.from && outcome === way.outcome);
    const tests = assembly.tests.get(placeId(way.from.id, way.outcome));
    if (tests && beside.length === 1) assembly.tests.set(node.id, tests);
  }
}

/** Columns of lanes, from left to right. */
export function assemble(columns: readonly (readonly Lane[])[]): Chart {
  const assembly = new Assembly();
  columns.forEach((lanes, column) => {
    for (const lane of lanes) assembly.add(lane, column);
  });
  endTests(assembly);
  const { lanes, nodes, edges, at, tests } = assembly;
  const from = new Map<ChartNode, ChartEdge[]>();
  for (const edge of edges) from.set(edge.from, [...(from.get(edge.from) ?? []), edge]);
  const laneOf = new Map<string, ChartLane>();
  for (const lane of lanes) for (const fn of lane.fns) if (fn !== '') laneOf.set(fn, lane);
  return { lanes, nodes, edges, from, at, laneOf, tests };
}
