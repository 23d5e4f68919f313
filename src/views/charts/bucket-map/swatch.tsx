import type { CSSProperties } from 'react';
import { CELL_TEMPLATE, NO_SERVER, type TableMode } from '../../../trace/table-views.ts';
import styles from '../bucket-map.module.css';

const shade = (token: string, percent: number) =>
  `color-mix(in srgb, var(${token}) ${percent}%, var(--bg-1))`;
const INKS = [17, 36, 58, 80, 100];
const VIOLETS = [58, 72, 84, 92, 100];

const full = (color: string): CSSProperties => ({ background: color });
const outline = (color: string): CSSProperties => ({ boxShadow: `inset 0 0 0 1.5px ${color}` });
const line = (color: string): CSSProperties => ({
  background: `linear-gradient(transparent 40%, ${color} 40% 60%, transparent 60%)`,
});

const STATES: readonly CSSProperties[] = [
  line('var(--ink-3)'),
  outline('var(--ink-3)'),
  { background: 'linear-gradient(transparent 50%, var(--st-dim) 50%)' },
  full('var(--st-dim)'),
  full('var(--st-mark)'),
  outline('var(--st-mark)'),
];

const EVENTS: readonly CSSProperties[] = [
  full(shade('--ink-1', INKS[0])),
  full(shade('--ink-1', INKS[2])),
  full(shade('--ink-1', INKS[4])),
  outline('var(--now-mark)'),
  full('var(--now-mark)'),
];

/** The look of a class as paint.ts draws it in a cell, for legends. */
function styleOf(mode: TableMode, cell: number): CSSProperties {
  const value = cell & 15;
  const at = Math.min(5, value) - 1;
  if (value === 0) return { background: 'var(--bg-2)', outline: '1px solid var(--line-1)' };
  if (mode === 'states') return STATES[value - 1] ?? {};
  if (mode === 'event') return EVENTS[at];
  if (mode === 'servers') return value === NO_SERVER ? line('var(--ink-3)') : full(`var(--s${value})`);
  const isViolet = mode === 'templates' || (cell & CELL_TEMPLATE) !== 0;
  return full(isViolet ? shade('--tpl-mark', VIOLETS[at]) : shade('--ink-1', INKS[at]));
}

/** A cell of a class; words stand beside it. */
export function Swatch({ mode, cell }: { mode: TableMode; cell: number }) {
  return <i className={styles.swatch} style={styleOf(mode, cell)} />;
}

/** The signs that a cell carries whatever it shows. */
export function SignSwatch({ sign }: { sign: 'marked' | 'lookup' | 'changed' }) {
  return <i className={`${styles.swatch} ${styles[sign]}`} />;
}
