import { Column } from '../../base/column.ts';
import type { Texts } from '../../base/texts.ts';
import type { Program } from '../../inputs/program.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import { formatMessage, type Message, type MessageValue } from '../../klog/message.ts';
import { Playback } from '../../trace/playback.ts';
import { StepProbe } from '../../trace/step-probe.ts';

/** Not IPVS's own doing, or printed once when modules are loaded. */
const NOT_COMPARED: ReadonlySet<string> = new Set([
  'new_dst',
  'getbyname',
  'scheduler_registered',
  'registered_protocols',
  'table_configured',
  'entry_bytes',
  'loaded',
]);
const BIND_STATE = 8;

/** Messages with padded names, whose blanks mails and web pages squeeze. */
const PADDED: ReadonlySet<string> = new Set(['tcp_state', 'sctp_state']);

/** The text that is compared: pointers and what is printed before it is set give way to `?`. */
export function comparableText(message: Message, values: readonly MessageValue[]): string {
  if (message.id === 'bind_dest') return formatMessage(message, values.with(BIND_STATE, '?'));
  if (PADDED.has(message.id)) return formatMessage(message, values).replace(/ +/g, ' ');
  if (!message.template.includes('ct=')) return formatMessage(message, values);
  return formatMessage(message, values).replace(/ct=[0-9a-f]+/, 'ct=?');
}

/** Every line that a run prints, in order, and where: the event and the step that print it. */
export class Printed {
  readonly ids = new Column(Int32Array);
  readonly times = new Column(Float64Array);
  readonly events = new Column(Int32Array);
  readonly steps = new Column(Int32Array);
  readonly levels = new Column(Int8Array);

  get length(): number {
    return this.ids.length;
  }
}

class Collector extends StepProbe {
  event = 0;

  constructor(
    private readonly ipvs: netns_ipvs,
    private readonly printed: Printed,
    private readonly texts: Texts,
    private readonly level: number,
  ) {
    super();
  }

  override log(message: Message, values: readonly MessageValue[]): void {
    super.log(message, values);
    if (message.level > this.level || NOT_COMPARED.has(message.id)) return;
    const { printed } = this;
    printed.ids.push(this.texts.id(comparableText(message, values)));
    printed.times.push(this.ipvs.now_ns);
    printed.events.push(this.event);
    printed.steps.push(this.step);
    printed.levels.push(message.level);
  }
}

const SLICE = 4096;

/**
 * Runs a program for what it prints, up to a debug_level and a moment. A generator: each `yield` is a place to
 * breathe, its value the inputs that are done.
 */
export function* printedBy(
  program: Program,
  texts: Texts,
  level: number,
  untilNs: number,
): Generator<number, Printed> {
  const printed = new Printed();
  const playback = new Playback(program);
  const { ipvs } = playback;
  const collector = new Collector(ipvs, printed, texts, level);
  skipSetup(playback);
  ipvs.probe = collector;
  const begin = (): void => collector.begin();
  collector.event = playback.next;
  for (; playback.step(untilNs, begin); collector.event++) {
    if (collector.event % SLICE === SLICE - 1) yield playback.next;
  }
  return printed;
}

/** A log may begin with the setting up of modules and rules, which no input of a model stands for. */
function skipSetup(playback: Playback): void {
  const { inputs, params } = playback.program;
  if (params.profile.module_lines === null) return;
  while (playback.next < inputs.length) {
    const input = inputs.at(playback.next);
    if (input?.kind !== 'observed' || input.what !== 'command') return;
    playback.step(input.timeNs);
  }
}

/** The highest debug_level of a run's lines: what a kernel with less would not have printed. */
export function highestLevel({ levels }: Printed): number {
  let highest = -1;
  for (const level of levels.filled) if (level > highest) highest = level;
  return highest;
}
