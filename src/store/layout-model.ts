/**
 * Where the panels of the Path view stand: five places in two rows, each with the panels in it as tabs. A panel is in
 * exactly one place or hidden, and at least one is seen. Places without panels take no room.
 */

export const PLACES = ['left', 'middle', 'right', 'bottom-left', 'bottom-right'] as const;
export type Place = (typeof PLACES)[number];

export const PATH_PANELS = ['packets', 'path', 'inspector', 'timeline', 'log'] as const;
export type PathPanel = (typeof PATH_PANELS)[number];

export type Direction = 'left' | 'right' | 'up' | 'down';

export interface Arrangement {
  /** In the order of the tabs. */
  readonly places: Readonly<Record<Place, readonly PathPanel[]>>;
  readonly hidden: readonly PathPanel[];
  /** The panel in front of each place; where it is not in the place, the first one is. */
  readonly front: Readonly<Partial<Record<Place, PathPanel>>>;
}

export const DEFAULT_ARRANGEMENT: Arrangement = {
  places: {
    left: ['packets'],
    middle: ['path'],
    right: ['inspector'],
    'bottom-left': ['timeline'],
    'bottom-right': ['log'],
  },
  hidden: [],
  front: {},
};

const ROWS: readonly (readonly Place[])[] = [
  ['left', 'middle', 'right'],
  ['bottom-left', 'bottom-right'],
];

/** Where a panel goes that is moved up or down: to the place that is over or under it. */
const ACROSS: Readonly<Record<Place, Place>> = {
  left: 'bottom-left',
  middle: 'bottom-left',
  right: 'bottom-right',
  'bottom-left': 'middle',
  'bottom-right': 'right',
};

export function placeOf({ places }: Arrangement, panel: PathPanel): Place | null {
  return PLACES.find((place) => places[place].includes(panel)) ?? null;
}

/** The panel that is seen of a place; null = the place is empty. */
export function frontOf({ places, front }: Arrangement, place: Place): PathPanel | null {
  const chosen = front[place];
  return chosen && places[place].includes(chosen) ? chosen : (places[place][0] ?? null);
}

export function isFront(arrangement: Arrangement, panel: PathPanel): boolean {
  const place = placeOf(arrangement, panel);
  return place !== null && frontOf(arrangement, place) === panel;
}

/** The places that take room, row by row. */
export function rowsOf({ places }: Arrangement): Place[][] {
  return ROWS.map((row) => row.filter((place) => places[place].length > 0)).filter((row) => row.length > 0);
}

/** What one would see of it: rows of columns of tabs. */
function shape(arrangement: Arrangement): string {
  return JSON.stringify(rowsOf(arrangement).map((row) => row.map((place) => arrangement.places[place])));
}

function without(arrangement: Arrangement, panel: PathPanel): Arrangement {
  const places = Object.fromEntries(
    PLACES.map((place) => [place, arrangement.places[place].filter((other) => other !== panel)]),
  ) as Record<Place, PathPanel[]>;
  return { ...arrangement, places, hidden: arrangement.hidden.filter((other) => other !== panel) };
}

function put(arrangement: Arrangement, panel: PathPanel, place: Place): Arrangement {
  const rest = without(arrangement, panel);
  return {
    ...rest,
    places: { ...rest.places, [place]: [...rest.places[place], panel] },
    front: { ...rest.front, [place]: panel },
  };
}

export function canHide(arrangement: Arrangement, panel: PathPanel): boolean {
  return !arrangement.hidden.includes(panel) && arrangement.hidden.length < PATH_PANELS.length - 1;
}

/** The last panel that is seen stays. */
export function hide(arrangement: Arrangement, panel: PathPanel): Arrangement {
  if (!canHide(arrangement, panel)) return arrangement;
  return { ...without(arrangement, panel), hidden: [...arrangement.hidden, panel] };
}

/** Brings a panel to the front: where it is, or where it stands by default when it was hidden. */
export function show(arrangement: Arrangement, panel: PathPanel): Arrangement {
  const place = placeOf(arrangement, panel);
  if (place) return { ...arrangement, front: { ...arrangement.front, [place]: panel } };
  return put(arrangement, panel, placeOf(DEFAULT_ARRANGEMENT, panel) ?? 'middle');
}

/** Places that lie in a direction, the nearest first. */
function towards(place: Place, direction: Direction): readonly Place[] {
  const row = ROWS.find((places) => places.includes(place)) ?? [];
  const at = row.indexOf(place);
  if (direction === 'left') return row.slice(0, at).reverse();
  if (direction === 'right') return row.slice(at + 1);
  const isUpper = row === ROWS[0];
  return isUpper === (direction === 'down') ? [ACROSS[place]] : [];
}

/**
 * Moves a panel to the next place in a direction: as a tab when others are there, else alone. Steps that would change
 * nothing one can see are passed over; null = there is nowhere to go.
 */
export function moved(arrangement: Arrangement, panel: PathPanel, direction: Direction): Arrangement | null {
  const from = placeOf(arrangement, panel);
  if (!from) return null;
  for (const place of towards(from, direction)) {
    const next = put(arrangement, panel, place);
    if (shape(next) !== shape(arrangement)) return next;
  }
  return null;
}

const isOf = <T extends string>(all: readonly T[], value: unknown): value is T =>
  typeof value === 'string' && (all as readonly string[]).includes(value);

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * An arrangement that was remembered, whatever it is: panels and places that are not known are left out, panels that
 * are missing stand at their default place, and something is always seen.
 */
export function readArrangement(value: unknown): Arrangement {
  const { places, hidden, front } = record(value);
  let arrangement: Arrangement = {
    places: { left: [], middle: [], right: [], 'bottom-left': [], 'bottom-right': [] },
    hidden: [],
    front: {},
  };
  const seen = new Set<PathPanel>();
  for (const place of PLACES)
    for (const panel of list(record(places)[place])) {
      if (!isOf(PATH_PANELS, panel) || seen.has(panel)) continue;
      seen.add(panel);
      arrangement = put(arrangement, panel, place);
    }
  const wanted = list(hidden).filter((panel): panel is PathPanel => isOf(PATH_PANELS, panel));
  for (const panel of PATH_PANELS) {
    if (seen.has(panel)) continue;
    const place = placeOf(DEFAULT_ARRANGEMENT, panel) ?? 'middle';
    arrangement = put(arrangement, panel, place);
    if (wanted.includes(panel)) arrangement = hide(arrangement, panel);
  }
  const fronts = PLACES.flatMap((place): [Place, PathPanel][] => {
    const panel = record(front)[place];
    return isOf(PATH_PANELS, panel) && arrangement.places[place].includes(panel) ? [[place, panel]] : [];
  });
  return { ...arrangement, front: Object.fromEntries(fronts) };
}
