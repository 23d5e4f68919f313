import type { Place } from '../store/layout-model.ts';
import type { Room } from './use-media.ts';

/** A place as a pane of a splitter: pixels that it has at first, and the least it may have. */
export interface PlacePane {
  place: Place;
  /** Sizes are remembered under it; the names are those of the panels that stand there by default. */
  id: string;
  size?: number;
  min: number;
  keepsPixels: boolean;
}

interface Width {
  readonly size?: number;
  readonly min: number;
}

const IDS: Readonly<Record<Place, string>> = {
  left: 'packets',
  middle: 'path',
  right: 'inspector',
  'bottom-left': 'timeline',
  'bottom-right': 'log',
};

const WIDTHS: Readonly<Record<Place, Readonly<Record<Room, Width>>>> = {
  left: { wide: { size: 424, min: 272 }, small: { size: 272, min: 230 }, narrow: { size: 240, min: 200 } },
  middle: { wide: { min: 420 }, small: { min: 300 }, narrow: { min: 260 } },
  right: { wide: { size: 372, min: 286 }, small: { size: 286, min: 250 }, narrow: { size: 286, min: 200 } },
  'bottom-left': { wide: { min: 260 }, small: { min: 260 }, narrow: { min: 200 } },
  'bottom-right': {
    wide: { size: 560, min: 220 },
    small: { size: 330, min: 220 },
    narrow: { size: 330, min: 200 },
  },
};

export function paneOf(place: Place, room: Room): PlacePane {
  const width = WIDTHS[place][room];
  return { place, id: IDS[place], ...width, keepsPixels: width.size !== undefined };
}
