/** A line of the table of measures. */
export interface Row {
  readonly id: string;
  readonly what: string;
  readonly ours: string;
  readonly peer: string;
  readonly ratio: string;
  readonly target: string;
  /** True = met; null = there is no target, or it could not be measured. */
  readonly met: boolean | null;
  /** Why there is no figure; '' = there is one. */
  readonly why: string;
}

const NONE = '-';

/** Three digits that count. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return NONE;
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toPrecision(Math.abs(value) < 1 ? 2 : 3);
}

/** `1 M`, `100 k`. */
export function amount(count: number): string {
  if (count >= 1e6 && count % 1e5 === 0) return `${count / 1e6} M`;
  return count >= 1000 && count % 100 === 0 ? `${count / 1000} k` : count.toLocaleString('en');
}

export const megabytes = (bytes: number): string => `${figure(bytes / 1e6)} MB`;

interface Against {
  readonly id: string;
  readonly what: string;
  readonly ours: number;
  readonly peer: number;
  /** What the peer is: `tshark`. */
  readonly name: string;
  readonly unit: string;
  /** The ratio that must not be exceeded; null = there is no target. */
  readonly most: number | null;
}

/** Ours as a part or a multiple of what another program takes. */
export function against({ id, what, ours, peer, name, unit, most }: Against): Row {
  const ratio = ours / peer;
  return {
    id,
    what,
    ours: `${figure(ours)} ${unit}`,
    peer: `${name} ${figure(peer)} ${unit}`,
    ratio: figure(ratio),
    target: most === null ? NONE : `ratio at most ${most}`,
    met: most === null ? null : ratio <= most,
    why: '',
  };
}

interface Alone {
  readonly id: string;
  readonly what: string;
  readonly ours: number;
  readonly unit: string;
  readonly most: number | null;
  /** Something to know beside the figure. */
  readonly peer?: string;
}

/** Ours against a limit. */
export function alone({ id, what, ours, unit, most, peer = NONE }: Alone): Row {
  return {
    id,
    what,
    ours: `${figure(ours)} ${unit}`,
    peer,
    ratio: NONE,
    target: most === null ? NONE : `at most ${most} ${unit}`,
    met: most === null ? null : ours <= most,
    why: '',
  };
}

export function without(id: string, what: string, why: string): Row {
  return { id, what, ours: NONE, peer: NONE, ratio: NONE, target: NONE, met: null, why };
}
