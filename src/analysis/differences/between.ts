import { firstIndex } from '../../base/column.ts';
import type { Between, Happening, MomentText } from '../../trace/difference-views.ts';
import type { EventIndex } from '../../trace/event-index.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Cursor } from '../../trace/views.ts';
import { compareCursors, type Side } from './changers.ts';

/** Different things that are told apart; a run has a few dozen, and some names. */
const HAPPENINGS = 40;

/** Messages that are printed up to a moment. */
function messagesAt({ logEvents, logSteps }: EventIndex, cursor: Cursor): number {
  return firstIndex(0, logEvents.length, (row) => {
    const event = logEvents.at(row);
    return event > cursor.event || (event === cursor.event && logSteps.at(row) > cursor.step);
  });
}

/** Commands first, then what happened most often. */
const order = (a: Happening, b: Happening): number =>
  Number(b.kind === 'command') - Number(a.kind === 'command') ||
  b.count - a.count ||
  compareCursors(a.first, b.first);

/**
 * What happened from one moment of a run to another: packets by their outcome, expiries, commands, messages. An event
 * in the middle of which a moment stands counts when some of its steps lie between.
 */
export function between(trace: Trace, a: Cursor, b: Cursor): Between {
  const { index } = trace;
  const backwards = compareCursors(a, b) > 0;
  const [from, to] = backwards ? [b, a] : [a, b];
  const begun = from.event >= 0 && from.step < trace.stepsOf(from.event) && compareCursors(from, to) < 0;
  const counts = { packet: 0, timer: 0, command: 0, note: 0 };
  const found = new Map<string, { -readonly [K in keyof Happening]: Happening[K] }>();
  for (let event = Math.max(0, from.event + (begun ? 0 : 1)); event <= to.event; event++) {
    if (event === to.event && to.step === 0) break;
    const { kind, what, template, tone, steps } = index.at(event);
    counts[kind]++;
    const key = `${kind} ${what}`;
    const known = found.get(key);
    if (known) known.count++;
    else {
      const first = { event, step: event === to.event ? to.step : steps };
      found.set(key, { kind, what, template, trouble: tone === 'trouble', count: 1, first });
    }
  }
  let [made, released] = [0, 0];
  for (const { born, died } of index.lives.values()) {
    if (born > from.event && born <= to.event) made++;
    if (died > from.event && died <= to.event) released++;
  }
  const happenings = [...found.values()].sort(order);
  return {
    backwards,
    seconds: trace.time(b.event) - trace.time(a.event),
    packets: counts.packet,
    timers: counts.timer,
    commands: counts.command,
    messages: index.detailed ? messagesAt(index, to) - messagesAt(index, from) : null,
    made,
    released,
    happenings: happenings.slice(0, HAPPENINGS),
    omitted: Math.max(0, happenings.length - HAPPENINGS),
  };
}

/** A moment in words: `Packet 9`, what it was, how many steps it has. */
export function momentText({ trace, cursor }: Side): MomentText {
  const { event } = cursor;
  if (event < 0) return { cursor, time: trace.time(-1), label: 'Before the first event', steps: 0, what: '' };
  const { kind, what } = trace.index.at(event);
  const word = { packet: 'Packet', timer: 'Timer', command: 'Command', note: 'Note' }[kind];
  const number = trace.index.packetNumber(event);
  const label = kind === 'packet' ? `Packet ${number + 1}` : `${word} after packet ${number}`;
  return { cursor, time: trace.time(event), label, steps: trace.stepsOf(event), what };
}
