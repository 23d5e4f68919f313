import {
  CELL_CLASS,
  CELL_NOTCH,
  CELL_TEMPLATE,
  NO_SERVER,
  type TableMode,
} from '../../../trace/table-views.ts';
import { mix, type Palette, rgb } from '../canvas/palette.ts';

/** How a cell is filled: colour and shape together, so that colour is never the only sign where signs matter. */
export type Shape = 'full' | 'outline' | 'half' | 'line';

export interface Look {
  readonly color: readonly [number, number, number];
  readonly shape: Shape;
}

/** Shares of ink over the ground for the classes 1 to 5. */
export const SHADES = [0.17, 0.36, 0.58, 0.8, 1] as const;
const TEMPLATE_SHADES = [0.58, 0.72, 0.84, 0.92, 1] as const;

function shade(palette: Palette, token: 'ink-1' | 'tpl-mark', share: number): Look {
  return { color: mix(palette[token], palette['bg-1'], share), shape: 'full' };
}

const full = (color: string): Look => ({ color: rgb(color), shape: 'full' });

function stateLook(palette: Palette, value: number): Look {
  const looks: readonly Look[] = [
    { color: rgb(palette['ink-3']), shape: 'line' },
    { color: rgb(palette['ink-3']), shape: 'outline' },
    { color: rgb(palette['st-dim']), shape: 'half' },
    full(palette['st-dim']),
    full(palette['st-mark']),
    { color: rgb(palette['st-mark']), shape: 'outline' },
  ];
  return looks[value - 1] ?? looks[0];
}

const SERVERS = ['s1', 's2', 's3', 's4', 's5', 's6', 's7', 's8'] as const;

function eventLook(palette: Palette, value: number): Look {
  if (value === 4) return { color: rgb(palette['now-mark']), shape: 'outline' };
  if (value === 5) return full(palette['now-mark']);
  return shade(palette, 'ink-1', [SHADES[0], SHADES[2], SHADES[4]][value - 1] ?? 1);
}

/** The look of a cell's byte (class and flags). */
export function lookOf(palette: Palette, mode: TableMode, cell: number): Look {
  const value = cell & CELL_CLASS;
  if (value === 0) return full(palette['bg-2']);
  const at = Math.min(5, value) - 1;
  if (mode === 'states') return stateLook(palette, value);
  if (mode === 'event') return eventLook(palette, value);
  if (mode === 'servers')
    return value === NO_SERVER
      ? { color: rgb(palette['ink-3']), shape: 'line' }
      : full(palette[SERVERS[value - 1] ?? 's8']);
  if (mode === 'templates' || (mode === 'length' && cell & CELL_TEMPLATE))
    return shade(palette, 'tpl-mark', TEMPLATE_SHADES[at]);
  return shade(palette, 'ink-1', SHADES[at]);
}

/** The flags that change a look; cells that differ in others look alike. */
export const LOOK_BITS = CELL_CLASS | CELL_TEMPLATE | CELL_NOTCH;
