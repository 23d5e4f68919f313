import { describe, expect, it } from 'vitest';
import { randomOf } from '../testing/random.ts';
import {
  type Arrangement,
  canHide,
  DEFAULT_ARRANGEMENT,
  type Direction,
  frontOf,
  hide,
  isFront,
  moved,
  PATH_PANELS,
  PLACES,
  placeOf,
  readArrangement,
  rowsOf,
  show,
} from './layout-model.ts';

const DIRECTIONS: readonly Direction[] = ['left', 'right', 'up', 'down'];

function check(arrangement: Arrangement): void {
  const shown = PLACES.flatMap((place) => arrangement.places[place]);
  expect([...shown, ...arrangement.hidden].sort()).toEqual([...PATH_PANELS].sort());
  expect(shown.length).toBeGreaterThan(0);
  for (const place of PLACES) {
    const front = frontOf(arrangement, place);
    if (arrangement.places[place].length === 0) expect(front).toBeNull();
    else expect(arrangement.places[place]).toContain(front);
  }
}

const step = (from: Arrangement, panel: (typeof PATH_PANELS)[number], ...ways: Direction[]): Arrangement => {
  let arrangement = from;
  for (const way of ways) arrangement = moved(arrangement, panel, way) ?? arrangement;
  return arrangement;
};

describe('the arrangement of panels', () => {
  it('keeps each panel once and something visible, whatever is done', () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = randomOf(seed);
      let arrangement = DEFAULT_ARRANGEMENT;
      for (let n = 0; n < 80; n++) {
        const panel = PATH_PANELS[random(PATH_PANELS.length)];
        const before = arrangement;
        const what = random(4);
        if (what === 0) arrangement = hide(arrangement, panel);
        else if (what === 1) arrangement = show(arrangement, panel);
        else arrangement = moved(arrangement, panel, DIRECTIONS[random(4)]) ?? arrangement;
        check(arrangement);
        if (what === 0) expect(arrangement === before).toBe(!canHide(before, panel));
        if (what === 1) expect(isFront(arrangement, panel)).toBe(true);
        if (what > 1 && arrangement !== before) expect(isFront(arrangement, panel)).toBe(true);
        expect(readArrangement(JSON.parse(JSON.stringify(arrangement)))).toMatchObject({
          places: arrangement.places,
        });
      }
    }
  });

  it('puts a moved panel beside its neighbour as a tab, and on from there alone', () => {
    const joined = step(DEFAULT_ARRANGEMENT, 'packets', 'right');
    expect(rowsOf(joined)[0]).toEqual(['middle', 'right']);
    expect(joined.places.middle).toEqual(['path', 'packets']);
    expect(isFront(joined, 'packets')).toBe(true);
    expect(step(joined, 'packets', 'left').places).toEqual(DEFAULT_ARRANGEMENT.places);
    expect(step(joined, 'packets', 'right').places.right).toEqual(['inspector', 'packets']);
  });

  it('moves between the rows', () => {
    expect(placeOf(step(DEFAULT_ARRANGEMENT, 'log', 'up'), 'log')).toBe('right');
    expect(placeOf(step(DEFAULT_ARRANGEMENT, 'packets', 'down'), 'packets')).toBe('bottom-left');
    expect(moved(DEFAULT_ARRANGEMENT, 'log', 'down')).toBeNull();
    expect(moved(DEFAULT_ARRANGEMENT, 'packets', 'left')).toBeNull();
  });

  it('passes over places where nothing would change to see', () => {
    const alone = ['packets', 'inspector', 'timeline', 'log'].reduce(
      (arrangement, panel) => hide(arrangement, panel as (typeof PATH_PANELS)[number]),
      DEFAULT_ARRANGEMENT,
    );
    for (const direction of DIRECTIONS) expect(moved(alone, 'path', direction)).toBeNull();
    expect(canHide(alone, 'path')).toBe(false);
    expect(hide(alone, 'path')).toBe(alone);
    expect(show(alone, 'log').places['bottom-right']).toEqual(['log']);
  });

  it('shows what was hidden at its default place', () => {
    const away = hide(step(DEFAULT_ARRANGEMENT, 'log', 'up'), 'log');
    expect(rowsOf(away)).toEqual([['left', 'middle', 'right'], ['bottom-left']]);
    expect(placeOf(show(away, 'log'), 'log')).toBe('bottom-right');
  });
});

describe('a remembered arrangement', () => {
  it('is taken field by field, and what is not understood is left out', () => {
    const read = readArrangement({
      places: {
        left: ['log', 'log', 'no such panel'],
        nowhere: ['path'],
        middle: 'path',
        right: [7, 'packets'],
      },
      hidden: ['inspector', 'ghost', null],
      front: { left: 'packets', right: 'packets' },
    });
    check(read);
    expect(read.places.left).toEqual(['log']);
    expect(read.places.right).toEqual(['packets']);
    expect(read.places.middle).toEqual(['path']);
    expect(read.hidden).toEqual(['inspector']);
    expect(read.front).toEqual({ right: 'packets' });
  });

  it('always shows something', () => {
    check(readArrangement({ places: {}, hidden: [...PATH_PANELS] }));
    for (const nonsense of [null, 7, 'x', [], { places: null }, { hidden: 'all' }])
      expect(readArrangement(nonsense).places).toEqual(DEFAULT_ARRANGEMENT.places);
  });

  it('is whole after any nonsense', () => {
    const random = randomOf(3);
    const words = [...PATH_PANELS, ...PLACES, 'x', ''];
    for (let n = 0; n < 300; n++) {
      const some = () => Array.from({ length: random(7) }, () => words[random(words.length)]);
      const places = Object.fromEntries(some().map((name) => [name, some()]));
      check(
        readArrangement({ places, hidden: some(), front: Object.fromEntries(some().map((a) => [a, 'log'])) }),
      );
    }
  });
});
