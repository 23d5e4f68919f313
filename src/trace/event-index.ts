import { Column, firstIndex, WordColumn } from '../base/column.ts';
import { Texts } from '../base/texts.ts';
import { type ip_vs_conn, type ip_vs_service, is_template } from '../kernel/ipvs/ip_vs.ts';
import type { FieldValue, KernelObject } from '../kernel/probe.ts';
import type { Message, MessageValue } from '../klog/message.ts';
import { LifeLog } from './life-log.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { PathShapes } from './path-shapes.ts';
import type { Event } from './playback.ts';
import { StepProbe } from './step-probe.ts';
import { Traffic } from './traffic.ts';
import type { Cursor } from './views.ts';
import { Writes } from './writes.ts';

export const EVENT_KINDS = ['packet', 'timer', 'command', 'note'] as const;
const TONES = ['decision', 'routine', 'trouble', 'differs'] as const;
const FLAG_TEMPLATE = 1;

/** A life in the table: when it began and ended, and what it was. */
export interface Life {
  readonly uid: number;
  /** Event and step that made it. */
  readonly born: number;
  readonly bornStep: number;
  died: number;
  readonly label: string;
  readonly client: string;
  readonly template: boolean;
  readonly protocol: number;
  /** uid of the entry that controls it, 0 = none. */
  readonly control: number;
}

/** What one event was, as the list shows it. */
export interface IndexedEvent {
  readonly kind: (typeof EVENT_KINDS)[number];
  readonly timeNs: number;
  /** Index in the program's inputs; -1 for timers. */
  readonly input: number;
  readonly verdict: number;
  readonly what: string;
  readonly template: boolean;
  readonly tone: (typeof TONES)[number];
  /** Key of the server (see `servers`), -1 = none. */
  readonly server: number;
  readonly seen: number;
  readonly steps: number;
  /** uid of the entry it is about, 0 = none. */
  readonly entry: number;
}

/**
 * Written once on the forward pass, a few bytes an event: what the list, the log's length, the timeline and
 * "where was this set" need, without running the model again.
 */
export class EventIndex extends StepProbe {
  private readonly kinds = new Column(Uint8Array);
  private readonly times = new Column(Float64Array);
  private readonly inputs = new Column(Int32Array);
  private readonly verdicts = new Column(Int8Array);
  private readonly whats = new Column(Uint16Array);
  private readonly bits = new Column(Uint8Array);
  private readonly tones = new Column(Uint8Array);
  private readonly serverIds = new Column(Int16Array);
  private readonly seenIds = new Column(Int16Array);
  private readonly stepCounts = new WordColumn();
  /** uid of the entry that each event is about, 0 = none. */
  readonly entries = new WordColumn();
  /** Per event, number of packets before it. */
  private readonly packetsBefore = new WordColumn();
  private readonly texts = new Texts();
  private readonly servers = new Texts();
  /** Log lines: level (from -1) and where they were printed. */
  readonly logLevels = new Column(Int8Array);
  readonly logEvents = new WordColumn();
  readonly logSteps = new WordColumn();
  /** State changes, by entry. */
  readonly changeUids = new WordColumn();
  readonly changeEvents = new WordColumn();
  readonly changeStates = new Column(Int8Array);
  /** Every arming of a template's timer, in jiffies. */
  readonly armUids = new WordColumn();
  readonly armEvents = new WordColumn();
  readonly armAsked = new Column(Float64Array);
  readonly armFires = new Column(Float64Array);
  readonly writes = new Writes();
  /** The ways that events took; `shapeOf` says which one each took. */
  readonly paths = new PathShapes();
  private readonly shapeIds = new WordColumn();
  readonly lives = new Map<number, Life>();
  /** What biographies are told from. */
  readonly lifeLog = new LifeLog();
  /** What IPVS counted; filled by whoever plays. */
  readonly traffic = new Traffic();
  /** Connections (no templates) of a client, in the order in which they were made. */
  private readonly byClient = new Map<string, Life[]>();
  packets = 0;

  get length(): number {
    return this.kinds.length;
  }

  /** Addresses of real servers, in the order of first appearance. */
  get serverKeys(): readonly string[] {
    return this.servers.texts;
  }

  serverId(key: string): number {
    return this.servers.id(key);
  }

  override begin(): void {
    super.begin();
    this.paths.begin();
  }

  override enter(fn: string, args: string): void {
    this.paths.call(this.stack.at(-1) ?? '', fn);
    super.enter(fn, args);
  }

  override branch(condition: string, operands: string, taken: boolean): void {
    super.branch(condition, operands, taken);
    this.paths.branch(this.stack.at(-1) ?? '', condition, taken);
  }

  override write(object: KernelObject, field: string, old: FieldValue, value: FieldValue): void {
    super.write(object, field, old, value);
    this.noteWrite(object.uid, field);
    this.lifeLog.write(object, field, old, value, [this.length, this.step]);
    if (field === 'state' && object.kind === 'ip_vs_conn') this.change(object, value as number);
  }

  private noteWrite(uid: number, field: string): void {
    this.writes.note(uid, field, this.length, this.step);
  }

  override hashed(cp: ip_vs_conn): void {
    super.hashed(cp);
    this.noteWrite(cp.uid, 'c_list');
  }

  override unhashed(...args: Parameters<StepProbe['unhashed']>): void {
    super.unhashed(...args);
    this.noteWrite(args[0].uid, 'c_list');
  }

