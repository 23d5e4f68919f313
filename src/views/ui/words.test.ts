import { describe, expect, it } from 'vitest';
import { changedWords, wordPieces } from './words.ts';

const marked = (a: string, b: string) => {
  const pieces = wordPieces(a, b);
  const of = (side: 'a' | 'b') => pieces[side].filter(({ differs }) => differs).map(({ text }) => text);
  expect(pieces.a.map(({ text }) => text).join('')).toBe(a);
  expect(pieces.b.map(({ text }) => text).join('')).toBe(b);
  return [of('a'), of('b')];
};

describe('words in which two lines differ', () => {
  it('are marked, and nothing else', () => {
    expect(marked('lookup/in TCP 1.2.3.4:80 hit', 'lookup/in TCP 1.2.3.5:80 hit')).toEqual([
      ['1.2.3.4:80'],
      ['1.2.3.5:80'],
    ]);
    expect(marked('the same', 'the same')).toEqual([[], []]);
  });

  it('may be there on one side only', () => {
    expect(marked('lookup/in hit', 'lookup/in not hit')).toEqual([[], ['not ']]);
    expect(marked('', 'del connection')).toEqual([[], ['del connection']]);
  });

  it('keep spaces that are not the same', () => {
    expect(marked('state: NONE->ESTABLISHED', 'state:  NONE->ESTABLISHED')[1]).toEqual(['  ']);
  });

  it('end at arrows, and are marked where most others are the same', () => {
    const [a, b] = ['lookup/in TCP 1.2.3.4:5->6.7.8.9:80 hit', 'lookup/in TCP 1.2.3.4:5->6.7.8.9:81 hit'];
    expect(changedWords(a, b)?.b.filter(({ differs }) => differs)).toEqual([
      { text: '6.7.8.9:81', differs: true },
    ]);
  });

  it('are not looked for in two messages that have nothing in common', () => {
    expect(changedWords('lookup/in TCP 1.2.3.4:80 hit', 'lookup/in TCP 1.2.3.4:80 not hit')).not.toBeNull();
    expect(changedWords('del connection', 'WLC: server 192.168.1.12:80 activeconns 0')).toBeNull();
  });

  it('are whole lines where lines are very long', () => {
    const long = 'word '.repeat(300);
    expect(marked(long, `${long}more`)).toEqual([[long], [`${long}more`]]);
  });
});
