import { describe, expect, it } from 'vitest';
import { TEST_FIELDS } from '../testing/expression-fields.ts';
import { complete } from './complete.ts';
import { readsAs } from './reads-as.ts';

/** `|` is the caret. */
function texts(marked: string): string[] {
  return completed(marked).items.map(({ text }) => text);
}

function completed(marked: string) {
  const caret = marked.indexOf('|');
  return complete(marked.replace('|', ''), caret, TEST_FIELDS);
}

describe('complete', () => {
  it('lists fields where a test begins', () => {
    expect(texts('|')).toHaveLength(TEST_FIELDS.fields.length);
    expect(texts('ip.s|')).toEqual(['ip.src']);
    expect(texts('tcp.port == 80 && !ipvs.t|')).toEqual(['ipvs.template']);
    expect(texts('(flags|')).toEqual(['tcp.flags', 'tcp.flags.syn']);
  });

  it('replaces the whole word in which the caret stands', () => {
    expect(completed('tcp.port == 80 && ip.s|xx || ipvs.dest')).toMatchObject({ from: 18, to: 24 });
  });

  it('lists operators that fit the field', () => {
    expect(texts('ipvs.message |')).toEqual(['contains', '==', '!=', 'in {', '&&', '||']);
    expect(texts('tcp.flags.syn |')).toEqual(['==', '!=', '&&', '||']);
    expect(texts('tcp.port |')).toContain('>=');
    expect(texts('ipvs.message con|')).toEqual(['contains']);
    expect(texts('tcp.port == 80 |')).toEqual(['&&', '||']);
    expect(texts('(tcp.port == 80) |')).toEqual(['&&', '||']);
  });

  it('lists values of the field, also inside a set', () => {
    expect(texts('ipvs.state == |')).toEqual(['SYN_RECV', 'ESTABLISHED', 'TIME_WAIT']);
    expect(texts('ipvs.state in {SYN_RECV, |')).toEqual(['SYN_RECV', 'ESTABLISHED', 'TIME_WAIT']);
    expect(texts('ipvs.state in {SYN_RECV |')).toEqual([]);
    expect(texts('ip.proto == |')).toEqual(expect.arrayContaining(['tcp', 'udp', 'tcp.port']));
    expect(texts('ipvs.template == t|')).toEqual(['true', 'ipvs.template'].slice(0, 1));
    expect(texts('ip.src == |')).toEqual(['ip.addr', 'ip.dst']);
  });

  it('is silent inside quotes and on a word that is complete', () => {
    expect(texts('ipvs.message contains "ip|"')).toEqual([]);
    expect(texts('ipvs.message contains "ip|')).toEqual([]);
    expect(texts('ipvs.dest|')).toEqual([]);
  });

  it('puts names with blanks in quotes', () => {
    const list = {
      fields: [{ name: 'what', type: 'text' as const, about: '', examples: ['entry hit', 'a "b"'] }],
      find: (name: string) => list.fields.find((field) => field.name === name),
    };
    expect(complete('what == ', 8, list).items.map(({ text }) => text)).toEqual([
      '"entry hit"',
      '"a \\"b\\""',
    ]);
  });
});

describe('readsAs', () => {
  it.each([
    ['', 'nothing'],
    ['  ', 'nothing'],
    ['entry hit', 'words'],
    ['not hit', 'words'],
    ['drop, no destination', 'words'],
    ['SYN_RECV -> ESTABLISHED', 'words'],
    ['172.16.0.1:41000', 'words'],
    ['a and b in c', 'words'],
    ['17', 'words'],
    ['"not hit"', 'words'],
    ['tcp.port', 'expression'],
    ['tcp.prot', 'expression'],
    ['foo.bar', 'words'],
    ['x == 3', 'expression'],
    ['x = 3', 'expression'],
    ['tcp.port in {80}', 'expression'],
    ['!ipvs.template', 'expression'],
  ])('%s', (text, reading) => expect(readsAs(text, TEST_FIELDS)).toBe(reading));
});
