import { describe, expect, it } from 'vitest';
import { besidePoints, type Point } from './places.ts';

const point = (title: string, x: number, y: number): Point => ({
  id: title,
  title,
  x,
  y,
  bad: false,
  about: '',
});

describe('the names of points', () => {
  it('stand beside them, inside the picture', () => {
    expect(besidePoints([point('sh', 100, 50), point('rr -p 30', 340, 50)], 360)).toEqual([
      { x: 110, y: 54, end: false },
      { x: 330, y: 54, end: true },
    ]);
  });

  it('do not cover each other, and are left out where there is no room', () => {
    const many = Array.from({ length: 12 }, (_, at) => point(`alternative ${at}`, 200, 100));
    const places = besidePoints(many, 360);
    const rows = places.flatMap((place) => (place ? [place.y] : []));
    expect(new Set(rows).size).toBe(rows.length);
    expect(places).toContain(null);
  });
});
