import { readFileSync } from 'node:fs';
import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../readers/crc32.ts';
import { PackedWriter } from '../session/link/bytes.ts';
import { fitOf, fragmentOf, hasCase, readFragment } from '../session/link/fragment.ts';
import { type PackedCase, packCase, unpackCase } from '../session/link/pack.ts';
import { PLAIN_VIEW } from '../session/link/view.ts';
import { parseCase } from '../session/parse-case.ts';
import { printCase } from '../session/print-case.ts';
import { fuzzCase } from '../testing/fuzz-case.ts';
import { mutate, randomOf } from '../testing/random.ts';
import { SCENARIOS } from './index.ts';

const CASES = SCENARIOS.map(({ text }) => printCase(parseCase(text).document));
const VIEW = { ...PLAIN_VIEW, at: { time: 3_000_000_000, nth: 2, step: 27 }, view: 'table', bucket: 0x3a7 };
const FINGERPRINT = { events: 3, parts: [1, 0xffff_ffff, 7] };

const packedOf = (text: string): PackedCase => ({ text, view: VIEW, fingerprint: FINGERPRINT });

function problemOf(bytes: Uint8Array): string {
  const result = unpackCase(bytes);
  return result.ok ? '' : result.problem.message;
}

/** A packed case around a body that packCase would not write. */
function around(body: Uint8Array, version = 1): Uint8Array {
  const packed = deflateSync(body, { level: 9 });
  const bytes = new Uint8Array(9 + packed.length);
  bytes.set([0x69, 0x70, 0x76, 0x73, version]);
  new DataView(bytes.buffer).setUint32(5, crc32(body), true);
  bytes.set(packed, 9);
  return bytes;
}

describe('a packed case', () => {
  it.each(CASES.map((text, at) => [SCENARIOS[at].name, text]))('%s comes back as it was', (_name, text) => {
    const packed = packedOf(text);
    expect(unpackCase(packCase(packed))).toEqual({ ok: true, packed });
    const fragment = fragmentOf(packCase(packed));
    expect(fragment).toMatch(/^#case=[\w-]+$/);
    expect(hasCase(fragment)).toBe(true);
    expect(readFragment(fragment)).toEqual({ ok: true, packed });
  });

  it('of any case comes back as it was', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const text = printCase(fuzzCase(seed, 40));
      expect(unpackCase(packCase(packedOf(text))), `seed ${seed}`).toMatchObject({
        ok: true,
        packed: { text },
      });
    }
  });

  it('keeps any text: lines without time behind timed ones, times out of order, other digits, nothing', () => {
    for (const text of [
      '',
      'x\n',
      '@1.000 a\nb\n@0.5 c\n@2.000\n',
      '@2.000 a b > c d\n@1.000 e\n@1.0 f\n@1.000  g\n',
    ]) {
      const whole = text === '' ? '\n' : text;
      expect(unpackCase(packCase(packedOf(whole)))).toMatchObject({ ok: true, packed: { text: whole } });
    }
  });

  it('keeps more ends of packets than it remembers', () => {
    const line = (at: number, port: number): string => `@${at}.000 tcp 10.0.0.1:${port} > 10.0.0.2:80 S`;
    const ports = [...Array(3000).keys(), 5, 2999, 0];
    const text = `${ports.map((port, at) => line(at, port)).join('\n')}\n`;
    expect(unpackCase(packCase(packedOf(text)))).toMatchObject({ ok: true, packed: { text } });
  });

  it('is far smaller than its text', () => {
    const text = CASES[0];
    const { length } = packCase(packedOf(text));
    expect(length).toBeLessThan(text.length / 8);
  });
});

