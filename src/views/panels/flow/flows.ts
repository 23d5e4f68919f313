import { type Chart, type ChartEdge, placeId } from '../../../analysis/flow/chart.ts';

/**
 * How many events went along each edge, worked out from the numbers at both of its ends: what leaves a node is
 * shared out to those that follow, in the order of the lane. Ends that are not counted get what is left over.
 */
export function edgeFlows(
  chart: Chart,
  counts: Readonly<Record<string, number>>,
): ReadonlyMap<ChartEdge, number> {
  const flows = new Map<ChartEdge, number>();
  const left = new Map<string, number>();
  const needed = new Map<string, number>();
  const start = ({ from, outcome }: ChartEdge): string => placeId(from.id, outcome);
  const share = (edge: ChartEdge, need: number): void => {
    const place = start(edge);
    const rest = left.get(place) ?? counts[place] ?? counts[edge.from.id] ?? need;
    const flow = Math.min(rest, need);
    left.set(place, rest - flow);
    flows.set(edge, flow);
  };
  const counted = ({ to }: ChartEdge): boolean => to.id in counts;
  for (const edge of chart.edges.filter(counted)) {
    const need = needed.get(edge.to.id) ?? counts[edge.to.id];
    share(edge, need);
    needed.set(edge.to.id, need - (flows.get(edge) ?? 0));
  }
  for (const edge of chart.edges) if (!counted(edge)) share(edge, Number.POSITIVE_INFINITY);
  for (const [edge, flow] of flows) if (!Number.isFinite(flow)) flows.set(edge, 0);
  return flows;
}
