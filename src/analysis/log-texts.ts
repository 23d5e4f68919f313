import { Column } from '../base/column.ts';
import { formatMessage, type Message, type MessageValue } from '../klog/message.ts';
import { Playback } from '../trace/playback.ts';
import { StepProbe } from '../trace/step-probe.ts';
import type { Trace } from '../trace/trace.ts';

/** A line that an event prints. */
export interface PrintedLine {
  readonly text: string;
  /** Seconds of uptime, as dmesg prints them. */
  readonly stamp: number;
  readonly message: Pick<Message, 'level' | 'fn' | 'id'>;
}

class LineProbe extends StepProbe {
  lines: string[] = [];
  messages: Message[] = [];

  override log(message: Message, values: readonly MessageValue[]): void {
    super.log(message, values);
    this.lines.push(formatMessage(message, values));
    this.messages.push(message);
  }
}

const NOTHING: readonly PrintedLine[] = [];

/**
 * What the events of a case print, as texts to search in. They are made by playing the program once more, as far as they
 * were asked for, and kept: one string for each event.
 */
export class LogTexts {
  private readonly texts: string[] = [];
  private readonly messages: (readonly Message[])[] = [];
  private readonly stamps = new Column(Float64Array);
  private readonly probe = new LineProbe();
  private playback: Playback | null = null;
  /** Lines are asked for one by one. */
  private last: { event: number; lines: readonly PrintedLine[] } = { event: -1, lines: NOTHING };

  constructor(private readonly trace: Trace) {}

  /** Events whose lines are known. */
  get known(): number {
    return this.texts.length;
  }

  /** The lines of an event, in their order. Plays on up to there when it was not asked for before. */
  linesOf(event: number): readonly PrintedLine[] {
    this.advance(event);
    const messages = this.messages[event] ?? [];
    if (messages.length === 0) return NOTHING;
    if (this.last.event !== event) {
      const stamp = this.stamps.at(event);
      const lines = this.texts[event].split('\n').map((text, at) => ({ text, stamp, message: messages[at] }));
      this.last = { event, lines };
    }
    return this.last.lines;
  }

  private advance(event: number): void {
    const { trace, probe, texts } = this;
    while (texts.length <= event && texts.length < trace.index.length) {
      this.playback ??= new Playback(trace.program);
      const { playback } = this;
      playback.ipvs.probe = probe;
      probe.lines = [];
      probe.messages = [];
      probe.begin();
      const happened = playback.step(trace.endNs, () => probe.begin());
      playback.ipvs.probe = null;
      texts.push(probe.lines.join('\n'));
      this.messages.push(probe.messages);
      this.stamps.push(trace.uptime(playback.jiffies));
      if (!happened || texts.length === trace.index.length) this.playback = null;
    }
  }
}
