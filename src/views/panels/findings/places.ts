/** An alternative among affinity and balance, in units of the picture. */
export interface Point {
  readonly id: string;
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly bad: boolean;
  /** For the tooltip. */
  readonly about: string;
}

export interface LabelPlace {
  readonly x: number;
  readonly y: number;
  /** The text ends there, else it begins there. */
  readonly end: boolean;
}

/** Width of a letter and height of a line of a label. */
const LETTER = 6.2;
const LINE = 13;
/** Lines below and above a point at which its name may stand. */
const TRIES = [4, 18, -10, 32, -24, 46];

interface Box {
  readonly left: number;
  readonly right: number;
  readonly y: number;
}

const meets = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && Math.abs(a.y - b.y) < LINE;

/** Places for names that do not cover each other; null = there is none for this one. */
export function besidePoints(points: readonly Point[], width: number): (LabelPlace | null)[] {
  const taken: Box[] = points.map(({ x, y }) => ({ left: x - 5, right: x + 5, y: y + 4 }));
  return points.map(({ title, x, y }) => {
    const long = title.length * LETTER;
    const end = x + 10 + long > width;
    for (const down of TRIES) {
      const start = end ? x - 10 - long : x + 10;
      const box = { left: start, right: start + long, y: y + down };
      if (box.y < LINE || taken.some((other) => meets(box, other))) continue;
      taken.push(box);
      return { x: end ? x - 10 : x + 10, y: box.y, end };
    }
    return null;
  });
}
