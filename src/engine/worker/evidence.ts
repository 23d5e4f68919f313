import { compareConns } from '../../analysis/evidence/conns.ts';
import { type MachineAt, machineAt } from '../../analysis/evidence/moment.ts';
import { compareServices, compareStats } from '../../analysis/evidence/services.ts';
import { rareInputs } from '../../inputs/input-list.ts';
import type { PastePart } from '../../readers/listings/paste.ts';
import type { EvidencePart, EvidenceResult, EvidenceView } from '../../trace/evidence-views.ts';
import { endOf } from '../../trace/moves.ts';
import type { Trace } from '../../trace/trace.ts';
import type { PlannedItem } from './evidence-plan.ts';
import { partTitle, summaryOf, tableOf } from './evidence-words.ts';

/** Moments within the second in which a clock of whole seconds says that a listing was made. */
const WITHIN_SECOND = [0, 0.25, 0.5, 0.75, 0.999];

function compare(part: PastePart, machine: MachineAt): EvidenceResult | null {
  if (part.kind === 'conns') return compareConns(part.value, machine);
  if (part.kind === 'services') return compareServices(part.value, machine);
  return part.kind === 'stats' ? compareStats(part.value, machine) : null;
}

/** The comparison at a time, or at the moment of its second that agrees best. */
function resultAt(trace: Trace, { part, coarse }: PlannedItem, time: number): EvidenceResult | null {
  let best: EvidenceResult | null = null;
  for (const more of coarse ? WITHIN_SECOND : [0]) {
    const result = compare(part, machineAt(trace, time + more));
    if (!result) return null;
    const off = result.compared - result.agreeing;
    if (!best || off < best.compared - best.agreeing) best = result;
    if (off === 0) break;
  }
  return best;
}

function startCursor(trace: Trace): EvidencePart['at'] {
  const at = rareInputs(trace.program.inputs).find(({ input }) => input.kind === 'start')?.index ?? -1;
  for (let event = 0; at >= 0 && event < trace.index.length; event++) {
    if (trace.index.at(event).input === at) return endOf(trace, event);
  }
  return null;
}

/** Services that serve as rules are compared as well, where they were listed while the case ran. */
function isCompared(trace: Trace, { use, part }: PlannedItem, time: number): boolean {
  if (use === 'checkpoint') return true;
  const packets = trace.index.packets > 0 && trace.index.length > 0;
  return use === 'rules' && part.kind === 'services' && packets && time >= trace.time(0);
}

function partView(trace: Trace, item: PlannedItem): EvidencePart {
  const { id, source, part, number, epoch, timeFrom, use, uses, note } = item;
  const boot = trace.program.bootEpoch ?? 0;
  const time = epoch === null ? null : epoch - boot;
  const result = time !== null && isCompared(trace, item, time) ? resultAt(trace, item, time) : null;
  const early = use === 'checkpoint' && time !== null && time < trace.time(-1);
  return {
    id,
    file: source.name,
    number,
    lines: { from: part.from, to: part.to },
    kind: part.kind,
    title: partTitle(part),
    summary: summaryOf(part),
    time,
    timeFrom,
    use,
    uses,
    note: early ? 'It was listed before the case begins: the model is compared as it starts.' : note,
    result,
    at: use === 'start' ? startCursor(trace) : (result?.at ?? null),
    table: tableOf(part),
    problems: part.problems,
  };
}

/** Every part with what became of it; comparisons are made here. The trace must have been played. */
export function evidenceView(trace: Trace, items: readonly PlannedItem[]): EvidenceView {
  return { parts: items.map((item) => partView(trace, item)) };
}
