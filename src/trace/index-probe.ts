import { type ip_vs_conn, is_template } from '../kernel/ipvs/ip_vs.ts';
import type { FieldValue, KernelObject } from '../kernel/probe.ts';
import type { Message, MessageValue } from '../klog/message.ts';
import type { EventFrame, EventIndex } from './event-index.ts';
import { outcomeOf } from './outcome.ts';
import { StepProbe } from './step-probe.ts';

/** Writes the facts of events into the index: what an IndexTally cannot hear needs a probe. */
export class FactsProbe extends StepProbe {
  constructor(protected readonly index: EventIndex) {
    super();
  }

  /** The running event is over. */
  finish(frame: EventFrame): void {
    const { index, facts } = this;
    index.finish(frame, facts, index.idsOf(outcomeOf(frame.event, facts)), this.step, 0);
  }

  override write(object: KernelObject, field: string, old: FieldValue, value: FieldValue): void {
    super.write(object, field, old, value);
    if (field === 'state' && object.kind === 'ip_vs_conn') this.index.change(object.uid, value as number);
  }

  override hashed(cp: ip_vs_conn): void {
    super.hashed(cp);
    this.index.lives.hashed(cp, this.index.length);
  }

  override timer(...args: Parameters<StepProbe['timer']>): void {
    super.timer(...args);
    const [{ kind, owner, slot }] = args;
    if (kind === 'conn' && slot >= 0 && is_template(owner as ip_vs_conn))
      this.index.armed(owner as ip_vs_conn);
  }
}

/** Writes everything into the index that a probe can hear: facts, steps, ways, messages, writes. */
export class IndexProbe extends FactsProbe {
  override begin(): void {
    super.begin();
    this.index.paths.begin();
  }

  override finish(frame: EventFrame): void {
    const { index, facts } = this;
    index.lifeLog.finish(facts);
    index.finish(frame, facts, index.idsOf(outcomeOf(frame.event, facts)), this.step, index.paths.finish());
  }

  override enter(fn: string, args: string): void {
    this.index.paths.call(this.stack.at(-1) ?? '', fn);
    super.enter(fn, args);
  }

  override branch(condition: string, operands: string, taken: boolean): void {
    super.branch(condition, operands, taken);
    this.index.paths.branch(this.stack.at(-1) ?? '', condition, taken);
  }

  override write(object: KernelObject, field: string, old: FieldValue, value: FieldValue): void {
    super.write(object, field, old, value);
    const { index } = this;
    this.noteWrite(object.uid, field);
    index.lifeLog.write(object, field, old, value, [index.length, this.step]);
  }

  private noteWrite(uid: number, field: string): void {
    this.index.writes.note(uid, field, this.index.length, this.step);
  }

  override hashed(cp: ip_vs_conn): void {
    super.hashed(cp);
    this.noteWrite(cp.uid, 'c_list');
  }

  override unhashed(...args: Parameters<StepProbe['unhashed']>): void {
    super.unhashed(...args);
    this.noteWrite(args[0].uid, 'c_list');
  }

  /** Being put into a list and taken out of it are writes of the list's name. */
  override list(...args: Parameters<StepProbe['list']>): void {
    super.list(...args);
    const { index } = this;
    const [name, , , item, inserted] = args;
    this.noteWrite(item.uid, name);
    if (name === 'svc->destinations') index.lifeLog.member(item, inserted, index.length, this.step);
  }

  /** A change of a scheduler's memory is a write under its own name and of the service's `sched_data`. */
  override memory(...args: Parameters<StepProbe['memory']>): void {
    super.memory(...args);
    const [owner, name] = args;
    if (!('kind' in owner)) return;
    const object = owner as KernelObject;
    this.noteWrite(object.uid, name);
    if (object.kind === 'ip_vs_service' && name !== 'sched_data') this.noteWrite(object.uid, 'sched_data');
  }

  override timer(...args: Parameters<StepProbe['timer']>): void {
    super.timer(...args);
    const [timer] = args;
    if (timer.kind !== 'conn') return;
    const { index } = this;
    const cp = timer.owner as ip_vs_conn;
    this.noteWrite(cp.uid, 'timer.expires');
    index.lifeLog.arm(cp, timer, index.length, this.step);
  }

  override log(message: Message, values: readonly MessageValue[]): void {
    super.log(message, values);
    const { index } = this;
    index.paths.log(message.fn, message.id);
    index.logLevels.push(message.level);
    index.logEvents.push(index.length);
    index.logSteps.push(this.step);
  }
}
