import type { Problem } from '../../base/result.ts';
import { firstDifference } from '../../session/link/fingerprint.ts';
import type { PackedCase } from '../../session/link/pack.ts';
import { momentOf } from '../../trace/stops/anchors.ts';
import type { Trace } from '../../trace/trace.ts';
import type { OpenedLink } from '../protocol/links.ts';
import type { OpenResult } from '../protocol/messages.ts';
import { fingerprintOfTrace } from './link-run.ts';

/** What a link says beside its case, in the run that was made of it. */
export function openedLink(trace: Trace, { view, fingerprint }: PackedCase): OpenedLink {
  return {
    view,
    cursor: view.at && momentOf(trace, view.at).cursor,
    // Of a run that is still being played nothing can be said.
    changed: fingerprint && trace.complete ? firstDifference(fingerprint, fingerprintOfTrace(trace)) : null,
  };
}

/** A link that cannot be opened. */
export function refusedLink(problem: Problem): OpenResult {
  return { ok: false, headline: 'The link cannot be opened', problems: [problem], files: [] };
}
