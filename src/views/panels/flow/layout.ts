import {
  type Chart,
  type ChartEdge,
  type ChartLane,
  type ChartNode,
  placeId,
} from '../../../analysis/flow/chart.ts';
import { callId } from '../../../analysis/flow/way.ts';

/** Where everything of the chart stands, in px at full size. */

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly { readonly lane: ChartLane; readonly box: Box }[];
  readonly nodes: ReadonlyMap<string, Box>;
  /** Left top of an outcome's words, by `placeId`. */
  readonly outcomes: ReadonlyMap<string, { readonly x: number; readonly y: number; readonly w: number }>;
  readonly words: readonly {
    readonly key: string;
    readonly words: string;
    readonly x: number;
    readonly y: number;
  }[];
  readonly edges: readonly { readonly edge: ChartEdge; readonly path: string }[];
  readonly calls: readonly {
    readonly id: string;
    readonly from: ChartNode;
    readonly lane: ChartLane;
    readonly path: string;
  }[];
}

const LANE = 308;
/** Lanes with decisions inside decisions. */
const WIDE = 356;
const GUTTER = 76;
const BETWEEN = 30;
const HEAD = 34;
const PAD = 14;
const INDENT = 20;
const NODE = 40;
const END = 24;
const OUTCOMES = 22;
const WORDS = 22;
const GAP = 12;
/** Where the line of a way runs, from the left edge of its nodes. */
const LINE = 14;
const TOP = 60;
const CORNER = 4;

type Point = readonly [x: number, y: number];

/** Straight pieces with small round corners. */
export function roundedPath(points: readonly Point[]): string {
  const parts = [`M${points[0].join(' ')}`];
  for (let at = 1; at < points.length; at++) {
    const [x, y] = points[at];
    const next = points[at + 1];
    if (!next) {
      parts.push(`L${x} ${y}`);
      continue;
    }
    const [px, py] = points[at - 1];
    const before = Math.min(CORNER, (Math.abs(x - px) + Math.abs(y - py)) / 2);
    const behind = Math.min(CORNER, (Math.abs(next[0] - x) + Math.abs(next[1] - y)) / 2);
    parts.push(`L${x - Math.sign(x - px) * before} ${y - Math.sign(y - py) * before}`);
    parts.push(`Q${x} ${y} ${x + Math.sign(next[0] - x) * behind} ${y + Math.sign(next[1] - y) * behind}`);
  }
  return parts.join('');
}

const heightOf = (node: ChartNode): number => (node.kind === 'end' ? END : NODE);

class LaneLayout {
  readonly boxes = new Map<string, Box>();
  readonly outcomes = new Map<string, { x: number; y: number; w: number }>();
  readonly words: { key: string; words: string; x: number; y: number }[] = [];
  /** Nodes from the top down, to know what an edge must go around. */
  private readonly order: ChartNode[] = [];
  private readonly targets: ChartNode[] = [];
  /** Outcomes whose block follows beside the main line. */
  private readonly asides = new Set<string>();
  bottom: number;

  constructor(
    lane: ChartLane,
    readonly x: number,
    readonly top: number,
    readonly w: number,
  ) {
    this.boxes.set(lane.head.id, { x, y: top, w, h: HEAD });
    let y = top + HEAD + GAP + 2;
    for (const [at, row] of lane.rows.entries()) {
      const left = x + PAD + row.indent * INDENT;
      const width = x + w - PAD - 10 - left;
      if (row.kind === 'node') {
        const h = heightOf(row.node);
        this.boxes.set(row.node.id, { x: left, y, w: width, h });
        this.order.push(row.node);
        y += h + (lane.rows[at + 1]?.kind === 'outcomes' ? 0 : GAP);
      } else if (row.kind === 'words') {
        this.words.push({ key: `${lane.id} ${at}`, words: row.words, x: left + LINE + 8, y });
        y += WORDS;
      } else {
        const half = width / 2;
        for (const [i, outcome] of row.main.entries()) {
          const w = row.aside === null && row.main.length > 1 ? half - 10 : half - LINE;
          const id = placeId(row.node.id, outcome);
          this.outcomes.set(id, { x: left + LINE + 4 + i * half, y: y + 1, w });
        }
        if (row.aside !== null) this.asides.add(placeId(row.node.id, row.aside));
        if (row.aside !== null)
          this.outcomes.set(placeId(row.node.id, row.aside), { x: left + half + 6, y: y + 1, w: half - 10 });
        y += OUTCOMES;
      }
    }
    this.bottom = y;
  }

  get box(): Box {
    return { x: this.x, y: this.top, w: this.w, h: this.bottom - this.top };
  }

  private of(node: ChartNode): Box {
    return this.boxes.get(node.id) ?? this.box;
  }

  path(edge: ChartEdge): string {
    if (edge.jump) return this.jump(edge);
    const a = this.of(edge.from);
    const b = this.of(edge.to);
    const between = this.between(edge.from, edge.to);
    const aside = b.x > a.x && this.asides.has(placeId(edge.from.id, edge.outcome));
    if (aside) {
      const x = Math.max(b.x + LINE, a.x + a.w / 2);
      const start: Point = [x, a.y + a.h];
      if (between.length === 0) return roundedPath([start, [x, b.y]]);
      // Past a block that is seldom entered: under the words of the outcome, then down its own line.
      const bend = a.y + a.h + OUTCOMES;
      return roundedPath([start, [x, bend], [b.x + LINE, bend], [b.x + LINE, b.y]]);
    }
    return this.along(a, b, between);
  }

