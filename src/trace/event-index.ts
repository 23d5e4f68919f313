import { Column, firstIndex, RareWords, WordColumn } from '../base/column.ts';
import { Texts } from '../base/texts.ts';
import type { ip_vs_conn } from '../kernel/ipvs/ip_vs.ts';
import { ByEntry } from './by-entry.ts';
import { EventColumns } from './event-columns.ts';
import { FactLog } from './fact-log.ts';
import type { Facts } from './facts.ts';
import { type LifeArm, LifeLog, type LifeWrite, ROLES, type Role } from './life-log.ts';
import { type Life, Lives } from './lives.ts';
import type { Outcome } from './outcome.ts';
import { PathShapes } from './path-shapes.ts';
import type { Event } from './playback.ts';
import type { Metered } from './traffic.ts';
import type { Cursor } from './views.ts';
import { Writes } from './writes.ts';

export type { Life, LifeEnds } from './lives.ts';

export const EVENT_KINDS = ['packet', 'timer', 'command', 'note'] as const;
const TONES = ['decision', 'routine', 'trouble', 'differs'] as const;

/** The last step of an event whose steps were not counted: wherever it is used, it is cut to the event's end. */
export const LAST_STEP = 0x7fffffff;

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

/** What is noted of an event beside its facts. */
export interface EventFrame {
  readonly event: Event;
  /** Nanoseconds of uptime. */
  readonly timeNs: number;
  readonly input: number;
  readonly metered: Metered;
}

/**
 * Written once on the forward pass, a few bytes an event: what the list, the log's length, the timeline and
 * "where was this set" need, without running the model again. Of very long runs only the facts of events and entries
 * are kept; steps, ways, messages and single writes are then not in the index, and `detailed` is false.
 */
export class EventIndex {
  private readonly columns = new EventColumns();
  private readonly texts = new Texts();
  private readonly servers = new Texts();
  private readonly stepCounts = new RareWords();
  private readonly shapeIds = new RareWords();
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
  readonly lives = new Lives();
  /** What biographies are told from. */
  readonly lifeLog = new LifeLog();
  /** Changes and armings of one entry. */
  readonly byEntry = new ByEntry(this);
  private readonly facts = new FactLog(this);

  /** @param detailed steps, ways, messages and writes are kept too */
  constructor(readonly detailed = true) {}

  get length(): number {
    return this.columns.length;
  }

  get packets(): number {
    return this.columns.packets;
  }

  /** Addresses of real servers, in the order of first appearance. */
  get serverKeys(): readonly string[] {
    return this.servers.texts;
  }

  serverId(key: string): number {
    return this.servers.id(key);
  }

  whatId(text: string): number {
    return this.texts.id(text);
  }

  change(uid: number, state: number): void {
    this.changeUids.push(uid);
    this.changeEvents.push(this.length);
    this.changeStates.push(state);
  }

  armed(ct: ip_vs_conn): void {
    this.armUids.push(ct.uid);
    this.armEvents.push(this.length);
    this.armAsked.push(ct.timer.expires);
    this.armFires.push(ct.timer.fires);
  }

  /** The running event is over; what it made and released becomes part of the lives. */
  finish(frame: EventFrame, facts: Facts, told: OutcomeIds, steps: number, shape: number): void {
    const { event, timeNs, input, metered } = frame;
    for (const { cp, step } of facts.made) this.lives.add(cp, this.length, step);
    for (const { uid } of facts.released) this.lives.end(uid, this.length);
    this.columns.push({
      kind: EVENT_KINDS.indexOf(event.kind),
      timeNs,
      input,
      verdict: event.kind === 'packet' && event.verdict !== null ? event.verdict : -1,
      what: told.what,
      template: told.template,
      tone: told.tone,
      server: told.server,
      seen: told.seen,
      entry: facts.entry?.uid ?? 0,
      role: facts.entryIs === null ? 0 : ROLES.indexOf(facts.entryIs),
      direction: metered.direction,
      bytes: metered.bytes,
    });
    this.stepCounts.push(steps);
    this.shapeIds.push(shape);
  }

