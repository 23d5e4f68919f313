import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrast } from './contrast.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

function tokens(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const body = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
  return new Map([...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((m) => [m[1], m[2]]));
}

/** Text and the grounds it stands on. */
const TEXT: readonly (readonly [string, readonly string[]])[] = [
  ['ink-1', ['bg-0', 'bg-1', 'bg-2', 'bg-3']],
  ['ink-2', ['bg-0', 'bg-1', 'bg-2', 'bg-3']],
  ['ink-3', ['bg-0', 'bg-1', 'bg-2', 'bg-3']],
  ['now', ['bg-1', 'bg-2']],
  ['now-ink', ['now-bg']],
  ['focus', ['bg-1', 'bg-2']],
  ['tpl', ['bg-1', 'bg-2', 'tpl-bg', 'now-bg']],
  ['st', ['bg-1']],
  ['bad', ['bg-1', 'bg-2', 'bad-bg']],
  ['bg-1', ['st-mark', 'ink-1', 'ink-2']],
];

/** Marks that must be seen on a panel. */
const MARKS = ['now-mark', 'tpl-mark', 'st-mark', 'bad-mark', 's1', 's2', 's3', 's4', 's5', 's6', 's7', 's8'];

describe.each([['[data-theme="dark"]'], ['[data-theme="light"]']])('tokens of %s', (selector) => {
  const token = tokens(selector);

  it('defines the same names as the other theme', () => {
    const dark = [...tokens('[data-theme="dark"]').keys()];
    expect([...token.keys()]).toEqual(dark);
    expect(token.size).toBeGreaterThan(30);
  });

  it.each(TEXT)('text %s reads on %s', (ink, grounds) => {
    for (const ground of grounds) {
      const ratio = contrast(token.get(ink) ?? '', token.get(ground) ?? '');
      expect(ratio, `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(MARKS)('mark %s is seen on bg-1', (mark) => {
    expect(contrast(token.get(mark) ?? '', token.get('bg-1') ?? '')).toBeGreaterThanOrEqual(3);
  });

  it('text on the time flag reads', () => {
    expect(contrast('#1b1a18', token.get('now-mark') ?? '')).toBeGreaterThanOrEqual(4.5);
  });
});

describe('contrast', () => {
  it('agrees with the ends of the scale', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#777777', '#777777')).toBe(1);
  });
});
