import type { Chart, ChartNode } from './chart.ts';
import { called, type Test } from './lane.ts';

/**
 * A kernel that is known from its log alone: the lines tell which functions ran, not who called them, and no decision.
 * Each function then stands for the place from which packets come to it as a rule.
 */

/** Lanes in which a function is looked for, the first that calls it. */
const AS_A_RULE = [
  /^timers$/,
  /^ip_vs_in(_hook)?$/,
  /^ip_vs_out(_hook)?$/,
  /^tcp_conn_schedule$/,
  /^ip_vs_sched_persist$/,
  /^ip_vs_schedule$/,
  /^ip_vs_conn_new$/,
  /^ip_vs_conn_expire$/,
];

/** Nodes by the function that a log's line tells of. */
export function toldNodes(chart: Chart): ReadonlyMap<string, ChartNode> {
  const nodes = new Map<string, ChartNode>();
  for (const lane of AS_A_RULE) {
    for (const node of chart.nodes.values()) {
      if (node.kind !== 'call' || !lane.test(node.lane.title)) continue;
      for (const fn of node.fns) if (!nodes.has(fn)) nodes.set(fn, node);
    }
  }
  return nodes;
}

/** What can be counted of such a kernel: functions that ran, no outcomes. */
export function toldTests(chart: Chart): ReadonlyMap<string, readonly Test[]> {
  const tests = new Map<string, Test[]>();
  for (const [fn, node] of toldNodes(chart)) {
    const own: Test = { all: [[called('*', fn)]] };
    tests.set(node.id, [...(tests.get(node.id) ?? []), own]);
  }
  for (const { head, fns } of chart.lanes)
    if (!fns.includes('')) tests.set(head.id, [{ all: [fns.map((fn) => called('*', fn))] }]);
  return tests;
}
