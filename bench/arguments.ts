import { parseArgs } from 'node:util';
import type { BenchOptions } from './rows/bench.ts';

export interface BenchArguments {
  readonly options: BenchOptions;
  /** Ids of the rows that are wanted; none = all. */
  readonly only: ReadonlySet<string>;
  /** File for the table as Markdown. */
  readonly markdown: string | null;
}

/** Ends the program with a line that says what is wrong. */
function refuse(text: string): never {
  console.error(text);
  process.exit(2);
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  return refuse(`--${name} is "${text}": expected a whole number above 0.`);
}

/** Reads the words behind `npm run bench --`; `ids` are the rows that there are. */
export function readArguments(words: readonly string[], ids: readonly string[]): BenchArguments {
  const { values } = parseArgs({
    args: [...words],
    options: {
      packets: { type: 'string', default: '1000000' },
      large: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      samples: { type: 'string', default: '100' },
      limit: { type: 'string', default: '900' },
      only: { type: 'string', default: '' },
      markdown: { type: 'string' },
    },
  });
  const only = values.only.split(',').filter((id) => id !== '');
  const unknown = only.find((id) => !ids.includes(id));
  if (unknown) refuse(`--only: "${unknown}" is no row: expected ${ids.join(', ')}.`);
  const packets = whole('packets', values.packets);
  return {
    options: {
      packets,
      large: values.large === undefined ? packets * 10 : whole('large', values.large),
      rounds: whole('rounds', values.rounds),
      samples: whole('samples', values.samples),
      limit: whole('limit', values.limit),
    },
    only: new Set(only),
    markdown: values.markdown ?? null,
  };
}
