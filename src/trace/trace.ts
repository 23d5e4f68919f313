import { rareInputs } from '../inputs/input-list.ts';
import type { Program } from '../inputs/program.ts';
import { is_template } from '../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import { uptimeOf } from '../kernel/lib/jiffies.ts';
import { packMachine } from './clone.ts';
import { EventIndex, type Life } from './event-index.ts';
import { FactsProbe, IndexProbe } from './index-probe.ts';
import { IndexTally } from './index-tally.ts';
import { Playback } from './playback.ts';
import { Traffic } from './traffic.ts';
import { KEPT_ENTRIES, type Snapshot, type Visit, Visits } from './visits.ts';

export type { Visit };

/** Entries that all snapshots together may hold, 116 bytes each; beyond it every other one is dropped. */
const SNAPSHOT_BUDGET = 300_000;
const FIRST_INTERVAL = 4096;
/**
 * Events between snapshots for every entry in the table: copying an entry takes as long as running two or three
 * events, so that a full table costs the forward pass a small part of its time and a visit not much more than the copy.
 */
const EVENTS_PER_ENTRY = 2;
/** The same for runs of which only the facts are kept: there events are faster, and visits must not take longer. */
const EVENTS_PER_ENTRY_LONG = 4;
/** Buckets that take as long to copy as one entry. */
const EMPTY_BUCKETS = 64;
/** How long the model runs on behind the last input, to show how timers end: an hour. */
const TAIL_NS = 3600e9;
/** Events in one slice of the forward pass. */
const SLICE = 2048;
/** Events whose numbers of steps are remembered. */
const COUNTED = 4096;
/** Inputs from which on only the facts of events are kept: every step of millions would not fit. */
export const DETAILED_INPUTS: number = 250_000;

/**
 * A program played once, with an index of its events; afterwards any event can be visited. Time travel is
 * the nearest snapshot, a silent run up to the event, and the event itself with a recorder.
 */
export class Trace {
  readonly index: EventIndex;
  readonly setupProblems: readonly string[];
  private readonly playback: Playback;
  private readonly probe: FactsProbe;
  /** Listens to all events that it can hear whole; null = every step is kept. */
  private readonly tally: IndexTally | null;
  private readonly traffic = new Traffic();
  /** Events that `playback` has behind it. */
  private done = 0;
  private readonly snapshots: Snapshot[] = [];
  private interval = FIRST_INTERVAL;
  private visits: Visits | null = null;
  /** Visits of what is played already, while the forward pass goes on. */
  private meanwhile: Visits | null = null;
  /** Numbers of steps of events that were visited, where the index has none. */
  private readonly counted = new Map<number, number>();
  /** Uptime up to which the program is played. */
  readonly endNs: number;
  complete = false;
  /** The first event at which there is something to see: before a starting state the table is not yet known. */
  least = -1;

  /** @param detailed every step is indexed; otherwise the facts of events */
  constructor(
    readonly program: Program,
    detailed = program.inputs.length < DETAILED_INPUTS || program.log !== undefined,
    /** Its events can be visited; false = only the index is wanted, and nothing else is kept. */
    private readonly visitable = true,
  ) {
    this.index = new EventIndex(detailed);
    this.probe = detailed ? new IndexProbe(this.index) : new FactsProbe(this.index);
    this.tally = detailed ? null : new IndexTally(this.index);
    this.playback = new Playback(program);
    this.setupProblems = this.playback.setupProblems;
    this.endNs = endOf(program);
    this.keep();
  }

  /** Plays the next slice of the forward pass; false = it is over. */
  playSlice(): boolean {
    const { ipvs } = this.playback;
    let more = true;
    for (let i = 0; i < SLICE && more; i++) {
      more = this.playOne();
      if (more && this.isSnapshotDue()) this.keep();
    }
    ipvs.probe = null;
    ipvs.tally = null;
    this.complete = !more;
    return more;
  }

  play(): void {
    while (this.playSlice());
  }

  /** Inputs played so far. */
  get inputsDone(): number {
    return this.playback.next;
  }

  private playOne(): boolean {
    const { playback, tally } = this;
    const { ipvs } = playback;
    if (tally && playback.isPlainNext()) {
      ipvs.probe = null;
      ipvs.tally = tally;
      tally.begin();
      return this.step(tally);
    }
    const { probe } = this;
    ipvs.probe = probe;
    ipvs.tally = null;
    probe.begin();
    return this.step(probe, () => probe.begin());
  }

