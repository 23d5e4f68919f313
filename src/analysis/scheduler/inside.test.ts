import { describe, expect, it } from 'vitest';
import type { ip_vs_service } from '../../kernel/ipvs/ip_vs.ts';
import { dumpMachine } from '../../testing/dump.ts';
import { recordedProgram } from '../../testing/recorded.ts';
import { lookBack } from '../../trace/rewind.ts';
import type { CacheRow, SchedulerView } from '../../trace/scheduler-views.ts';
import { Trace } from '../../trace/trace.ts';
import type { Moment, ServerRef } from '../../trace/views.ts';
import { Lanes } from '../lanes.ts';
import { momentAt } from '../moment.ts';
import { Servers } from '../servers.ts';
import { placeOf } from './try-out.ts';

/** An event at which a scheduler chose: its inside before and after, and the place of what it chose. */
interface Choice {
  readonly event: number;
  readonly before: SchedulerView;
  readonly after: SchedulerView;
  readonly chosen: number | null;
  readonly server: ServerRef | null;
}

interface Played {
  readonly choices: readonly Choice[];
  readonly commands: readonly number[];
}

function insideOf(moment: Moment): SchedulerView {
  const [{ inside }] = moment.services;
  if (!inside) throw new Error('no inside');
  return inside;
}

/** Every choice of a recorded run. */
function choicesOf(run: string): Played {
  const program = recordedProgram(run);
  const trace = new Trace(program);
  trace.play();
  const servers = new Servers(program);
  const lanes = new Lanes(trace);
  const at = (event: number, step: number): Moment =>
    momentAt(trace, servers, { event, step }, { bucket: null, client: null, lanes });
  const choices: Choice[] = [];
  const commands: number[] = [];
  for (let event = 0; event < trace.index.length; event++) {
    const { kind } = trace.index.at(event);
    if (kind === 'command') commands.push(event);
    const { facts, rawSteps } = trace.visit(event).recorder;
    const svc = facts.service as ip_vs_service;
    if (!facts.scheduled || !facts.chosen) continue;
    const first = rawSteps.find(({ text }) => text.endsWith('_schedule') && text !== 'ip_vs_schedule');
    const before = insideOf(at(event, (first?.number ?? 1) - 1));
    const chosen = lookBack(trace.visit(event).ipvs, rawSteps, 0, () => placeOf(svc, facts.chosen));
    const end = at(event, Number.MAX_SAFE_INTEGER);
    const server = chosen === null ? null : end.services[0].servers[chosen].server;
    choices.push({ event, before, after: insideOf(end), chosen, server });
  }
  return { choices, commands };
}

function isInside<K extends SchedulerView['kind']>(
  view: SchedulerView,
  kind: K,
): asserts view is Extract<SchedulerView, { kind: K }> {
  expect(view.kind).toBe(kind);
}

describe.each(['0200-scheduler-rr', '0201-scheduler-wrr'])('%s', (run) => {
  const { choices, commands } = choicesOf(run);

  it('announces the choices that follow', () => {
    expect(choices.length).toBeGreaterThan(3);
    let checked = 0;
    for (const [i, { before, event }] of choices.entries()) {
      if (before.kind !== 'cursor' && before.kind !== 'wrr') throw new Error(before.kind);
      const end = commands.find((command) => command > event) ?? Number.POSITIVE_INFINITY;
      const coming = choices.slice(i).filter((other) => other.event < end);
      const { length } = before.next.slice(0, coming.length);
      expect(before.next.slice(0, length)).toEqual(coming.slice(0, length).map(({ chosen }) => chosen));
      checked += length;
    }
    expect(checked).toBeGreaterThan(choices.length * 2);
  });
});

it.each(['0202-scheduler-lc', '0203-scheduler-wlc', '0204-scheduler-sed', '0205-scheduler-nq'])(
  '%s: the winner is the one that is taken, and led when it was looked at',
  (run) => {
    const { choices } = choicesOf(run);
    expect(choices.length).toBeGreaterThan(3);
    for (const { before, chosen } of choices) {
      isInside(before, 'overheads');
      expect(before.winner).toBe(chosen);
      expect(before.looks.findLast(({ taken }) => taken)?.server).toBe(chosen);
    }
  },
);

it.each(['0211-scheduler-fo', '0212-scheduler-ovf'])('%s: the first that is not passed over', (run) => {
  const { choices } = choicesOf(run);
  expect(choices.length).toBeGreaterThan(3);
  for (const { before, chosen } of choices) {
    isInside(before, 'order');
    expect(before.winner).toBe(chosen);
    expect(before.tried.find(({ passedOver }) => passedOver === '')?.server).toBe(chosen);
  }
});

it.each([
  ['0206-scheduler-sh', 256],
  ['0207-scheduler-dh', 256],
  ['0220-sh-port-fallback', 256],
  ['0210-scheduler-mh', 4093],
  ['0221-mh-port-fallback', 4093],
])("%s: the slot of the packet's address leads to its server", (run, size) => {
  const { choices } = choicesOf(run);
  expect(choices.length).toBeGreaterThan(3);
  for (const { before, chosen } of choices) {
    if (before.kind !== 'slots' && before.kind !== 'maglev') throw new Error(before.kind);
    expect(before.slots).toHaveLength(size);
    expect(before.shares.reduce((sum, share) => sum + share, 0)).toBe(size);
    expect(before.asked?.answer).toBe(chosen);
    const { slot = -1, server } = before.asked ?? {};
    expect(before.slots[slot]).toBe(server);
    if (!before.fallback) expect(server).toBe(chosen);
  }
});

it.each(['0208-scheduler-lblc', '0209-scheduler-lblcr'])(
  '%s: the address is remembered with its server',
  (run) => {
    const { choices } = choicesOf(run);
    expect(choices.length).toBeGreaterThan(3);
    const first: CacheRow[] = [];
    for (const { before, after, server } of choices) {
      isInside(before, 'cache');
      isInside(after, 'cache');
      const [row] = after.rows;
      expect(row).toMatchObject({ asked: true, idle: 0 });
      expect(row.servers.map((member) => member.server)).toContainEqual(server);
      if (!before.rows.some(({ asked }) => asked)) first.push(row);
      expect(after.rows).toHaveLength(after.total);
    }
    expect(first.length).toBeGreaterThan(0);
  },
);

it('looks without changing anything', () => {
  for (const run of ['0201-scheduler-wrr', '0210-scheduler-mh', '0208-scheduler-lblc', '0205-scheduler-nq']) {
    const program = recordedProgram(run);
    const trace = new Trace(program);
    trace.play();
    const servers = new Servers(program);
    const lanes = new Lanes(trace);
    const event = trace.index.length - 1;
    const { ipvs } = trace.visit(event);
    const before = dumpMachine(ipvs);
    momentAt(trace, servers, { event, step: 0 }, { bucket: null, client: null, lanes });
    expect(dumpMachine(ipvs)).toBe(before);
  }
});
