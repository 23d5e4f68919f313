import { EVENT_KINDS } from '../../trace/event-index.ts';
import {
  endOf,
  nextEventWhere,
  stepInto,
  stepIntoBack,
  stepOut,
  stepOutBack,
  stepOver,
  stepOverBack,
} from '../../trace/moves.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Cursor } from '../../trace/views.ts';
import type { Move } from '../protocol/case-api.ts';

type Test = (trace: Trace, event: number) => boolean;

const isPacket: Test = (trace, event) => EVENT_KINDS[trace.index.kindOf(event)] === 'packet';
const isTimer: Test = (trace, event) => EVENT_KINDS[trace.index.kindOf(event)] === 'timer';
const isDecision: Test = (trace, event) => isPacket(trace, event) && trace.index.toneOf(event) !== 'routine';
const isTrouble: Test = (trace, event) => ['trouble', 'differs'].includes(trace.index.toneOf(event));
const isAny: Test = () => true;

/** Moves from event to event; the cursor ends behind the event. */
const SEARCHES: Partial<Record<Move, readonly [by: 1 | -1, test: Test]>> = {
  'next-packet': [1, isPacket],
  'previous-packet': [-1, isPacket],
  'next-event': [1, isAny],
  'previous-event': [-1, isAny],
  'next-expiry': [1, isTimer],
  'previous-expiry': [-1, isTimer],
  'next-decision': [1, isDecision],
  'previous-decision': [-1, isDecision],
  'next-trouble': [1, isTrouble],
  'previous-trouble': [-1, isTrouble],
};

const STEPS: Partial<Record<Move, (trace: Trace, cursor: Cursor) => Cursor>> = {
  into: stepInto,
  'into-back': stepIntoBack,
  over: stepOver,
  'over-back': stepOverBack,
  out: stepOut,
  'out-back': stepOutBack,
};

/** Where a move ends; a move that finds nothing ends where it began. */
export function moved(trace: Trace, cursor: Cursor, move: Move): Cursor {
  if (move === 'first') return endOf(trace, -1);
  if (move === 'last') return endOf(trace, trace.index.length - 1);
  const step = STEPS[move];
  if (step) return step(trace, cursor);
  const search = SEARCHES[move];
  if (!search) return cursor;
  const [by, test] = search;
  const found = nextEventWhere(trace, cursor.event, by, (event) => test(trace, event));
  if (found !== null) return endOf(trace, found);
  return by < 0 ? endOf(trace, -1) : cursor;
}
