import { EVENT_KINDS, type EventIndex, type Life } from '../../trace/event-index.ts';
import type { LifeArm, LifeField, LifeWrite } from '../../trace/life-log.ts';
import type { LifeKind } from '../../trace/life-views.ts';

/**
 * What happened to an entry, from the columns of the index and without running the model: one item per line of its
 * biography. Packets that changed nothing but counters and the timer are told together.
 */

export interface LifeItem {
  readonly kind: LifeKind;
  readonly event: number;
  readonly step: number;
  /** The last event of several packets. */
  until: number;
  /** Packets told together. */
  packetsIn: number;
  packetsOut: number;
  readonly from: number;
  readonly to: number;
  /** The write that the line is about; `invalidated` and others have none. */
  readonly field: LifeField | null;
  /** The timer's last arming in these events. */
  arm: LifeArm | null;
  /** uid of the other entry of a control link. */
  readonly other: number;
}

/** All that touched the entry in one event. */
interface Touched {
  readonly event: number;
  readonly writes: LifeWrite[];
  readonly arms: LifeArm[];
  /** The event is about this entry. */
  own: boolean;
}

const INVALID_PORT = 0xffff;
const TIMER = EVENT_KINDS.indexOf('timer');

function touchedOf(index: EventIndex, uid: number, own: Uint32Array): Touched[] {
  const all = new Map<number, Touched>();
  const at = (event: number): Touched => {
    const known = all.get(event);
    if (known) return known;
    const made: Touched = { event, writes: [], arms: [], own: false };
    all.set(event, made);
    return made;
  };
  for (const write of index.writesOf(uid)) at(write.event).writes.push(write);
  for (const arm of index.armsOf(uid)) at(arm.event).arms.push(arm);
  for (const event of own) at(event).own = true;
  return [...all.values()].sort((a, b) => a.event - b.event);
}

/** Values of fields as they were before an event. */
type Known = Partial<Record<LifeField, number>>;

class Items {
  readonly items: LifeItem[] = [];
  private readonly known: Known = {};

  constructor(
    private readonly index: EventIndex,
    private readonly life: Life,
  ) {}

  add(touched: Touched): void {
    const { event } = touched;
    const { life } = this;
    if (event === life.born) this.birth(touched);
    else if (event === life.died) this.death(touched);
    else if (!this.changes(touched)) this.routine(touched);
    for (const { field, value } of touched.writes) this.known[field] = value;
  }

  private push(kind: LifeKind, event: number, step: number, more: Partial<LifeItem> = {}): void {
    this.items.push({
      kind,
      event,
      step,
      until: event,
      packetsIn: 0,
      packetsOut: 0,
      from: 0,
      to: 0,
      field: null,
      arm: null,
      other: 0,
      ...more,
    });
  }

  private birth({ event, writes, arms }: Touched): void {
    this.push('made', event, this.life.bornStep);
    const flags = writes.findLast(({ field }) => field === 'flags');
    if (flags) this.push('flags', event, flags.step, { field: 'flags', to: flags.value });
    this.controls(writes);
    this.states(writes, null);
    const arm = arms.at(-1);
    if (arm) this.push('timer', event, arm.step, { arm });
    this.items.sort((a, b) => a.step - b.step);
  }

  private controls(writes: readonly LifeWrite[]): void {
    for (const write of writes) {
      const { field, event, step, value } = write;
      const from = this.known[field] ?? 0;
      if (field === 'control') {
        this.push('control', event, step, { field, from, to: value, other: value || from });
      } else if (field === 'n_control') {
        this.push('control', event, step, { field, from, to: value, other: this.linkedBy(write) });
      } else continue;
      this.known[field] = value;
    }
  }

  /** The entry whose control link changed together with a count. */
  private linkedBy(write: LifeWrite): number {
    if (write.other !== undefined) return write.other;
    const before = this.index.lifeLog.before(write);
    return before?.field === 'control' ? before.uid : 0;
  }

  private states(writes: readonly LifeWrite[], arm: LifeArm | null): void {
    let from = this.known.state ?? 0;
    for (const { field, event, step, value } of writes) {
      if (field !== 'state') continue;
      this.push('state', event, step, { field, from, to: value, arm });
      from = value;
    }
  }

  private death({ event, writes }: Touched): void {
    const control = writes.filter(({ field }) => field === 'control');
    this.controls(control);
    this.push('released', event, 0);
  }

  /** An event that changed more than counters and the timer; false = it did not. */
  private changes(touched: Touched): boolean {
    const { event, writes, arms } = touched;
    const arm = arms.at(-1) ?? null;
    const before = this.items.length;
    const isTimer = this.index.kindOf(event) === TIMER && touched.own;
    if (isTimer) this.push('held', event, arm?.step ?? 0, { arm });
    const invalid = writes.find(({ field, value }) => field === 'vport' && value === INVALID_PORT);
    if (invalid) this.push('invalidated', event, invalid.step, { arm });
    this.controls(writes.filter(({ field }) => field === 'control' || field === 'n_control'));
    this.states(writes, arm);
    const flags = writes.findLast(({ field }) => field === 'flags');
    if (flags && !invalid && flags.value !== this.known.flags)
      this.push('flags', event, flags.step, {
        field: 'flags',
        from: this.known.flags ?? 0,
        to: flags.value,
      });
    const cport = writes.find(({ field }) => field === 'cport');
    if (cport && !invalid) this.push('flags', event, cport.step, { field: 'cport', to: cport.value });
    if (arm && !isTimer && !touched.own) this.push('timer', event, arm.step, { arm });
    return this.items.length > before;
  }

  private routine({ event, arms, own }: Touched): void {
    if (!own) return;
    const reply = this.index.roleOf(event) === 'reply';
    const last = this.items.at(-1);
    if (last?.kind === 'packets') {
      last.until = event;
      last.arm = arms.at(-1) ?? last.arm;
      if (reply) last.packetsOut++;
      else last.packetsIn++;
      return;
    }
    const arm = arms.at(-1) ?? null;
    this.push('packets', event, 0, { arm, packetsIn: Number(!reply), packetsOut: Number(reply) });
  }
}

/** @param own the events that are about the entry, in order */
export function itemsOf(index: EventIndex, life: Life, own: Uint32Array): readonly LifeItem[] {
  const items = new Items(index, life);
  for (const touched of touchedOf(index, life.uid, own)) items.add(touched);
  return items.items;
}
