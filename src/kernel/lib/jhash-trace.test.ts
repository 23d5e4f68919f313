import { expect, test } from 'vitest';
import { randomOf } from '../../testing/random.ts';
import { jhash, jhash_3words, jhash_3words_lookup2, jhash_16bytes } from './jhash.ts';
import {
  type JhashTrace,
  type NamedWord,
  trace_jhash,
  trace_jhash_3words,
  trace_jhash_3words_lookup2,
} from './jhash-trace.ts';

const random = randomOf(11);
const word = (): number => random(2 ** 32);
const named = (...words: number[]): NamedWord[] =>
  words.map((value, at) => ({ name: `w${at}`, word: value }));

/** Every step changes the register that it names and leaves the others. */
function expectConsistent({ blocks, hash }: JhashTrace): void {
  const steps = blocks.flatMap((block) => block.steps);
  for (const [at, step] of steps.entries()) {
    expect(step.text.startsWith(`${step.to} = `)).toBe(true);
    const before = steps[at - 1];
    if (!before) continue;
    for (const other of ['a', 'b', 'c'] as const)
      if (other !== step.to) expect(step[other]).toBe(before[other]);
  }
  expect(steps.at(-1)?.c).toBe(hash);
}

test('three words give the hash of the model, with lookup3 and with lookup2', () => {
  for (let n = 0; n < 2000; n++) {
    const [a, b, c, seed] = [word(), word(), word(), word()];
    const words = named(a, b, c) as [NamedWord, NamedWord, NamedWord];
    const three = trace_jhash_3words(words, seed);
    expect(three.hash).toBe(jhash_3words(a, b, c, seed));
    const two = trace_jhash_3words_lookup2(words, seed);
    expect(two.hash).toBe(jhash_3words_lookup2(a, b, c, seed));
    if (n < 20) for (const trace of [three, two]) expectConsistent(trace);
  }
});

test('bytes of any length, and an IPv6 address as four words', () => {
  for (let length = 0; length < 80; length++) {
    const bytes = Uint8Array.from({ length }, () => random(256));
    const seed = word();
    const trace = trace_jhash(bytes, seed);
    expect(trace.hash, `${length} bytes`).toBe(jhash(bytes, seed));
    expectConsistent(trace);
  }
  const words = [word(), word(), word(), word()] as const;
  const bytes = new Uint8Array(new Uint32Array(words).buffer);
  expect(trace_jhash(bytes, 5).hash).toBe(jhash_16bytes(words, 5));
});

test('names what goes in and every round', () => {
  const three = trace_jhash_3words(named(1, 2, 3) as [NamedWord, NamedWord, NamedWord], 0);
  expect(three.blocks.map(({ name, steps }) => [name, steps.length])).toEqual([
    ['initial values', 3],
    ['words of the key', 3],
    ['final mixing', 7],
  ]);
  expect(three.blocks[0].steps[0]).toMatchObject({ text: 'a = 0xdeadbeef + 12 + seed', a: 0xdeadbefb });
  const two = trace_jhash_3words_lookup2(named(1, 2, 3) as [NamedWord, NamedWord, NamedWord], 0);
  expect(two.blocks).toHaveLength(5);
  expect(two.blocks[0].steps[0]).toMatchObject({ text: 'a = 0x9e3779b9', a: 0x9e3779b9 });
  expect(trace_jhash(new Uint8Array(16), 0).blocks.map(({ name }) => name)).toEqual([
    'initial values',
    'words of the key',
    'mixing round',
    'words of the key',
    'final mixing',
  ]);
});
