import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FindingRun } from '../../src/analysis/findings/run.ts';
import { answering } from '../../src/analysis/whatif/answers.ts';
import { applied } from '../../src/analysis/whatif/apply.ts';
import { changedPackets } from '../../src/analysis/whatif/changed.ts';
import { figuresOf } from '../../src/analysis/whatif/figures.ts';
import { formatAddr } from '../../src/base/inet.ts';
import { loadRun } from '../../src/cli/replay-run.ts';
import type { Program } from '../../src/inputs/program.ts';
import { Trace } from '../../src/trace/trace.ts';
import type { Alternative } from '../../src/trace/whatif-views.ts';

/** What a recorded kernel did is the judge of what would have happened, too. */

const ROOT = 'e2e/recorded-runs';
const NOTHING: Alternative = { id: 'same', title: '', profile: null, tabBits: null, from: null, lines: [] };

function played(program: Program): FindingRun {
  const trace = new Trace(program, false);
  trace.play();
  return new FindingRun(trace);
}

/** The case under other rules, as the app replays it. */
function replayed(base: FindingRun, change: Partial<Alternative>): FindingRun {
  const { program, problems } = applied(base.program, { ...NOTHING, ...change });
  expect(problems).toEqual([]);
  return played(answering(program, base));
}

/** Every event with all that the index knows of it. */
const eventsOf = ({ index }: FindingRun) =>
  Array.from({ length: index.length }, (_, event) => {
    const { seen: _seen, tone: _tone, ...told } = index.at(event);
    return told;
  });

/** What became of every packet that did not come from a real server, and of every entry. */
function decisionsOf({ index, program }: FindingRun): string[] {
  const told: string[] = [];
  for (let event = 0; event < index.length; event++) {
    const input = program.inputs.at(index.inputOf(event));
    if (input?.kind !== 'packet' || input.hook !== 'LOCAL_IN' || index.roleOf(event) === 'reply') continue;
    const ip = program.packets.ip(input.packet);
    if (!ip || index.verdictOf(event) < 0) continue;
    const { transport, saddr, daddr } = ip;
    const ports = 'sport' in transport ? `${transport.sport} ${transport.dport}` : '';
    const { what, server, verdict } = index.at(event);
    told.push(
      `${formatAddr(saddr)} ${formatAddr(daddr)} ${ports}: ${what}, ${index.serverKeys[server] ?? 'none'}, ${verdict}`,
    );
  }
  return told;
}

const entriesOf = ({ index }: FindingRun) =>
  [...index.lives.values()].map(({ uid, label, template }) => ({
    label,
    template,
    ...index.lives.endsOf(uid),
    dest: 0,
  }));

const load = (kernel: string, run: string): Program => loadRun(join(ROOT, kernel, run)).program;

describe.each(['linux-6.12', 'linux-2.6.32'] as const)('%s: nothing changed', (kernel) => {
  it.each(readdirSync(join(ROOT, kernel)).sort())('%s', (run) => {
    const base = played(load(kernel, run));
    const same = replayed(base, {});
    expect(eventsOf(same)).toEqual(eventsOf(base));
    expect(entriesOf(same)).toEqual(entriesOf(base));
    expect(changedPackets(base, same).counts.packets).toBe(0);
    expect(figuresOf(same, null)).toEqual(figuresOf(base, null));
  });
});

const WLC = 'ipvsadm -E -t 10.0.0.100:80 -s wlc';
const sysctl = (name: string, value: number): string => `sysctl -w net.ipv4.vs.${name}=${value}`;

/**
 * A run, the change that was made to it, and the recorded run that came of it. Only runs with the same traffic are
 * twins: 0200 to 0212 and 0801 to 0804 have traffic of their own each. Compared are the packets of clients: real servers
 * answer by script, and what the director's own stack answers depends on what became of a packet.
 */
const CHANGES: readonly [from: string, lines: readonly string[], to: string][] = [
  ['002-dr-wlc-session-loss', [`${WLC} -p 360`], '003-dr-wlc-persistent-360'],
  ['002-dr-wlc-session-loss', ['ipvsadm -E -t 10.0.0.100:80 -s sh'], '004-dr-sh'],
  ['003-dr-wlc-persistent-360', [WLC], '002-dr-wlc-session-loss'],
  ['004-dr-sh', [WLC], '002-dr-wlc-session-loss'],
  ['011-quiescent-template-0', [sysctl('expire_quiescent_template', 1)], '011-quiescent-template-1'],
  ['012-removed-dest-nodest-0', [sysctl('expire_nodest_conn', 1)], '012-removed-dest-nodest-1'],
  ['013-port-reuse-mode-0', [sysctl('conn_reuse_mode', 1)], '013-port-reuse-mode-1'],
  ['013-port-reuse-mode-1', [sysctl('conn_reuse_mode', 0)], '013-port-reuse-mode-0'],
  ['013-port-reuse-mode-1', [sysctl('conn_reuse_mode', 2)], '013-port-reuse-mode-2'],
  ['017-non-syn-without-entry-sloppy-0', [sysctl('sloppy_tcp', 1)], '017-non-syn-without-entry-sloppy-1'],
];

describe('the change that a recorded run really made', () => {
  it.each(CHANGES)('%s with %s is %s', (from, lines, to) => {
    const changed = replayed(played(load('linux-6.12', from)), { lines });
    const recorded = played(load('linux-6.12', to));
    expect(decisionsOf(changed)).toEqual(decisionsOf(recorded));
    expect(entriesOf(changed)).toEqual(entriesOf(recorded));
  });
});
