import type { ChartEdge, ChartNode } from '../../../analysis/flow/chart.ts';
import { type Visit, visitAt, type Way } from '../../../analysis/flow/way.ts';
import { wordsOf } from '../../../analysis/flow/words.ts';
import type { Step } from '../../../trace/views.ts';

/** How an event's way looks at one step of it. */

export type Place = 'past' | 'now' | 'ahead' | 'none';

export interface LitNode {
  readonly place: Place;
  /** Step to go to; 0 = it was not come to. */
  readonly step: number;
  readonly words: string;
  /** How often the event came here: loops, and functions called more than once. */
  readonly times: number;
  /** Outcomes that were taken, with how often. */
  readonly outcomes: ReadonlyMap<number, number>;
}

export interface Lit {
  readonly nodes: ReadonlyMap<string, LitNode>;
  readonly edges: ReadonlyMap<ChartEdge, Place>;
  readonly calls: ReadonlyMap<string, Place>;
  /** Nodes in the order in which the event first came to them. */
  readonly order: readonly ChartNode[];
  readonly now: ChartNode | null;
  readonly branches: number;
}

export const NOT_COME: LitNode = { place: 'none', step: 0, words: '', times: 0, outcomes: new Map() };

const placeAt = (step: number, cursor: number): Place => (step <= cursor ? 'past' : 'ahead');

/** Of several visits the one to tell of: the cursor's, the last one behind it, else the first ahead. */
function toldOf(visits: readonly Visit[], now: Visit | null, cursor: number): Visit {
  if (now && visits.includes(now)) return now;
  return visits.findLast(({ step }) => step <= cursor) ?? visits[0];
}

/** What of the chart an event has passed up to the cursor's step, passes there and passes later. */
export function lit(way: Way, steps: readonly Step[], cursor: number): Lit {
  const now = cursor > 0 ? visitAt(way, cursor) : null;
  const byNode = new Map<ChartNode, Visit[]>();
  for (const visit of way.visits) {
    const known = byNode.get(visit.node);
    if (known) known.push(visit);
    else byNode.set(visit.node, [visit]);
  }
  const nodes = new Map<string, LitNode>();
  for (const [node, visits] of byNode) {
    const told = toldOf(visits, now, cursor);
    const outcomes = new Map<number, number>();
    for (const { outcome } of visits)
      if (outcome !== null) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    nodes.set(node.id, {
      place: told === now ? 'now' : placeAt(told.step, cursor),
      step: told.step,
      words: wordsOf(told, steps),
      times: visits.length,
      outcomes,
    });
  }
  return {
    nodes,
    edges: new Map([...way.edges].map(([edge, step]) => [edge, placeAt(step, cursor)])),
    calls: new Map([...way.calls].map(([id, step]) => [id, placeAt(step, cursor)])),
    order: [...byNode.keys()].filter(({ kind }) => kind !== 'head'),
    now: now?.node ?? null,
    branches: way.visits.filter(({ node }) => node.kind === 'branch').length,
  };
}

/** What a screen reader hears of a node. */
export function nodeName(node: ChartNode, shown: LitNode, events: number | undefined): string {
  const parts = [
    node.text,
    `in ${node.lane.title}`,
    stateWords(shown),
    shown.times > 1 ? `${shown.times} times` : '',
    shown.words || node.say,
    outcomeWords(node, shown),
    eventWords(events),
  ];
  return parts.filter(Boolean).join(', ');
}

export function outcomeName(
  node: ChartNode,
  outcome: number,
  shown: LitNode,
  events: number | undefined,
): string {
  const { label, words } = node.outcomes[outcome];
  const taken = shown.outcomes.has(outcome) ? 'taken' : 'not taken';
  return [`${node.text}: ${label}`, words, taken, eventWords(events)].filter(Boolean).join(', ');
}

const eventWords = (events: number | undefined): string =>
  events === undefined ? '' : `${events.toLocaleString('en')} ${events === 1 ? 'event' : 'events'}`;

function stateWords({ place, step }: LitNode): string {
  if (place === 'now') return `here, step ${step}`;
  if (place === 'ahead') return `ahead, step ${step}`;
  return place === 'past' ? `taken, step ${step}` : 'not taken';
}

function outcomeWords(node: ChartNode, { outcomes }: LitNode): string {
  return [...outcomes.keys()].map((outcome) => node.outcomes[outcome].label).join(' and ');
}
