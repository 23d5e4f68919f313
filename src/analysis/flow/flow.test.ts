import { describe, expect, it } from 'vitest';
import { playedRun } from '../../testing/flow-runs.ts';
import type { Trace } from '../../trace/trace.ts';
import { stepsOf } from '../steps.ts';
import { type Chart, placeId } from './chart.ts';
import { chartOf } from './charts.ts';
import { Heat } from './heat.ts';
import { toldNodes } from './told.ts';
import { type Way, wayOf } from './way.ts';
import { wordsOf } from './words.ts';

/** Recorded runs that together come to every call and branch that any recorded run comes to. */
const RUNS: Readonly<Record<string, string>> = {
  'linux-6.12': `0282-two-services 0919-random 0261-ftp-nat-active 0285-sctp 0930-random 0912-random 0927-random
    0240-icmp-errors-nat 012-removed-dest-nodest-0 0289-sync-master 0961-random 0905-random 0250-ipv6-nat
    0211-scheduler-fo 0251-ipv6-persistent-64 0241-tunnel 0284-schedule-icmp-ping 0212-scheduler-ovf 0904-random
    0231-drop-packet-always 0924-random 008-port-zero-persistent 0966-random 0233-no-destination
    0286-expire-nodest-weight0 0288-local-client 011-quiescent-template-1 0230-thresholds 0911-random 0964-random
    0963-random 0906-random 0928-random 0260-ftp-persistent-dr 0903-random 0929-random 009-fwmark-persistent
    0205-scheduler-nq 013-port-reuse-mode-1 015-udp-one-packet`,
  'linux-2.6.32': `062-threshold-persist 078-cmd-edit-service 055-udp-dr-oneway 080-icmp 058-cache-bypass
    028-port0-nonpersist 063-drop-packet-3 057-leave-nodest 032-nodest-persist-1 029-persist-fwmark-netmask 011-nq
    012-lblc 084-mtu-df 042-tcp-tun 026-persist-portmiss 010-sed 046-nat-icmp-send 061-threshold-wrr
    087-local-client-response 065-drop-entry-3 082-ah-esp 095-soak-3-churn 079-fwmark-nonpersist 081-icmp-dr
    043-tcp-local 093-soak-1 088-template-cport0`,
};

function chart(kernel: string): Chart {
  const made = chartOf(kernel);
  if (!made) throw new Error(`no chart of ${kernel}`);
  return made;
}

const stepsAt = (trace: Trace, event: number) => {
  const { recorder } = trace.visit(event);
  return stepsOf(recorder.rawSteps, recorder.scopes, trace.hz);
};

function placesOf(way: Way): Set<string> {
  const places = new Set<string>();
  for (const { node, outcome } of way.visits) {
    places.add(node.id);
    if (outcome !== null) places.add(placeId(node.id, outcome));
  }
  return places;
}

describe.each(Object.keys(RUNS))('the chart of %s', (kernel) => {
  const runs = RUNS[kernel].split(/\s+/);

  it.each(runs)('has every call, branch and edge of %s, and counts them as they happen', (run) => {
    const trace = playedRun(kernel, run);
    const made = chart(kernel);
    const heat = new Heat(made, trace);
    const counts = heat.counts();
    const seen: Record<string, number> = {};
    const missing = new Set<string>();
    for (let event = 0; event < trace.index.length; event++) {
      const way = wayOf(made, stepsAt(trace, event));
      for (const what of [...way.unknown, ...way.gaps]) missing.add(what);
      for (const place of placesOf(way)) if (place in counts) seen[place] = (seen[place] ?? 0) + 1;
    }
    expect([...missing]).toEqual([]);
    expect(Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))).toEqual(seen);
  });

  it('resolves every jump, and every node can be come to', () => {
    const { nodes, edges } = chart(kernel);
    const reached = new Set(edges.map(({ to }) => to));
    const lost = [...nodes.values()].filter((node) => node.kind !== 'head' && !reached.has(node));
    expect(lost.map(({ id }) => id)).toEqual([]);
  });
});