describe('hostile bytes', () => {
  const whole = packCase(packedOf(CASES[0]));

  it('are refused wherever they are cut', () => {
    for (let length = 0; length < whole.length; length++)
      expect(problemOf(whole.subarray(0, length)), `${length} bytes`).not.toBe('');
  });

  it('are refused or read, never thrown at, however they are altered', () => {
    const random = randomOf(5);
    for (let n = 0; n < 2000; n++) {
      const altered = mutate(whole, random, 4);
      const isSame = altered.length === whole.length && altered.every((byte, at) => byte === whole[at]);
      expect(problemOf(altered) === '', `alteration ${n}`).toBe(isSame);
    }
  });

  it('may not unpack to gigabytes', () => {
    const bomb = around(new Uint8Array(200 << 20));
    expect(bomb.length).toBeLessThan(300_000);
    expect(problemOf(bomb)).toContain('unpacks to more than any case needs');
  });

  it('may not claim more than they hold', () => {
    const body = new PackedWriter();
    body.text('{}');
    body.varint(0);
    body.varint(0);
    body.text('');
    body.varint(1);
    body.text('tcp 1 > 2');
    body.varint(0);
    body.text('');
    body.varint(4);
    body.varint(2 ** 40);
    expect(problemOf(around(body.done()))).toContain('more than the bytes that are left');
  });

  it('may not grow into a text without end', () => {
    const lines = 900_000;
    const body = new PackedWriter();
    body.text('{}');
    body.varint(0);
    body.varint(0);
    body.text('');
    body.varint(1);
    body.text(`a b > ${'c'.repeat(10_000)}`);
    body.varint(1);
    body.text('');
    body.varint(0);
    body.varint(lines);
    for (let column = 0; column < 3; column++)
      for (let i = 0; i < lines; i++) body.varint(column < 2 && i > 0 ? 1 : 0);
    expect(problemOf(around(body.done()))).toContain('the text of the case is too long');
  });

  it('may not have a fingerprint of another length than its run', () => {
    const told = (parts: readonly number[]) =>
      problemOf(packCase({ text: CASES[0], view: VIEW, fingerprint: { events: 3, parts } }));
    expect(told([1, 2, 3])).toBe('');
    expect(told([1, 2])).toContain('the fingerprint does not fit its run');
    expect(told([1, 2, 3, 4])).toContain('the fingerprint does not fit its run');
    expect(told([1, 2, 2 ** 32])).toContain('the fingerprint does not fit its run');
  });

  it('of a newer version are refused by name', () => {
    expect(problemOf(around(new Uint8Array(3), 2))).toContain('newer ipvscope (format 2, this one knows 1)');
  });

  it('of two million characters are refused at once', () => {
    const text = 'A'.repeat(2 << 20);
    for (const fragment of [`#case=${text}`, `${fragmentOf(whole)}${text}`, `#case=${text}!`])
      expect(readFragment(fragment).ok).toBe(false);
  });

  it('in a fragment name the character', () => {
    const fragment = fragmentOf(whole);
    const told = (text: string) => {
      const result = readFragment(text);
      return result.ok ? 'read' : result.problem.message;
    };
    expect(told(`${fragment}).`)).toBe('read');
    expect(told(`${fragment.slice(0, 30)}%20${fragment.slice(30)}`)).toContain('Character 25 of the link');
    expect(told(fragment.slice(0, 99))).toMatch(/cut off|damaged/);
    expect(told('#case=')).toContain('no packed case');
  });
});

it('says where a link fits', () => {
  expect(fitOf(1500)?.where).toContain('anywhere');
  expect(fitOf(2001)?.where).toContain('most places');
  expect(fitOf(65_536)?.where).toContain('GitHub');
  expect(fitOf(1_000_001)).toBeNull();
});

const stored = (name: string): string => readFileSync(new URL(`stored/${name}`, import.meta.url), 'utf8');

it('reads a link of version 1 for ever', () => {
  const result = readFragment(stored('v1.link.txt'));
  const text = stored('v1.case.txt');
  expect(result).toEqual({ ok: true, packed: { text, view: VIEW, fingerprint: FINGERPRINT } });
  expect(parseCase(text).document.entries).toHaveLength(96);
});
