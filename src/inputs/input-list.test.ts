import { describe, expect, it } from 'vitest';
import { randomOf } from '../testing/random.ts';
import { Endpoints } from './endpoints.ts';
import { byTime, commandInputs, mergedInputs, rareInputs } from './input-list.ts';
import { PacketInputs } from './packet-inputs.ts';
import type { NoteInput } from './program.ts';

const ROLE = { hook: 'LOCAL_IN', packetType: 0, mark: 0, restore: null, seen: 0 } as const;

function packetsAt(times: readonly number[]): PacketInputs {
  const inputs = new PacketInputs((packet) => times[packet], new Endpoints());
  for (const packet of times.keys()) inputs.push(packet, ROLE);
  return inputs;
}

const note = (timeNs: number): NoteInput => ({ kind: 'note', timeNs, text: `at ${timeNs}` });

describe('commands among the packets of a capture', () => {
  it('stand where sorting all of them would put them', () => {
    const random = randomOf(5);
    for (let run = 0; run < 50; run++) {
      const times = Array.from({ length: random(30) }, () => random(20)).sort((a, b) => a - b);
      const packets = packetsAt(times);
      const few = Array.from({ length: random(6) }, () => note(random(22)));
      const merged = mergedInputs(few, packets);
      const sorted = byTime([...few, ...packets]);
      expect([...merged]).toEqual(sorted);
      expect(merged.at(-1)).toEqual(sorted.at(-1));
      expect(merged.at(merged.length)).toBeUndefined();
      for (const { index, input } of rareInputs(merged)) expect(merged.at(index)).toBe(input);
      expect(rareInputs(merged)).toHaveLength(few.length);
      expect(commandInputs(merged)).toEqual([]);
    }
  });

  it('are sorted with the packets where the capture goes back in time', () => {
    const packets = packetsAt([5, 3, 9]);
    expect(packets.sorted).toBe(false);
    expect([...mergedInputs([note(4)], packets)].map(({ timeNs }) => timeNs)).toEqual([3, 4, 5, 9]);
  });
});

describe('the packets of a capture as inputs', () => {
  it('keep what is unusual of a few', () => {
    const inputs = new PacketInputs((packet) => packet, new Endpoints());
    inputs.push(0, ROLE);
    inputs.push(2, { ...ROLE, hook: 'FORWARD', packetType: 2, mark: 7, restore: { kind: 'inner' } });
    inputs.push(3, ROLE);
    inputs.attach(0, 1, 0);
    expect(inputs.at(0)).toMatchObject({ packet: 0, hook: 'LOCAL_IN', mark: 0, restore: null, copies: [1] });
    expect(inputs.at(1)).toMatchObject({ packet: 2, hook: 'FORWARD', packetType: 2, mark: 7, copies: [] });
    expect(inputs.at(1)?.restore).toEqual({ kind: 'inner' });
    expect(inputs.at(2)).toMatchObject({ packet: 3, hook: 'LOCAL_IN', mark: 0, restore: null, seen: null });
  });

  it('learn their server from a copy, and those behind it do not', () => {
    const endpoints = new Endpoints();
    const inputs = new PacketInputs((packet) => packet, endpoints);
    inputs.push(0, ROLE);
    inputs.push(1, ROLE);
    inputs.attach(0, 5, endpoints.id(0xc0a8010a, 80));
    inputs.push(2, ROLE);
    inputs.push(3, { ...ROLE, seen: endpoints.id(0xc0a8010b, 80) });
    const seen = [...inputs].map((input) => input.seen?.addr ?? null);
    expect(seen).toEqual([0xc0a8010a, null, null, 0xc0a8010b]);
  });
});