  /** Down the main line, beside whatever stands between. */
  private along(a: Box, b: Box, between: readonly Box[]): string {
    const from = a.h === HEAD && a.x === this.x ? b.x + LINE : a.x + LINE;
    const start = a.y + a.h;
    const inTheWay = between.filter((box) => box.x < b.x + INDENT);
    if (inTheWay.length === 0) {
      const x = b.x + LINE;
      const bend = b.y - GAP / 2;
      const points: Point[] =
        from === x
          ? []
          : [
              [from, bend],
              [x, bend],
            ];
      return roundedPath([[from, start], ...points, [x, b.y]]);
    }
    const x = Math.min(b.x, ...inTheWay.map((box) => box.x)) - 7;
    const out = start + GAP / 2;
    return roundedPath([
      [from, start],
      [from, out],
      [x, out],
      [x, b.y + b.h / 2],
      [b.x, b.y + b.h / 2],
    ]);
  }

  /** Along the right side of the lane. */
  private jump({ from, to, outcome }: ChartEdge): string {
    const a = this.of(from);
    const b = this.of(to);
    if (!this.targets.includes(to)) this.targets.push(to);
    const x = this.x + this.w - 11 + this.targets.indexOf(to) * 5;
    const y = a.y + a.h / 2 + (outcome === null ? 0 : 8);
    return roundedPath([
      [a.x + a.w, y],
      [x, y],
      [x, b.y + b.h / 2],
      [b.x + b.w, b.y + b.h / 2],
    ]);
  }

  private between(from: ChartNode, to: ChartNode): Box[] {
    const first = this.order.indexOf(from) + 1;
    const last = this.order.indexOf(to);
    return this.order.slice(first, last).map((node) => this.of(node));
  }
}

/** Which lanes are shown: those that are seldom come to only where the case comes to them. */
export function lanesShown(
  chart: Chart,
  counts: Readonly<Record<string, number>> | null,
  all: boolean,
): ChartLane[] {
  return chart.lanes.filter((lane) => all || !lane.rare || (counts?.[lane.head.id] ?? 0) > 0);
}

/** Where every lane, node and line stands, in pixels from the top left. */
export function layout(chart: Chart, lanes: readonly ChartLane[]): Drawn {
  const placed = new Map<ChartLane, LaneLayout>();
  const columns = [...new Set(lanes.map(({ column }) => column))].sort((a, b) => a - b);
  const lefts = new Map<number, { x: number; w: number }>();
  let x = GUTTER;
  for (const column of columns) {
    const own = lanes.filter((lane) => lane.column === column);
    const deepest = Math.max(0, ...own.flatMap(({ rows }) => rows.map(({ indent }) => indent)));
    const w = deepest > 1 ? WIDE : LANE;
    lefts.set(column, { x, w });
    let y = TOP;
    for (const lane of own) {
      const made = new LaneLayout(lane, x, y, w);
      placed.set(lane, made);
      y = made.bottom + BETWEEN;
    }
    x += w + GUTTER;
  }
  const made = [...placed.values()];
  const nodes = new Map(made.flatMap(({ boxes }) => [...boxes]));
  return {
    width: x,
    height: Math.max(0, ...made.map(({ bottom }) => bottom)) + TOP,
    lanes: [...placed].map(([lane, { box }]) => ({ lane, box })),
    nodes,
    outcomes: new Map(made.flatMap(({ outcomes }) => [...outcomes])),
    words: made.flatMap(({ words }) => words),
    edges: chart.edges.flatMap((edge) => {
      const lane = placed.get(edge.from.lane);
      return lane ? [{ edge, path: lane.path(edge) }] : [];
    }),
    calls: callPaths(chart, placed, nodes, columns),
  };
}

/** From calls to the heads of the lanes that they lead to: through the gutters, and over the lanes between. */
function callPaths(
  chart: Chart,
  placed: ReadonlyMap<ChartLane, LaneLayout>,
  nodes: ReadonlyMap<string, Box>,
  columns: readonly number[],
): Drawn['calls'] {
  const made: Drawn['calls'][number][] = [];
  for (const from of chart.nodes.values()) {
    if (from.kind !== 'call' || !placed.has(from.lane)) continue;
    for (const lane of new Set(from.fns.flatMap((fn) => chart.laneOf.get(fn) ?? []))) {
      const to = placed.get(lane);
      const box = nodes.get(from.id);
      const own = placed.get(from.lane);
      if (!to || !box || !own) continue;
      const apart = columns.indexOf(lane.column) - columns.indexOf(from.lane.column);
      made.push({
        id: callId(from, lane),
        from,
        lane,
        path: callPath(box, own.box, to.box, apart, made.length),
      });
    }
  }
  return made;
}

function callPath(from: Box, own: Box, to: Box, apart: number, number: number): string {
  const y = from.y + from.h / 2 - 4;
  const head = to.y + HEAD / 2;
  // Neighbouring lines in a gutter stay apart.
  const spread = (number % 9) * 5;
  if (apart === 0) {
    const x = own.x + own.w + 10 + spread;
    return roundedPath([
      [from.x + from.w, y],
      [x, y],
      [x, head],
      [to.x + to.w, head],
    ]);
  }
  const right = apart > 0;
  const out = right ? own.x + own.w + 10 + spread : own.x - 10 - spread;
  const start: Point = [right ? from.x + from.w : from.x, y];
  const end: Point = [right ? to.x : to.x + to.w, head];
  if (Math.abs(apart) === 1) return roundedPath([start, [out, y], [out, head], end]);
  const into = right ? to.x - 14 - spread : to.x + to.w + 14 + spread;
  const over = TOP - 14 - spread;
  return roundedPath([start, [out, y], [out, over], [into, over], [into, head], end]);
}
