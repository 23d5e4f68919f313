import type { FoundSeed, SeedPlan } from '../../engine/protocol/seed.ts';
import { count } from '../../views/ui/index.ts';

/** What the search of a seed says, in words. */

const FROM: Readonly<Record<SeedPlan['sizeFrom'], string>> = {
  listing: ' as the listing says',
  case: ' as in the case',
  given: '',
  unknown: '',
};

/** `4,096 buckets as in the case` */
export function sizeText({ jobs, sizeFrom }: SeedPlan): string {
  if (sizeFrom === 'unknown') return `${jobs.length} sizes of the table, 4,096 buckets first`;
  return `${count(2 ** jobs[0].bits)} buckets${FROM[sizeFrom]}`;
}

/** How sure the answer will be. */
export function oddsText({ certain, falseSeeds }: SeedPlan): string {
  if (certain) return 'That is enough: no second seed gives the same order.';
  if (falseSeeds < 1.5) return 'That is nearly enough: a second seed may give the same order by chance.';
  return `So few are not certain: up to ${count(Math.ceil(falseSeeds))} seeds may give the same order by chance, and all are tried. 18 entries are certain.`;
}

/** What was not used, and why. */
export function leftOutText({ leftOut }: SeedPlan): string {
  if (leftOut.length === 0) return '';
  return `Left out: ${leftOut.map(({ why, count: many }) => `${count(many)} ${why}`).join('; ')}.`;
}

/** `40 s`, `3 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'some time';
  return seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

export function hex(word: number, digits: number): string {
  return `0x${word.toString(16).padStart(digits, '0')}`;
}

function bitsIn(word: number): number {
  let bits = 0;
  for (let rest = word >>> 0; rest !== 0; rest >>>= 1) bits += rest & 1;
  return bits;
}

/** What the order says about the namespace's part of the hash. */
export function xorText({ xor, xorKnown, bits }: FoundSeed, profile: string): string {
  if (profile === 'linux-2.6.32') return 'none in this kernel';
  const word = hex(xor, Math.ceil(bits / 4));
  const known = bitsIn(xorKnown);
  if (known === bits) return `${word}, all ${bits} bits`;
  return `${word}: the order tells ${known} of its ${bits} bits, the others are taken as 0. Which entries share a bucket does not depend on them.`;
}
