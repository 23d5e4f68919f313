import {
  type CheckView,
  type FindingsView,
  type FindingView,
  SEVERITIES,
} from '../../trace/finding-views.ts';
import { DETECTORS } from './catalogue.ts';
import type { Detector } from './detector.ts';
import { limitsOf } from './limits.ts';
import type { FindingRun } from './run.ts';

/**
 * Lets every detector look at a run, one after the other.
 * @yields after each, so that other work can come in between
 */
export function* detecting(run: FindingRun, detectors = DETECTORS): Generator<void, FindingsView> {
  const findings: FindingView[] = [];
  const clear: CheckView[] = [];
  for (const detector of detectors) {
    const found = lookWith(detector, run);
    if (typeof found === 'string' || found.length === 0) {
      const { id, title } = detector.about;
      clear.push({ id, title, unable: typeof found === 'string' ? found : '' });
    } else findings.push(...found);
    yield;
  }
  findings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return { detectors: detectors.length, findings, clear, limits: limitsOf(run) };
}

function lookWith({ about, unable, detect }: Detector, run: FindingRun): readonly FindingView[] | string {
  const why = unable?.(run) ?? '';
  if (why !== '') return why;
  return detect(run).map((found) => ({ id: about.id, title: about.title, ...found }));
}

/** All at once. */
export function findingsOf(run: FindingRun, detectors = DETECTORS): FindingsView {
  const looking = detecting(run, detectors);
  for (;;) {
    const { done, value } = looking.next();
    if (done) return value;
  }
}
