import { describe, expect, it } from 'vitest';
import { placeId } from '../../../analysis/flow/chart.ts';
import { chartOf } from '../../../analysis/flow/charts.ts';
import { Heat } from '../../../analysis/flow/heat.ts';
import { wayOf } from '../../../analysis/flow/way.ts';
import { stepsOf } from '../../../analysis/steps.ts';
import { playedRun } from '../../../testing/flow-runs.ts';
import { edgeFlows } from './flows.ts';
import { lanesShown, layout, roundedPath } from './layout.ts';
import { lit, NOT_COME, nodeName, outcomeName } from './lit.ts';

const trace = playedRun('linux-6.12', '003-dr-wlc-persistent-360');
const chart = chartOf('linux-6.12') ?? expect.fail('no chart');
const counts = new Heat(chart, trace).counts();
const node = (id: string) => chart.nodes.get(id) ?? expect.fail(`no node ${id}`);
const { recorder } = trace.visit(8);
const steps = stepsOf(recorder.rawSteps, recorder.scopes, trace.hz);
const at = (cursor: number) => lit(wayOf(chart, steps), steps, cursor);

describe('lit', () => {
  it('knows behind, here and ahead', () => {
    const { nodes, now } = at(20);
    expect(now?.id).toBe('ip_vs_sched_persist/ct = ip_vs_ct_in_get');
    expect(nodes.get('ip_vs_sched_persist/dst_port == svc->port')?.place).toBe('past');
    expect(nodes.get('ip_vs_sched_persist/ct = ip_vs_ct_in_get')?.place).toBe('now');
    expect(nodes.get('ip_vs_sched_persist/ip_vs_control_add')?.place).toBe('ahead');
    expect(nodes.get('ip_vs_sched_persist/scheduler->schedule')).toBeUndefined();
  });

  it('goes back to the node of the call for what is written behind it', () => {
    expect(at(60).now?.id).toBe('ip_vs_in_hook/cp->packet_xmit');
    expect(at(0).now).toBeNull();
  });

  it('names nodes and outcomes for those who do not see them', () => {
    const hit = node('ip_vs_sched_persist/ct = ip_vs_ct_in_get');
    const shown = at(20).nodes.get(hit.id) ?? NOT_COME;
    expect(nodeName(hit, shown, 12)).toBe(
      'ct = ip_vs_ct_in_get, in ip_vs_sched_persist, here, step 20, bucket 0xc95, node 1, hit, 12 events',
    );
    expect(outcomeName(hit, 0, shown, 11)).toBe(
      'ct = ip_vs_ct_in_get: hit, has a template, taken, 11 events',
    );
    expect(outcomeName(hit, 1, shown, 1)).toBe(
      'ct = ip_vs_ct_in_get: not hit, no template, not taken, 1 event',
    );
    const scheduler = node('ip_vs_sched_persist/scheduler->schedule');
    expect(nodeName(scheduler, NOT_COME, 1)).toContain('not taken, asks the scheduler for a server, 1 event');
  });
});

describe('edgeFlows', () => {
  const flows = edgeFlows(chart, counts);
  const flow = (id: string) => {
    const edge = chart.edges.find((each) => each.id === id) ?? expect.fail(`no edge ${id}`);
    return flows.get(edge);
  };

  it('shares out what comes, past steps that are seldom made as well', () => {
    expect(flow('ip_vs_in_hook/cp = ip_vs_conn_in_get|1 > ip_vs_in_hook/pp->conn_schedule')).toBe(12);
    expect(flow('ip_vs_in_hook/cp->packet_xmit > ip_vs_in_hook/ip_vs_conn_put')).toBe(96);
    expect(flow('ip_vs_in_hook/cp->packet_xmit > ip_vs_in_hook/ip_vs_sync_conn')).toBe(0);
    expect(flow('ip_vs_in_hook > ip_vs_in_hook/NF_ACCEPT')).toBe(0);
  });

  it('never lets more come than there are', () => {
    for (const [edge, events] of flows) {
      expect(events).toBeLessThanOrEqual(counts[placeId(edge.from.id, edge.outcome)] ?? trace.index.length);
      expect(events).toBeGreaterThanOrEqual(0);
    }
  });
});

describe('layout', () => {
  it.each([false, true])('keeps everything apart and inside its lane (all lanes: %s)', (all) => {
    const drawn = layout(chart, lanesShown(chart, counts, all));
    const boxes = [...drawn.nodes].map(([id, box]) => ({ id, box, lane: chart.nodes.get(id)?.lane }));
    for (const { id, box, lane } of boxes) {
      const own = drawn.lanes.find((each) => each.lane === lane)?.box ?? expect.fail(id);
      expect(box.x >= own.x && box.x + box.w <= own.x + own.w && box.y + box.h <= own.y + own.h).toBe(true);
      for (const other of boxes) {
        if (other.id >= id) continue;
        const apart =
          other.box.x >= box.x + box.w ||
          box.x >= other.box.x + other.box.w ||
          other.box.y >= box.y + box.h ||
          box.y >= other.box.y + other.box.h;
        expect(apart, `${id} lies on ${other.id}`).toBe(true);
      }
    }
    for (const { path } of drawn.edges) expect(path).not.toMatch(/NaN|undefined/);
  });

  it('leaves out what the case never enters', () => {
    const shown = lanesShown(chart, counts, false).map(({ id }) => id);
    expect(shown).toContain('ip_vs_wlc_schedule');
    expect(shown).toContain('ip_vs_dr_xmit');
    expect(shown).not.toContain('ip_vs_nat_xmit');
    expect(lanesShown(chart, counts, true)).toHaveLength(chart.lanes.length);
  });

  it('rounds corners', () => {
    expect(
      roundedPath([
        [0, 0],
        [0, 20],
        [30, 20],
      ]),
    ).toBe('M0 0L0 16Q0 20 4 20L30 20');
  });
});