describe('the way of an event', () => {
  const trace = playedRun('linux-6.12', '003-dr-wlc-persistent-360');
  const made = chart('linux-6.12');
  const steps = stepsAt(trace, 8);
  const way = wayOf(made, steps);
  const told = (id: string) => {
    const visit = way.visits.find(({ node }) => node.id === id);
    return visit && { step: visit.step, outcome: visit.outcome, words: wordsOf(visit, steps) };
  };

  it('says what the event had at each node', () => {
    expect(told('ip_vs_sched_persist/ct = ip_vs_ct_in_get')).toEqual({
      step: 20,
      outcome: 0,
      words: 'bucket 0xc95, node 1',
    });
    expect(told('ip_vs_in_hook/cp = ip_vs_conn_in_get')?.words).toBe('bucket 0x196, empty');
    expect(told('ip_vs_in_hook/ip_vs_set_state')?.words).toBe('NONE \u2192 SYN_RECV');
    expect(told('ip_vs_sched_persist/ip_vs_control_add')?.words).toBe('n_control 1 \u2192 2');
    expect(told('ip_vs_sched_persist/ip_vs_conn_put(ct)')?.words).toBe('re-arm 360 s, fires 381.92');
    expect(told('ip_vs_sched_persist/ct && ip_vs_check_template(ct)')?.words).toBe(
      'template valid: dest = ct->dest',
    );
    expect(told('ip_vs_in_hook/verdict of packet_xmit')?.words).toBe('NF_STOLEN');
  });

  it('takes the edge of the template that was found, not the one to the scheduler', () => {
    const edges = [...way.edges.keys()].map(({ id }) => id);
    const valid = 'ip_vs_sched_persist/ct && ip_vs_check_template(ct)';
    expect(edges).toContain(`${valid}|0 > ip_vs_sched_persist/cp = ip_vs_conn_new`);
    expect(edges.filter((id) => id.startsWith(`${valid}|1`))).toEqual([]);
    expect([...way.calls.keys()]).toContain('ip_vs_schedule/ip_vs_sched_persist calls ip_vs_sched_persist');
  });

  it('tells the scheduler and the template that the first packet makes from the connection', () => {
    const first = stepsAt(trace, 0);
    const begun = wayOf(made, first).visits;
    const words = (id: string) =>
      begun.filter(({ node }) => node.id === id).map((visit) => wordsOf(visit, first));
    expect(words('ip_vs_sched_persist/scheduler->schedule')).toEqual(['192.168.1.12:80']);
    expect(words('ip_vs_sched_persist/ct = ip_vs_conn_new')).toHaveLength(1);
    expect(words('ip_vs_sched_persist/cp = ip_vs_conn_new')).toHaveLength(1);
    expect(words('ip_vs_wlc_schedule/loh * dw > doh * lw')).toHaveLength(3);
  });

  it('lists the events of a place', () => {
    const heat = new Heat(made, trace);
    const hit = placeId('ip_vs_sched_persist/ct = ip_vs_ct_in_get', 0);
    expect([...heat.events(hit)]).toHaveLength(heat.counts()[hit]);
    expect(heat.events(hit)[0]).toBe(8);
  });
});

describe('a kernel that is known from its log', () => {
  it('has each function at the place from which packets come to it as a rule', () => {
    const nodes = toldNodes(chart('linux-6.12'));
    expect(nodes.get('ip_vs_conn_in_get')?.id).toBe('ip_vs_in_hook/cp = ip_vs_conn_in_get');
    expect(nodes.get('ip_vs_conn_out_get')?.id).toBe('ip_vs_out_hook/cp = ip_vs_conn_out_get');
    expect(nodes.get('ip_vs_conn_expire')?.lane.title).toBe('timers');
    expect(nodes.get('ip_vs_bind_dest')?.lane.title).toBe('ip_vs_conn_new');
  });
});
