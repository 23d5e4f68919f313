import { readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = new URL('./fonts/', import.meta.url);

it('ships only small subsets of the mono font, with its licence', () => {
  const names = readdirSync(folder).sort();
  expect(names).toEqual([
    'LICENSE-iosevka.txt',
    'iosevka-400.woff2',
    'iosevka-500.woff2',
    'iosevka-600.woff2',
  ]);
  for (const name of names) expect(statSync(new URL(name, folder)).size).toBeLessThan(48_000);
  const css = readFileSync(new URL('./fonts.css', import.meta.url), 'utf8');
  for (const name of names.filter((file) => file.endsWith('.woff2')))
    expect(css).toContain(`./fonts/${name}`);
});