  /** An outcome's texts as numbers. */
  idsOf(outcome: Outcome): OutcomeIds {
    return {
      what: this.texts.id(outcome.what),
      template: outcome.template,
      tone: TONES.indexOf(outcome.tone),
      server: outcome.server ? this.servers.id(outcome.server) : -1,
      seen: outcome.seen ? this.servers.id(outcome.seen) : -1,
    };
  }

  at(event: number): IndexedEvent {
    const { columns } = this;
    return {
      kind: EVENT_KINDS[columns.kind(event)],
      timeNs: columns.timeNs(event),
      input: columns.input(event),
      verdict: columns.verdict(event),
      what: this.texts.texts[columns.what(event)],
      template: columns.template(event),
      tone: TONES[columns.tone(event)],
      server: columns.server(event),
      seen: columns.seen(event),
      steps: this.stepsOf(event),
      entry: columns.entry(event),
    };
  }

  kindOf(event: number): number {
    return this.columns.kind(event);
  }

  /** Index in the program's inputs; -1 for timers. */
  inputOf(event: number): number {
    return this.columns.input(event);
  }

  /** uid of the entry that the event is about, 0 = none. */
  entryOf(event: number): number {
    return this.columns.entry(event);
  }

  /** Key of the server, -1 = none. */
  serverOf(event: number): number {
    return this.columns.server(event);
  }

  verdictOf(event: number): number {
    return this.columns.verdict(event);
  }

  toneOf(event: number): (typeof TONES)[number] {
    return TONES[this.columns.tone(event)];
  }

  timeOf(event: number): number {
    return this.columns.timeNs(event);
  }

  /** What the event was to its entry. */
  roleOf(event: number): Role {
    return ROLES[this.columns.role(event)];
  }

  /** Counted by IPVS as a packet `in` from a client, `out` from a server; null = not counted. */
  directionOf(event: number): 'in' | 'out' | null {
    const direction = this.columns.direction(event);
    if (direction === 0) return null;
    return direction === 1 ? 'in' : 'out';
  }

  /** Bytes that IPVS counted. */
  bytesOf(event: number): number {
    return this.columns.bytes(event);
  }

  stepsOf(event: number): number {
    return this.detailed ? this.stepCounts.at(event) : LAST_STEP;
  }

  /** The way that the event took: an index in `paths.shapes`. */
  shapeOf(event: number): number {
    return this.shapeIds.at(event);
  }

  /** Packets among the events before this one: the number of a packet event, from 0. */
  packetNumber(event: number): number {
    return this.columns.packetsBefore(event);
  }

  /** The last event that begins at or before an uptime; -1 = none. */
  eventAt(timeNs: number): number {
    return firstIndex(0, this.length, (event) => this.timeOf(event) > timeNs) - 1;
  }

  /** Where an entry was made: the step if it is known, else the end of the event. */
  birthOf({ born, bornStep }: Life): Cursor {
    return { event: born, step: bornStep === 0 && !this.detailed ? LAST_STEP : bornStep };
  }

  /** What fields of an object became, in order; of a run that is not detailed, the states of an entry. */
  writesOf(uid: number): LifeWrite[] {
    return this.detailed ? this.lifeLog.writesOf(uid) : this.facts.writesOf(uid);
  }

  /** Every arming of an entry's timer; of a run that is not detailed, those of templates. */
  armsOf(uid: number): LifeArm[] {
    return this.detailed ? this.lifeLog.armsOf(uid) : this.facts.armsOf(uid);
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

/** An outcome whose texts are numbers of the index. */
export interface OutcomeIds {
  readonly what: number;
  readonly template: boolean;
  readonly tone: number;
  /** -1 = none. */
  readonly server: number;
  readonly seen: number;
}
