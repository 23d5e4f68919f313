import type { Measure } from './bench.ts';
import { decoding } from './decode.ts';
import { linking } from './link.ts';
import { living } from './live.ts';
import { loading, loadingLarge, loadingPayload } from './load.ts';
import { filtering, painting, rerunning, screens, stepping } from './moments.ts';
import { retaining } from './retained.ts';
import { seeds } from './seeds.ts';

/** In the order of the table; those that ask about the large trace share one page. */
export const MEASURES: readonly Measure[] = [
  loading,
  loadingPayload,
  loadingLarge,
  retaining,
  stepping,
  filtering,
  screens,
  rerunning,
  painting,
  decoding,
  seeds,
  linking,
  living,
];
