import { type Catalogue, catalogueOf, type Field, type FieldValue } from '../../expression/catalogue.ts';
import { type FilterTest, testFor } from '../../expression/filter.ts';
import { EVENT_KINDS } from '../../trace/event-index.ts';
import type { Trace } from '../../trace/trace.ts';
import type { PrintedLine } from '../log-texts.ts';
import { LOG_FIELDS } from './log-fields.ts';

/** A line of the kernel log and the event that printed it. */
export interface LineContext {
  readonly trace: Trace;
  readonly event: number;
  readonly line: PrintedLine;
}

const isPacket = ({ trace, event }: LineContext) => EVENT_KINDS[trace.index.kindOf(event)] === 'packet';

const READ: Readonly<Record<string, (at: LineContext) => FieldValue>> = {
  'log.text': ({ line }) => line.text,
  'log.level': ({ line }) => line.message.level,
  'log.fn': ({ line }) => line.message.fn,
  'log.message': ({ line }) => line.message.id,
  'log.time': ({ line }) => line.stamp,
  'log.packet': (at) => (isPacket(at) ? at.trace.index.packetNumber(at.event) + 1 : null),
  'log.trouble': ({ trace, event }) => ['trouble', 'differs'].includes(trace.index.toneOf(event)),
};

/** The fields of log-fields.ts, read from a line. */
export const LOG_CATALOGUE: Catalogue<LineContext> = catalogueOf(
  LOG_FIELDS.fields.map((info): Field<LineContext> => ({ ...info, read: READ[info.name] })),
);

/** A filter of lines: an expression, or words that all stand in the line. */
export function lineTest(filter: string): FilterTest<LineContext> {
  return testFor(filter, LOG_CATALOGUE, (words) => ({ line }) => {
    const text = line.text.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
