import { describe, expect, it } from 'vitest';
import { defaultParams } from '../inputs/run-folder.ts';
import { fuzzInputs } from '../testing/fuzz-inputs.ts';
import { feed, feedLogged, feedRecorded, shows, uptime } from '../testing/fuzz-machine.ts';
import { brokenInvariants } from '../testing/invariants.ts';
import { randomOf } from '../testing/random.ts';
import { cloneMachine } from '../trace/clone.ts';
import { machine_init } from './machine.ts';

/**
 * Random rules, traffic, time and administration against what must always hold. A seed that once failed stays
 * on the list. FUZZ_SEEDS=n runs n seeds instead, FUZZ_FIRST=s from seed s on.
 */
const FAILED_SEEDS: readonly number[] = [];
const SEEDS = Number(process.env.FUZZ_SEEDS ?? 40);
const FIRST = Number(process.env.FUZZ_FIRST ?? 1);
const INPUTS = 250;

const seeds = [...new Set([...FAILED_SEEDS, ...Array.from({ length: SEEDS }, (_, i) => FIRST + i)])];

function play(seed: number): void {
  const random = randomOf(seed);
  const hz = [100, 250, 1000][random(3)];
  const ipvs = machine_init({ ...defaultParams(), hz, conn_tab_bits: 3, random_seed: seed }, 4e9);
  const inputs = fuzzInputs(random, INPUTS);
  for (const [i, input] of inputs.entries()) {
    const where = `seed ${seed}, input ${i}, ${uptime(ipvs)} s: ${JSON.stringify(input).slice(0, 200)}`;
    const mode = random(16);
    if (mode === 0) expect(feedRecorded(ipvs, input), where).toEqual([]);
    else if (mode === 1) {
      const rest = inputs.slice(i, i + 20);
      const copies = [cloneMachine(ipvs), cloneMachine(ipvs)];
      const logs = copies.map((copy) => feedLogged(copy, rest));
      feed(ipvs, input);
      expect(logs[0], where).toEqual(logs[1]);
      expect(shows(copies[0]), where).toBe(shows(copies[1]));
    } else feed(ipvs, input);
    expect(brokenInvariants(ipvs), where).toEqual([]);
  }
}

describe('a random life', () => {
  it.each(seeds)('of seed %i breaks nothing', (seed) => play(seed), 60_000);
});
