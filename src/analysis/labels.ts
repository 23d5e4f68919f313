import { LAST_STEP } from '../trace/event-index.ts';
import type { Trace } from '../trace/trace.ts';
import type { Cursor } from '../trace/views.ts';

/** `9.27`, `timer`, `command`: where something was done; `9` where it is not known at which step. */
export function cursorLabel(trace: Trace, at: Cursor): string {
  if (at.event < 0) return 'start';
  const { kind } = trace.index.at(at.event);
  if (kind !== 'packet') return kind;
  const number = trace.index.packetNumber(at.event) + 1;
  return at.step > 0 && at.step < LAST_STEP ? `${number}.${at.step}` : String(number);
}

/** As the subject of a sentence: `Packet 9`, `The timer`, `The start`. */
export function eventSubject(trace: Trace, event: number): string {
  if (event < 0) return 'The start';
  const { kind } = trace.index.at(event);
  return kind === 'packet' ? `Packet ${trace.index.packetNumber(event) + 1}` : `The ${kind}`;
}
