import { findingsOf } from '../analysis/findings/detect.ts';
import { FindingRun } from '../analysis/findings/run.ts';
import { plainText } from '../analysis/phrases.ts';
import type { Program } from '../inputs/program.ts';
import { type FindingView, SEVERITIES, type Severity } from '../trace/finding-views.ts';
import { Trace } from '../trace/trace.ts';

/** A finding of the detectors as findings.json has it: everything in plain words. */
export interface FoundRow {
  readonly id: string;
  /** Tells findings of one detector apart. */
  readonly key: string;
  readonly severity: Severity;
  readonly title: string;
  readonly summary: string;
  readonly headline: string;
  readonly why: string;
  readonly remedies: readonly { readonly text: string; readonly commands: readonly string[] }[];
  /** `-t 10.0.0.100:80`; null = none or all. */
  readonly service: string | null;
  readonly figures: Readonly<Record<string, number>>;
  /** `packet` from 1, null = a timer or command; `uptime` in seconds. */
  readonly cases: readonly {
    readonly packet: number | null;
    readonly uptime: number;
    readonly text: string;
  }[];
  /** Cases that are left out. */
  readonly omitted: number;
}

function rowOf(run: FindingRun, found: FindingView): FoundRow {
  const { id, key, severity, title, summary, headline, service, figures, omitted } = found;
  return {
    id,
    key,
    severity,
    title,
    summary,
    headline,
    why: plainText(found.why),
    remedies: found.remedies.map(({ phrases, commands }) => ({ text: plainText(phrases), commands })),
    service,
    figures,
    cases: found.cases.map(({ at, time, phrases }) => ({
      packet: run.packet(at.event) || null,
      uptime: time,
      text: plainText(phrases),
    })),
    omitted,
  };
}

/** What all detectors find in a program: it is played from its beginning to its end. */
export function foundRows(program: Program): FoundRow[] {
  const trace = new Trace(program);
  trace.play();
  const run = new FindingRun(trace);
  return findingsOf(run).findings.map((found) => rowOf(run, found));
}

/** There is a finding as bad as a severity, or worse. */
export function isAsBad(found: readonly FoundRow[], failOn: Severity): boolean {
  return found.some(({ severity }) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn));
}
