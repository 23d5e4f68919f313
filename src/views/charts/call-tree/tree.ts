import type { Cursor, Step } from '../../../trace/views.ts';

export interface TreeRow {
  step: Step;
  /** Has deeper steps. */
  parent: boolean;
  open: boolean;
  place: 'past' | 'now' | 'ahead';
}

/** What the reader opened and closed, by function, so that it holds for the next packet too. */
export type OpenMap = ReadonlyMap<string, boolean>;

export function openKey(step: Step): string {
  return `${step.depth} ${step.text}`;
}

/** Calls that only look up and log are closed at first; what decides, compares or writes is open. */
const INTERESTING = new Set<Step['kind']>(['branch', 'bucket', 'node', 'write', 'timer']);

/** Bookkeeping: what these functions do is told by their line, so they are closed at first. */
const BOOKKEEPING =
  /^(ip_vs_(un)?bind_dest|ip_vs_conn_(new|hash|put|expire_now)|ip_vs_control_(add|del)|tcp_state_transition|icmp(v6)?_send|ip_vs_service_find|\w+_xmit(_v6)?)$/;

function openAtFirst(step: Step, inside: readonly Step[]): boolean {
  return !BOOKKEEPING.test(step.text) && inside.some((child) => INTERESTING.has(child.kind));
}

/** Lines that are shown at the cursor: closed calls hide what is inside, but never the cursor. */
export function visibleRows(steps: readonly Step[], cursor: Cursor, opened: OpenMap): TreeRow[] {
  const rows: TreeRow[] = [];
  for (let at = 0; at < steps.length; at += 1) {
    const step = steps[at];
    const after = childrenEnd(steps, at);
    const parent = after > at + 1;
    const inside = steps.slice(at + 1, after);
    const holdsCursor = inside.some((child) => child.number === cursor.step);
    const open = parent && (holdsCursor || (opened.get(openKey(step)) ?? openAtFirst(step, inside)));
    rows.push({ step, parent, open, place: placeOf(steps, at, cursor.step) });
    if (parent && !open) at = after - 1;
  }
  return rows;
}

function childrenEnd(steps: readonly Step[], at: number): number {
  let end = at + 1;
  while (end < steps.length && steps[end].depth > steps[at].depth) end += 1;
  return end;
}

/** The cursor stands on the last line that is not ahead of it. */
function placeOf(steps: readonly Step[], at: number, step: number): TreeRow['place'] {
  if (steps[at].number > step) return 'ahead';
  const next = steps[at + 1];
  return !next || next.number > step ? 'now' : 'past';
}

/** Row of the parent of a row, or -1. */
export function parentRow(rows: readonly TreeRow[], at: number): number {
  return rows.slice(0, at).findLastIndex((row) => row.step.depth < rows[at].step.depth);
}
