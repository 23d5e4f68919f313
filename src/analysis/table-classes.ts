import { AGES, CELL_CLASS, CELL_NOTCH, NO_SERVER, type TableMode } from '../trace/table-views.ts';
import type { TableSource } from './table-source.ts';

/** The classes that the modes of the map sort entries and buckets into. */

/** Chains of five and more look alike. */
const MOST_SHADES = 5;

/** How a mode makes a class of an entry, and one of a bucket. `add` is called for every entry of a chain, then `take`. */
export interface Classifier<E> {
  add(entry: E, bucket: number): number;
  take(bucket: number, length: number): number;
}

/** The largest class of the entries. */
class Largest<E> implements Classifier<E> {
  private largest = 0;

  constructor(private readonly classOf: (entry: E) => number) {}

  add(entry: E): number {
    const value = this.classOf(entry);
    if (value > this.largest) this.largest = value;
    return value;
  }

  take(): number {
    const { largest } = this;
    this.largest = 0;
    return largest;
  }
}

/** The server of most entries; of several with as many the one that is met first. */
class Dominant<E> implements Classifier<E> {
  private readonly tally = new Map<number, number>();

  constructor(private readonly seriesOf: (entry: E) => number) {}

  add(entry: E): number {
    const series = this.seriesOf(entry);
    this.tally.set(series, (this.tally.get(series) ?? 0) + 1);
    return serverClass(series) & CELL_CLASS;
  }

  take(): number {
    let best = -1;
    let most = 0;
    for (const [series, times] of this.tally) if (times > most) [best, most] = [series, times];
    if (most === 0) return 0;
    this.tally.clear();
    return serverClass(best);
  }
}

/** `series` -1 = no server. */
function serverClass(series: number): number {
  if (series < 0) return NO_SERVER;
  return 1 + (series % 8) + (series >= 8 ? CELL_NOTCH : 0);
}

/** 1 = younger than the first of AGES, one more for each that it has passed. */
function ageClass(seconds: number): number {
  const at = AGES.findIndex((limit) => seconds < limit);
  return (at < 0 ? AGES.length : at) + 1;
}

/** What the classes are made from beside the entries. */
export interface ClassOptions {
  readonly mode: TableMode;
  /** Uptime in seconds of the moment. */
  readonly time: number;
  /** Class of the buckets that the event has touched. */
  readonly touched: ReadonlyMap<number, number>;
}

export function classifier<E>(source: TableSource<E>, { mode, time, touched }: ClassOptions): Classifier<E> {
  const age = (entry: E) => {
    const born = source.born(entry);
    return ageClass(born === null ? Number.POSITIVE_INFINITY : time - born);
  };
  const modes: Readonly<Record<TableMode, () => Classifier<E>>> = {
    length: () => ({ add: () => 0, take: (_bucket, length) => Math.min(MOST_SHADES, length) }),
    states: () => new Largest((entry) => source.stateClass(entry)),
    oldest: () => new Largest(age),
    // Reversed, so that of several buckets in one cell the youngest is the largest.
    youngest: () => new Largest((entry) => AGES.length + 2 - age(entry)),
    templates: () => {
      let templates = 0;
      return {
        add: (entry) => {
          const one = source.isTemplate(entry) ? 1 : 0;
          templates += one;
          return one;
        },
        take: () => {
          const value = Math.min(MOST_SHADES, templates);
          templates = 0;
          return value;
        },
      };
    },
    servers: () => new Dominant((entry) => source.series(entry)),
    event: () => ({
      add: (_entry, bucket) => touched.get(bucket) ?? 1,
      take: (bucket, length) => touched.get(bucket) ?? (length > 0 ? 1 : 0),
    }),
  };
  return modes[mode]();
}
