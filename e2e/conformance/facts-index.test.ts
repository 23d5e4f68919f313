import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRun } from '../../src/cli/replay-run.ts';
import type { EventIndex } from '../../src/trace/event-index.ts';
import { Trace } from '../../src/trace/trace.ts';

/** Of runs too long to keep every step, only facts are indexed, by other means: they must be the same facts. */

const ROOT = 'e2e/recorded-runs';

function events(index: EventIndex) {
  return Array.from({ length: index.length }, (_, event) => {
    const { steps: _steps, ...shown } = index.at(event);
    const server = index.serverKeys[shown.server] ?? '';
    const seen = index.serverKeys[shown.seen] ?? '';
    const counted = [index.directionOf(event), index.bytesOf(event)];
    return { ...shown, server, seen, role: index.roleOf(event), packet: index.packetNumber(event), counted };
  });
}

function lives({ lives }: EventIndex) {
  return [...lives.values()].map((life) => ({
    uid: life.uid,
    label: life.label,
    template: life.template,
    protocol: life.protocol,
    control: life.control,
    born: life.born,
    died: life.died,
    ends: lives.endsOf(life.uid),
  }));
}

/** In any order within an event. */
function changes({ changeUids, changeEvents, changeStates }: EventIndex): string[] {
  const row = (i: number): string => `${changeEvents.at(i)} ${changeUids.at(i)} ${changeStates.at(i)}`;
  return Array.from({ length: changeUids.length }, (_, i) => row(i));
}

function arms({ armUids, armEvents, armAsked, armFires }: EventIndex): string[] {
  const row = (i: number): string =>
    `${armEvents.at(i)} ${armUids.at(i)} ${armAsked.at(i)} ${armFires.at(i)}`;
  return Array.from({ length: armUids.length }, (_, i) => row(i));
}

describe.each(['linux-6.12', 'linux-2.6.32'] as const)('%s: facts without steps', (kernel) => {
  it.each(readdirSync(join(ROOT, kernel)).sort())('%s', (run) => {
    const { program } = loadRun(join(ROOT, kernel, run));
    const [whole, facts] = [true, false].map((detailed) => {
      const trace = new Trace(program, detailed);
      trace.play();
      return trace.index;
    });
    expect(events(facts)).toEqual(events(whole));
    expect(lives(facts)).toEqual(lives(whole));
    expect(changes(facts)).toEqual(changes(whole));
    expect(arms(facts)).toEqual(arms(whole));
  });
});
