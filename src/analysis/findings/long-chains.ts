import { code, counted, link, text } from '../phrases.ts';
import { type TablePeaks, tablePeaks } from '../table-peaks.ts';
import { LONG_CHAINS } from './about/table.ts';
import type { Detector, Found } from './detector.ts';
import type { FindingRun } from './run.ts';

const SLICES = 60;
/** Entries for each bucket at which the table is too small. */
const HIGH_LOAD = 4;
/** Chains shorter than this cost nothing worth a word. */
const LONG = 12;
/** The kernel's largest table that every machine can have. */
const MOST_BITS = 20;

type Told = Pick<Found, 'summary' | 'headline' | 'why' | 'remedies' | 'cases'>;

function told(run: FindingRun, peaks: TablePeaks, bits: number, unlucky: boolean): Told {
  const { conn_tab_bits } = run.program.params;
  const buckets = 2 ** conn_tab_bits;
  const most = counted(peaks.entries, 'entry', 'entries');
  const load = (peaks.entries / buckets).toFixed(2);
  const moment = { event: peaks.chainEvent, step: run.index.stepsOf(peaks.chainEvent) };
  return {
    summary: `${most} in ${buckets.toLocaleString('en')} buckets, the longest chain has ${peaks.chain}`,
    headline: `The longest chain had ${peaks.chain} entries; ${peaks.expectedChain} are to be expected`,
    why: [
      text(
        `At its fullest the table held ${load} entries for each bucket (conn_tab_bits ${conn_tab_bits}). `,
      ),
      code('ip_vs_conn_in_get'),
      text(' walks a chain for every packet, up to '),
      link(`entry ${peaks.chain} of bucket ${peaks.chainBucket}`, moment),
      text(unlucky ? '; chains this uneven are chance, or made by somebody who knows the hash.' : '.'),
    ],
    remedies: [
      {
        phrases: [text(`Load the module with 2^${bits} buckets; the table cannot grow later.`)],
        commands: [`echo "options ip_vs conn_tab_bits=${bits}" > /etc/modprobe.d/ip_vs.conf`],
      },
    ],
    cases: [
      run.case(peaks.entriesEvent, [text(`${most}, the most`)]),
      run.case(moment, [text(`bucket ${peaks.chainBucket} has ${peaks.chain} entries, the most`)]),
    ],
  };
}

function found(run: FindingRun): Found | null {
  const { index, program } = run;
  const { conn_tab_bits } = program.params;
  const buckets = 2 ** conn_tab_bits;
  if (index.length === 0) return null;
  const [from, to] = [run.time(0), run.time(index.length - 1)];
  const slice = Math.max((to - from) / SLICES, 1e-9);
  const sliceOf = (event: number): number => Math.floor((run.time(event) - from) / slice);
  const peaks = tablePeaks(index.lives, index.length, buckets, { count: SLICES, sliceOf });
  const { entries, chain, expectedChain: expected, made } = peaks;
  const load = entries / buckets;
  const unlucky = chain >= LONG && chain > 2 * expected;
  if (load < HIGH_LOAD && !unlucky) return null;
  const bits = Math.min(MOST_BITS, Math.max(conn_tab_bits + 1, Math.ceil(Math.log2(entries))));
  const counts = [...peaks.sliceEntries];
  return {
    key: '',
    severity: load >= HIGH_LOAD * 8 ? 'risk' : 'note',
    ...told(run, peaks, bits, unlucky),
    omitted: 0,
    chart: { kind: 'counts', title: 'Most entries in the table', unit: 'entries', from, slice, counts },
    service: null,
    figures: { entries, buckets, chain, expected, bits, made },
  };
}

/** A table with too few buckets for its entries. */
export const longChains: Detector = {
  about: LONG_CHAINS,
  detect(run) {
    const one = found(run);
    return one ? [one] : [];
  },
};
