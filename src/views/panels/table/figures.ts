/**
 * What the lengths of chains say about a table and its hash. The figures and their order are those that newer kernels print in
 * /proc/net/ip_vs_status (ip_vs_ctl.c); here they are computed from the model's table.
 */

export interface Figures {
  entries: number;
  buckets: number;
  /** Entries for each bucket. */
  load: number;
  longest: number;
  empty: number;
  /** Nodes compared on the average until an entry is found, over all entries; and for a random hash. */
  hit: { here: number; expected: number };
  /** Nodes compared when there is none, over all buckets: the load, whatever the hash. */
  miss: number;
}

export function figuresOf(lengths: readonly number[], size: number, entries: number): Figures {
  // Of a chain of n nodes the first takes one comparison, the last n.
  const compared = lengths.reduce((sum, buckets, n) => sum + (buckets * n * (n + 1)) / 2, 0);
  return {
    entries,
    buckets: size,
    load: entries / size,
    longest: Math.max(0, lengths.length - 1),
    empty: lengths[0] ?? 0,
    hit: {
      here: entries > 0 ? compared / entries : 0,
      expected: entries > 0 ? 1 + (entries - 1) / (2 * size) : 0,
    },
    miss: entries / size,
  };
}

export interface Fairness {
  entries: number;
  /** `few` = too few entries share buckets to tell. */
  verdict: 'few' | 'fair' | 'doubtful' | 'uneven' | 'too even';
  /** Pairs of entries that share a bucket, here and for a random hash, with its standard deviation. */
  pairs: { here: number; expected: number; deviation: number };
  /** The same as the statistic that textbooks have: sum of (length - load)^2 / load, and its degrees of freedom. */
  chiSquare: number;
  freedom: number;
}

/** Fewer expected pairs than this say nothing. */
const LEAST_PAIRS = 8;

/**
 * Is the hash fair in this table? With a random hash each of the n(n-1)/2 pairs of entries shares a bucket with a chance of one
 * in as many as there are buckets, and pairs are independent of each other two by two: so the mean and the variance of their
 * number are exact. The chi-square over all buckets is the same figure on another scale.
 */
export function fairnessOf(lengths: readonly number[], size: number, entries: number): Fairness {
  const here = lengths.reduce((sum, buckets, n) => sum + (buckets * n * (n - 1)) / 2, 0);
  const expected = (entries * (entries - 1)) / 2 / size;
  const deviation = Math.sqrt(expected * (1 - 1 / size));
  const chiSquare = entries > 0 ? ((here * 2 + entries) * size) / entries - entries : 0;
  return {
    entries,
    verdict: verdictOf(expected, deviation > 0 ? (here - expected) / deviation : 0),
    pairs: { here, expected, deviation },
    chiSquare,
    freedom: size - 1,
  };
}

function verdictOf(expected: number, sigmas: number): Fairness['verdict'] {
  if (expected < LEAST_PAIRS) return 'few';
  if (sigmas > 4) return 'uneven';
  if (sigmas < -4) return 'too even';
  return Math.abs(sigmas) > 2 ? 'doubtful' : 'fair';
}

/** Percent rounded down, as the kernel prints it. */
const percent = (part: number, whole: number): string => `${Math.floor((part * 100) / whole)}%`;

/** The lines of /proc/net/ip_vs_status about entries, name and value. Lengths from 7 on are one line, as there. */
export function statusLines(lengths: readonly number[], size: number, entries: number): [string, string][] {
  const lines: [string, string][] = [
    ['Conns', String(entries)],
    ['Conn buckets', `${size} (${Math.log2(size)} bits)`],
  ];
  if (entries === 0) return lines;
  const empty = lengths[0] ?? 0;
  lines.push(['Conn buckets empty', `${empty} (${percent(empty, size)})`]);
  for (let n = 1; n <= 7; n += 1) {
    const buckets = n < 7 ? (lengths[n] ?? 0) : lengths.slice(7).reduce((sum, one) => sum + one, 0);
    if (buckets > 0) lines.push([`Conn buckets len-${n}`, `${buckets} (${percent(buckets, size - empty)})`]);
  }
  return lines;
}
