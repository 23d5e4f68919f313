import type { Step } from '../../trace/views.ts';
import { branchKey, type Chart, type ChartEdge, type ChartLane, type ChartNode, twinOf } from './chart.ts';
import { called } from './lane.ts';

/** The event came to a node. */
export interface Visit {
  readonly node: ChartNode;
  readonly step: number;
  /** Index in the node's outcomes; null = it has none, or it is not told. */
  readonly outcome: number | null;
  /** Steps of the function that the node stands in; its effect is seen from `from` on, to `to`. */
  readonly from: number;
  readonly to: number;
  /** The step itself; null for heads and ends. */
  readonly at: Step | null;
  /** Ends: what the function returned. */
  readonly returned: string;
}

/** The way of one event through the chart. */
export interface Way {
  /** In the order of steps. */
  readonly visits: readonly Visit[];
  /** Edges that were taken, with the first step that took them. */
  readonly edges: ReadonlyMap<ChartEdge, number>;
  /** Calls into lanes: node id and lane id, with the first step. */
  readonly calls: ReadonlyMap<string, number>;
  /** Two nodes one after another that no edge joins: the chart is wrong there. */
  readonly gaps: readonly string[];
  /** Calls and branches that have no node. */
  readonly unknown: readonly string[];
}

interface Frame {
  readonly fn: string;
  readonly depth: number;
  readonly from: number;
  readonly to: number;
  readonly returned: string;
  readonly lane: ChartLane | null;
  last: { node: ChartNode; outcome: number | null } | null;
}

/** Id of the line from a node to the lane that it calls. */
export function callId(node: ChartNode, lane: ChartLane): string {
  return `${node.id} calls ${lane.id}`;
}

class Walk {
  readonly visits: Visit[] = [];
  readonly edges = new Map<ChartEdge, number>();
  readonly calls = new Map<string, number>();
  readonly gaps: string[] = [];
  readonly unknown: string[] = [];
  private readonly frames: Frame[];

  constructor(
    private readonly chart: Chart,
    private readonly steps: readonly Step[],
    private readonly told: ReadonlyMap<string, ChartNode> | null,
  ) {
    const to = steps.at(-1)?.number ?? 0;
    this.frames = [{ fn: '', depth: -1, from: 0, to, returned: '', lane: null, last: null }];
  }

  run(): void {
    for (const step of this.steps) {
      this.popTo(step.depth);
      if (step.kind === 'call') this.call(step);
      else if (step.kind === 'branch') this.branch(step);
    }
    this.popTo(0);
  }

  private get frame(): Frame {
    return this.frames[this.frames.length - 1];
  }

  private popTo(depth: number): void {
    while (this.frame.depth >= depth) {
      const frame = this.frames.pop();
      if (frame?.last) this.end(frame, frame.last);
    }
  }

  private end(frame: Frame, { node, outcome }: NonNullable<Frame['last']>): void {
    const edges = this.chart.from.get(node) ?? [];
    const ends = edges.filter(({ to }) => to.kind === 'end');
    const edge = ends.find((each) => each.outcome === outcome) ?? ends.find((each) => each.outcome === null);
    if (!edge) {
      if (frame.lane && !frame.lane.loops && !frame.lane.fns.includes(''))
        this.gaps.push(`${node.id} | ${outcome} > end`);
      return;
    }
    this.take(edge, frame.to);
    const { from, to, returned } = frame;
    this.visits.push({ node: edge.to, step: to, outcome: null, from, to, at: null, returned });
  }

  private take(edge: ChartEdge, step: number): void {
    if (!this.edges.has(edge)) this.edges.set(edge, step);
  }

  private call(step: Step): void {
    const fn = twinOf(step.text);
    const node = this.told ? this.told.get(fn) : this.nodeOf(called(this.frame.fn, fn), step);
    const lane = this.chart.laneOf.get(fn) ?? null;
    if (node) {
      const outcome = node.outcomes.findIndex(({ result }) => result?.test(step.result));
      this.visit(node, step, outcome < 0 ? null : outcome);
      if (lane && !this.calls.has(callId(node, lane))) this.calls.set(callId(node, lane), step.number);
    } else this.unknown.push(called(this.frame.fn, fn));
    const { number: from, end: to, depth, result: returned } = step;
    const last = lane ? { node: lane.head, outcome: null } : null;
    if (lane && !lane.fns.includes(''))
      this.visits.push({ node: lane.head, step: from, outcome: null, from, to, at: null, returned });
    this.frames.push({ fn, depth, from, to, returned, lane, last });
  }

  /** The node of a step: of several calls of one function the one that the way leads to. */
  private nodeOf(key: string, step: Step): ChartNode | undefined {
    const nodes = (this.chart.at.get(key) ?? []).filter(({ args }) => !args || args.test(step.detail));
    return nodes.find((node) => this.edgeTo(node)) ?? nodes[0];
  }

  /** From where the function stood last, or from its head. */
  private lastFor(node: ChartNode): { node: ChartNode; outcome: number | null } {
    const { last } = this.frame;
    return last && last.node.lane === node.lane ? last : { node: node.lane.head, outcome: null };
  }

  private edgeTo(node: ChartNode): ChartEdge | undefined {
    const last = this.lastFor(node);
    const edges = (this.chart.from.get(last.node) ?? []).filter(({ to }) => to === node);
    return edges.find((each) => each.outcome === last.outcome) ?? edges.find((each) => each.outcome === null);
  }

  private branch(step: Step): void {
    const node = this.nodeOf(branchKey(this.frame.fn, step.text), step);
    if (!node) {
      this.unknown.push(branchKey(this.frame.fn, step.text));
      return;
    }
    const outcome = node.outcomes.findIndex(({ taken }) => taken === step.taken);
    if (outcome < 0) this.unknown.push(`${branchKey(this.frame.fn, step.text)}|${step.taken}`);
    this.visit(node, step, outcome < 0 ? null : outcome);
  }

  private visit(node: ChartNode, step: Step, outcome: number | null): void {
    const { frame } = this;
    const last = this.lastFor(node);
    const edge = this.edgeTo(node);
    if (edge) this.take(edge, step.number);
    else if (!node.lane.loops) this.gaps.push(`${last.node.id} | ${last.outcome} > ${node.id}`);
    const { from, to } = frame;
    this.visits.push({ node, step: step.number, outcome, from, to, at: step, returned: '' });
    frame.last = { node, outcome };
  }
}

/** Finds the nodes and edges that an event came through, from its steps. `told` = the kernel is known from its log alone. */
export function wayOf(
  chart: Chart,
  steps: readonly Step[],
  told: ReadonlyMap<string, ChartNode> | null = null,
): Way {
  const walk = new Walk(chart, steps, told);
  walk.run();
  const { visits, edges, calls, gaps, unknown } = walk;
  visits.sort((a, b) => a.step - b.step);
  return { visits, edges, calls, gaps, unknown };
}

/** The visit that a step belongs to: the last one before it in a function that has not ended. null = before all. */
export function visitAt(way: Way, step: number): Visit | null {
  return (
    way.visits.findLast(({ at, step: came, to }) => at !== null && came <= step && to >= step) ??
    way.visits.findLast(({ at, step: came }) => at !== null && came <= step) ??
    null
  );
}
