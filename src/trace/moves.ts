import { firstIndex } from '../base/column.ts';
import type { RawStep } from './recorder.ts';
import type { Trace } from './trace.ts';
import type { Cursor } from './views.ts';

/** Where a move of the cursor ends. Inside an event it follows the call tree, at its ends it goes on to the next. */

export function nextEventWhere(
  trace: Trace,
  from: number,
  by: 1 | -1,
  test: (event: number) => boolean,
): number | null {
  for (let event = from + by; event >= 0 && event < trace.index.length; event += by)
    if (test(event)) return event;
  return null;
}

/** The cursor at the end of an event: everything of it has happened. */
export function endOf(trace: Trace, event: number): Cursor {
  return event < 0 ? { event: -1, step: 0 } : { event, step: trace.stepsOf(event) };
}

function stepsAt(trace: Trace, event: number): readonly RawStep[] {
  return event < 0 ? [] : trace.visit(event).recorder.rawSteps;
}

/** First step of the next event that has steps; the end of the last one if there is none. */
function intoNextEvent(trace: Trace, event: number): Cursor {
  const next = nextEventWhere(trace, event, 1, () => true);
  if (next === null) return endOf(trace, event);
  return { event: next, step: Math.min(1, trace.stepsOf(next)) };
}

function intoPreviousEvent(trace: Trace, event: number): Cursor {
  return endOf(trace, Math.max(-1, event - 1));
}

export function stepInto(trace: Trace, { event, step }: Cursor): Cursor {
  if (event < 0 || step >= trace.stepsOf(event)) return intoNextEvent(trace, event);
  return { event, step: step + 1 };
}

export function stepIntoBack(trace: Trace, { event, step }: Cursor): Cursor {
  if (event < 0) return { event, step: 0 };
  return step > 1 ? { event, step: step - 1 } : intoPreviousEvent(trace, event);
}

/** Over a call: behind its last step. */
export function stepOver(trace: Trace, cursor: Cursor): Cursor {
  const { event, step } = cursor;
  const steps = stepsAt(trace, event);
  if (step < 1 || step >= steps.length) return stepInto(trace, cursor);
  const { end } = steps[step - 1];
  return { event, step: Math.min(steps.length, end > step ? end + 1 : step + 1) };
}

/** To the step before at the same depth or above. */
export function stepOverBack(trace: Trace, cursor: Cursor): Cursor {
  const { event, step } = cursor;
  const steps = stepsAt(trace, event);
  if (step <= 1) return stepIntoBack(trace, cursor);
  const { depth } = steps[step - 1];
  const before = steps.slice(0, step - 1).findLast((other) => other.depth <= depth);
  return { event, step: before?.number ?? step - 1 };
}

/** The call that a step stands in; null = none. */
function enclosing(steps: readonly RawStep[], step: number): RawStep | null {
  if (step < 1) return null;
  const { depth } = steps[step - 1];
  return steps.slice(0, step - 1).findLast((other) => other.kind === 'call' && other.depth < depth) ?? null;
}

/** Out of the function: behind the call that the step stands in. */
export function stepOut(trace: Trace, cursor: Cursor): Cursor {
  const { event, step } = cursor;
  const steps = stepsAt(trace, event);
  const call = enclosing(steps, step);
  if (!call) return step < steps.length ? endOf(trace, event) : stepInto(trace, cursor);
  return { event, step: Math.min(steps.length, call.end + 1) };
}

/** Back to the call that the step stands in. */
export function stepOutBack(trace: Trace, cursor: Cursor): Cursor {
  const call = enclosing(stepsAt(trace, cursor.event), cursor.step);
  return call ? { event: cursor.event, step: call.number } : intoPreviousEvent(trace, cursor.event);
}

/** The last event at or before a time in seconds of uptime; -1 = before the first. */
export function eventAt(trace: Trace, seconds: number): number {
  const time = seconds * 1e9 + 1;
  return firstIndex(0, trace.index.length, (event) => trace.index.timeOf(event) > time) - 1;
}
