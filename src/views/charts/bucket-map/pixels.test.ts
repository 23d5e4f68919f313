import { expect, it } from 'vitest';
import { CELL_MARKED, CELL_NOTCH, CELL_TEMPLATE, type TableMode } from '../../../trace/table-views.ts';
import type { Palette } from '../canvas/palette.ts';
import { layoutMap } from './layout.ts';
import { paintPixels } from './pixels.ts';

/** Colours that tell themselves: every token has a red of its own. */
const palette = new Proxy({}, { get: (_, token) => TOKENS[String(token)] ?? '#0a0a0a' }) as Palette;
const TOKENS: Record<string, string> = {
  'bg-1': '#000000',
  'bg-2': '#110000',
  'ink-1': '#ff0000',
  'ink-3': '#330000',
  'tpl-mark': '#0000ff',
  'st-mark': '#00ff00',
  'st-dim': '#008000',
  'now-mark': '#ffff00',
  s1: '#010101',
  s2: '#020202',
};

/** The pixels of a map of 256 buckets with these bytes, and a way to ask for the colour at a place in a bucket's cell. */
function painted(mode: TableMode, cells: Record<number, number>, ratio = 1) {
  const layout = layoutMap(256, 220, 200);
  const all = new Uint8Array(256);
  for (const [bucket, cell] of Object.entries(cells)) all[Number(bucket)] = cell;
  const image = {
    width: layout.width * ratio,
    height: layout.height * ratio,
    data: new Uint8ClampedArray(layout.width * layout.height * ratio * ratio * 4),
  };
  paintPixels(image, { layout, cells: all, across: 16, mode, palette, ratio });
  const pixel = layout.cell * ratio;
  return (bucket: number, x: number, y: number): string => {
    const at = ((Math.floor(bucket / 16) * pixel + y) * image.width + (bucket % 16) * pixel + x) * 4;
    return [...image.data.subarray(at, at + 3)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  };
}

it('fills cells and leaves gaps', () => {
  const colour = painted('length', { 17: 5, 18: 5 | CELL_TEMPLATE });
  expect(colour(17, 0, 0)).toBe('ff0000');
  expect(colour(18, 4, 4)).toBe('0000ff');
  expect(colour(0, 3, 3)).toBe('110000');
  const { cell } = layoutMap(256, 220, 200);
  expect(colour(17, cell - 1, 3)).toBe('000000');
  expect(colour(17, 3, cell - 1)).toBe('000000');
});

it('draws states by shape as well as by colour', () => {
  const colour = painted('states', { 33: 6, 34: 5, 35: 3, 36: 1 });
  const last = layoutMap(256, 220, 200).cell - 2;
  const middle = Math.floor(last / 2);
  expect([colour(33, 0, 0), colour(33, last, middle), colour(33, middle, middle)]).toEqual([
    '00ff00',
    '00ff00',
    '000000',
  ]);
  expect(colour(34, middle, middle)).toBe('00ff00');
  expect([colour(35, middle, 1), colour(35, middle, last)]).toEqual(['000000', '008000']);
  expect([colour(36, middle, 0), colour(36, middle, middle)]).toEqual(['000000', '330000']);
});

it('rings what is marked and notches the ninth server, at any pixel ratio', () => {
  for (const ratio of [1, 2]) {
    const colour = painted('servers', { 50: 1 | CELL_MARKED, 51: 2 | CELL_NOTCH }, ratio);
    const last = (layoutMap(256, 220, 200).cell - 1) * ratio - 1;
    const middle = Math.floor(last / 2);
    expect([colour(50, 0, 0), colour(50, last, last), colour(50, middle, 0)]).toEqual([
      'ff0000',
      'ff0000',
      'ff0000',
    ]);
    expect(colour(50, middle, middle)).toBe('010101');
    expect([colour(51, 0, 0), colour(51, last, 0), colour(51, last, last)]).toEqual([
      '020202',
      '000000',
      '020202',
    ]);
  }
});