  private step(listener: FactsProbe | IndexTally, begin?: () => void): boolean {
    const { index, playback } = this;
    const inputs = playback.next;
    const event = playback.step(this.endNs, begin);
    if (!event) return false;
    const started = event.kind === 'note' ? (event.started ?? []) : [];
    if (started.length > 0) this.least = index.length;
    for (const cp of started) {
      index.lives.add(cp, index.length, 0);
      index.change(cp.uid, cp.state);
      if (index.detailed) index.lifeLog.started(cp, index.length);
      if (is_template(cp)) index.armed(cp);
    }
    const { now_ns, tot_stats } = playback.ipvs;
    const input = event.kind === 'timer' ? -1 : inputs;
    listener.finish({ event, timeNs: now_ns, input, metered: this.traffic.read(tot_stats) });
    this.done++;
    if (started.length > 0 && this.visitable) this.keep();
    return true;
  }

  private isSnapshotDue(): boolean {
    if (!this.visitable) return false;
    const since = this.done - this.snapshots[this.snapshots.length - 1].events;
    const perEntry = this.tally ? EVENTS_PER_ENTRY_LONG : EVENTS_PER_ENTRY;
    const { conn_count, conn_tab } = this.playback.ipvs;
    const copied = conn_count + conn_tab.size / EMPTY_BUCKETS;
    return since >= Math.max(this.interval, copied * perEntry);
  }

  private keep(): void {
    const { ipvs, next } = this.playback;
    this.snapshots.push({ events: this.done, next, machine: packMachine(ipvs), size: ipvs.conn_count });
    const total = this.snapshots.reduce((sum, { size }) => sum + size, 0);
    if (total <= (this.tally ? KEPT_ENTRIES : SNAPSHOT_BUDGET)) return;
    // In place: visits that are made meanwhile have the same list.
    this.snapshots.splice(0, this.snapshots.length, ...this.snapshots.filter((_, i) => i % 2 === 0));
    this.interval *= 2;
  }

  /** Runs an event again with a recorder. `event` must be within the index. */
  visit(event: number): Visit {
    return this.ownVisits.visit(event);
  }

  /** Goes on the way to an event, until it is over; true = a visit of it takes no longer than the event itself. */
  approach(event: number, isOver: () => boolean): boolean {
    return this.ownVisits.approach(event, isOver);
  }

  /**
   * Steps of an event. Where they are not indexed it is visited, which moves the machine: nobody may be looking at
   * another event meanwhile.
   */
  stepsOf(event: number): number {
    if (this.index.detailed) return this.index.stepsOf(event);
    const known = this.counted.get(event);
    if (known !== undefined) return known;
    const { steps } = this.visit(event).recorder;
    if (this.counted.size >= COUNTED) this.counted.clear();
    this.counted.set(event, steps);
    return steps;
  }

  /** The step at which an entry was made; where it is not indexed, the event is visited. */
  birthStepOf({ uid, born, bornStep }: Life): number {
    if (this.index.detailed || bornStep > 0) return bornStep;
    const { made } = this.visit(born).recorder.facts;
    return made.find(({ cp }) => cp.uid === uid)?.step ?? 0;
  }

  /** The machine before the first event. */
  atStart(): netns_ipvs {
    return this.ownVisits.before(0);
  }

  /** The machine of the forward pass goes on with the visits; as long as it is needed there, another one has them. */
  private get ownVisits(): Visits {
    if (!this.complete) {
      this.meanwhile ??= this.otherVisits();
      return this.meanwhile;
    }
    this.meanwhile = null;
    this.visits ??= new Visits(this.program, this.snapshots, this.endNs, this.playback, this.done);
    return this.visits;
  }

  /** Visits by another machine, for a search that runs beside what the cursor looks at. */
  otherVisits(): Visits {
    return new Visits(this.program, this.snapshots, this.endNs);
  }

  /** Seconds of uptime of an event. */
  time(event: number): number {
    return event < 0 ? this.program.setupNs / 1e9 : this.index.timeOf(event) / 1e9;
  }

  get hz(): number {
    return this.program.params.hz;
  }

  uptime(jiffies: number): number {
    return uptimeOf(this.hz, jiffies);
  }
}

/** The tail is long enough for what a starting state holds: templates last for hours. */
function endOf({ inputs, setupNs }: Program): number {
  let end = (inputs.at(-1)?.timeNs ?? setupNs) + TAIL_NS;
  for (const { input } of rareInputs(inputs)) {
    if (input.kind !== 'start') continue;
    for (const { expiresS } of input.entries)
      end = Math.max(end, input.timeNs + expiresS * 1e9 + TAIL_NS / 4);
  }
  return end;
}
