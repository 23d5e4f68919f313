import { describe, expect, it } from 'vitest';
import { ABOUTS } from './about/index.ts';
import { DETECTORS } from './catalogue.ts';

describe('the catalogue of detectors', () => {
  it('has the help of every detector, in its order', () => {
    expect(ABOUTS.map(({ id }) => id)).toEqual(DETECTORS.map(({ about }) => about.id));
    expect(new Set(ABOUTS.map(({ id }) => id)).size).toBe(ABOUTS.length);
  });

  it.each(ABOUTS)('$id says what, why, what to do, and who met it', (about) => {
    expect(about.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    for (const words of [about.title, about.what, about.mechanism, about.remedy]) expect(words).not.toBe('');
    expect(about.reports.length).toBeGreaterThan(0);
    for (const { url, title } of about.reports) {
      expect(url).toMatch(/^https:\/\/[a-z0-9.-]+\/\S+$/);
      expect(title).not.toBe('');
    }
  });
});