  private change(cp: ip_vs_conn, state: number): void {
    this.changeUids.push(cp.uid);
    this.changeEvents.push(this.length);
    this.changeStates.push(state);
  }

  /** Being put into a list and taken out of it are writes of the list's name. */
  override list(...args: Parameters<StepProbe['list']>): void {
    super.list(...args);
    const [name, , , item, inserted] = args;
    this.noteWrite(item.uid, name);
    if (name === 'svc->destinations') this.lifeLog.member(item, inserted, this.length, this.step);
  }

  /** A change of a scheduler's memory is a write of its service. */
  override memory(...args: Parameters<StepProbe['memory']>): void {
    super.memory(...args);
    const [owner] = args;
    if ('kind' in owner && owner.kind === 'ip_vs_service')
      this.noteWrite((owner as ip_vs_service).uid, 'sched_data');
  }

  override timer(...args: Parameters<StepProbe['timer']>): void {
    super.timer(...args);
    const [timer] = args;
    if (timer.kind !== 'conn') return;
    const cp = timer.owner as ip_vs_conn;
    this.noteWrite(cp.uid, 'timer.expires');
    this.lifeLog.arm(cp, timer, this.length, this.step);
    if (!is_template(cp) || timer.slot < 0) return;
    this.armUids.push(cp.uid);
    this.armEvents.push(this.length);
    this.armAsked.push(timer.expires);
    this.armFires.push(timer.fires);
  }

  override log(message: Message, values: readonly MessageValue[]): void {
    super.log(message, values);
    this.paths.log(message.fn, message.id);
    this.logLevels.push(message.level);
    this.logEvents.push(this.length);
    this.logSteps.push(this.step);
  }

  /** An entry was made by the running event. */
  addLife(life: Life): void {
    this.lives.set(life.uid, life);
    if (life.template) return;
    const known = this.byClient.get(life.client);
    if (known) known.push(life);
    else this.byClient.set(life.client, [life]);
  }

  /** An entry of the starting state, put there by the running event. */
  addStarted(cp: ip_vs_conn): void {
    this.change(cp, cp.state);
    this.lifeLog.started(cp, this.length);
    if (!is_template(cp)) return;
    this.armUids.push(cp.uid);
    this.armEvents.push(this.length);
    this.armAsked.push(cp.timer.expires);
    this.armFires.push(cp.timer.fires);
  }

  /** The connection that a client made last before an event; null = it is its first. */
  previousOf(client: string, event: number): Life | null {
    return this.byClient.get(client)?.findLast(({ born }) => born < event) ?? null;
  }

  /** The running event is over. */
  finish(event: Event, timeNs: number, input: number): Outcome {
    const outcome = outcomeOf(event, this.facts);
    this.kinds.push(EVENT_KINDS.indexOf(event.kind));
    this.times.push(timeNs);
    this.inputs.push(input);
    this.verdicts.push(event.kind === 'packet' && event.verdict !== null ? event.verdict : -1);
    this.whats.push(this.texts.id(outcome.what));
    this.bits.push(outcome.template ? FLAG_TEMPLATE : 0);
    this.tones.push(TONES.indexOf(outcome.tone));
    this.serverIds.push(outcome.server ? this.servers.id(outcome.server) : -1);
    this.seenIds.push(outcome.seen ? this.servers.id(outcome.seen) : -1);
    this.stepCounts.push(this.step);
    this.entries.push(this.facts.entry?.uid ?? 0);
    this.lifeLog.finish(this.facts);
    this.shapeIds.push(this.paths.finish());
    this.packetsBefore.push(this.packets);
    if (event.kind === 'packet') this.packets++;
    return outcome;
  }

  at(event: number): IndexedEvent {
    const seen = this.seenIds.at(event);
    return {
      kind: EVENT_KINDS[this.kinds.at(event)],
      timeNs: this.times.at(event),
      input: this.inputs.at(event),
      verdict: this.verdicts.at(event),
      what: this.texts.texts[this.whats.at(event)],
      template: (this.bits.at(event) & FLAG_TEMPLATE) !== 0,
      tone: TONES[this.tones.at(event)],
      server: this.serverIds.at(event),
      seen,
      steps: this.stepCounts.at(event),
      entry: this.entries.at(event),
    };
  }

  kindOf(event: number): number {
    return this.kinds.at(event);
  }

  toneOf(event: number): (typeof TONES)[number] {
    return TONES[this.tones.at(event)];
  }

  timeOf(event: number): number {
    return this.times.at(event);
  }

  stepsOf(event: number): number {
    return this.stepCounts.at(event);
  }

  /** The way that the event took: an index in `paths.shapes`. */
  shapeOf(event: number): number {
    return this.shapeIds.at(event);
  }

  /** Packets among the events before this one: the number of a packet event, from 0. */
  packetNumber(event: number): number {
    return this.packetsBefore.at(event);
  }

  /** The last event that begins at or before an uptime; -1 = none. */
  eventAt(timeNs: number): number {
    return firstIndex(0, this.length, (event) => this.times.at(event) > timeNs) - 1;
  }

  /** Where a field of an object got the value that it has at a moment; null = before the first event. */
  setBy(uid: number, field: string, cursor: Cursor): Cursor | null {
    return this.writes.from(uid, field, cursor, -1);
  }

  /** Where a field of an object is written next after a moment; null = not again in this run. */
  nextWrite(uid: number, field: string, cursor: Cursor): Cursor | null {
    return this.writes.from(uid, field, cursor, 1);
  }
}
