import { WordColumn } from '../base/column.ts';
import { EVENT_KINDS, type EventIndex } from '../trace/event-index.ts';
import type { TimelineSign } from '../trace/timeline-views.ts';

/** Events that stand on the timeline beside packets, listed by their sign, so that a stretch of them is counted by looking up its ends. */

export const SIGNS: readonly TimelineSign[] = ['timer', 'command', 'note', 'trouble', 'differs'];

/** Events of one sign in their order. */
export class SignList {
  readonly events = new WordColumn(256);
  /** Before each: how many of the listed ones are special, which are timers of templates and commands that failed. */
  private readonly specialBefore = new WordColumn(256);
  private special = 0;

  add(event: number, isSpecial: boolean): void {
    this.events.push(event);
    this.specialBefore.push(this.special);
    if (isSpecial) this.special++;
  }

  get length(): number {
    return this.events.length;
  }

  /** How many of the listed ones from `from` to before `to` are special. */
  specialIn(from: number, to: number): number {
    const before = (at: number): number => (at < this.length ? this.specialBefore.at(at) : this.special);
    return before(to) - before(from);
  }
}

const TIMER = EVENT_KINDS.indexOf('timer');
const PACKET = EVENT_KINDS.indexOf('packet');

export class Signs {
  readonly lists = new Map(SIGNS.map((sign) => [sign, new SignList()]));
  private scanned = 0;

  constructor(private readonly index: EventIndex) {}

  /** The events of a sign, with those that have come since the last time. */
  of(sign: TimelineSign): SignList {
    for (; this.scanned < this.index.length; this.scanned++) this.scan(this.scanned);
    return this.lists.get(sign) ?? new SignList();
  }

  private scan(event: number): void {
    const { index } = this;
    const kind = index.kindOf(event);
    const tone = index.toneOf(event);
    if (kind !== PACKET)
      this.lists
        .get(EVENT_KINDS[kind] as TimelineSign)
        ?.add(event, kind === TIMER ? index.at(event).template : tone === 'trouble');
    else if (tone === 'trouble' || tone === 'differs') this.lists.get(tone)?.add(event, false);
  }
}

const KEPT = new WeakMap<EventIndex, Signs>();

/** The lists of a run, made when they are first asked for. */
export function signsOf(index: EventIndex): Signs {
  const known = KEPT.get(index);
  if (known) return known;
  const made = new Signs(index);
  KEPT.set(index, made);
  return made;
}
