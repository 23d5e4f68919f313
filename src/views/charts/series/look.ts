import type { SeriesLine } from '../../../trace/series-views.ts';
import { serverColor } from '../../ui/index.ts';
import { lookOf } from '../timeline/draw-state.ts';

/** How a series is drawn: dashes and fills tell them apart without colour. */
export interface Look {
  stroke: string;
  fill: string;
  dash: string;
  opacity: number;
}

const DASHES = ['', '7 3', '2 3', '10 3 2 3', '4 2', '1 3', '12 4', '6 2 2 2 2 2'];
const SHARES = [0.6, 0.38, 0.22, 0.12];

/** `at` = its place among the series of its chart. */
export function lookOfSeries({ tone, server, label }: SeriesLine, at: number): Look {
  const dash = DASHES[at % DASHES.length];
  const opacity = SHARES[at % SHARES.length];
  if (server)
    return { stroke: serverColor(server.series), fill: serverColor(server.series), dash, opacity: 0.55 };
  if (tone === 'template') return { stroke: 'var(--tpl-mark)', fill: 'var(--tpl-mark)', dash, opacity: 0.45 };
  if (tone === 'trouble') return { stroke: 'var(--bad-mark)', fill: 'var(--bad-mark)', dash, opacity };
  if (tone === 'state') return stateLook(label, dash);
  return { stroke: at === 0 ? 'var(--ink-1)' : 'var(--ink-3)', fill: 'var(--ink-3)', dash, opacity };
}

/** As in the lanes of the timeline: opening = outline, active = full, inactive = dim, over = grey outline. */
function stateLook(state: string, dash: string): Look {
  const look = lookOf(state);
  const over = look === 'over' || look === 'dashed';
  const filled = look === 'full' ? 'var(--st-mark)' : 'var(--st-dim)';
  return {
    stroke: over ? 'var(--ink-3)' : 'var(--st-mark)',
    fill: filled,
    dash,
    opacity: look === 'open' || over ? 0 : look === 'half' ? 0.5 : 1,
  };
}
