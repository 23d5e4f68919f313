import { formatAddr, formatEndpoint } from '../base/inet.ts';
import type { Program } from '../inputs/program.ts';
import { type ip_vs_conn, is_template } from '../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import { uptimeOf } from '../kernel/lib/jiffies.ts';
import { cloneMachine } from './clone.ts';
import { EventIndex, type Life } from './event-index.ts';
import { Playback } from './playback.ts';
import { type Snapshot, type Visit, Visits } from './visits.ts';

export type { Visit };

/** Entries that all snapshots together may hold; beyond it every other one is dropped. */
const SNAPSHOT_BUDGET = 300_000;
const FIRST_INTERVAL = 4096;
/**
 * Events between snapshots for every entry in the table: copying an entry takes as long as running two or three
 * events, so that a full table costs the forward pass a small part of its time and a visit not much more than the copy.
 */
const EVENTS_PER_ENTRY = 2;
/** How long the model runs on behind the last input, to show how timers end: an hour. */
const TAIL_NS = 3600e9;
/** Events in one slice of the forward pass. */
const SLICE = 2048;

/**
 * A program played once, with an index of its events; afterwards any event can be visited. Time travel is
 * the nearest snapshot, a silent run up to the event, and the event itself with a recorder.
 */
export class Trace {
  readonly index = new EventIndex();
  readonly setupProblems: readonly string[];
  private readonly playback: Playback;
  /** Events that `playback` has behind it. */
  private done = 0;
  private snapshots: Snapshot[] = [];
  private interval = FIRST_INTERVAL;
  private visits: Visits | null = null;
  /** Uptime up to which the program is played. */
  readonly endNs: number;
  complete = false;
  /** The first event at which there is something to see: before a starting state the table is not yet known. */
  least = -1;

  constructor(readonly program: Program) {
    this.playback = new Playback(program);
    this.setupProblems = this.playback.setupProblems;
    this.endNs = endOf(program);
    this.keep();
  }

  /** Plays the next slice of the forward pass; false = it is over. */
  playSlice(): boolean {
    const { index, playback } = this;
    playback.ipvs.probe = index;
    for (let i = 0; i < SLICE; i++) {
      if (!this.playOne()) {
        playback.ipvs.probe = null;
        this.complete = true;
        return false;
      }
      if (this.isSnapshotDue()) this.keep();
    }
    playback.ipvs.probe = null;
    return true;
  }

  play(): void {
    while (this.playSlice());
  }

  /** Inputs played so far. */
  get inputsDone(): number {
    return this.playback.next;
  }

  private playOne(): boolean {
    const { index, playback } = this;
    index.begin();
    const inputs = playback.next;
    const event = playback.step(this.endNs, () => index.begin());
    if (!event) return false;
    const input = event.kind === 'timer' ? -1 : inputs;
    this.follow(index.length);
    const started = event.kind === 'note' ? (event.started ?? []) : [];
    if (started.length > 0) this.least = index.length;
    for (const cp of started) {
      index.addLife(life(cp, index.length, 0));
      index.addStarted(cp);
    }
    index.finish(event, playback.ipvs.now_ns, input);
    index.traffic.finish(playback.ipvs.tot_stats);
    this.done++;
    if (started.length > 0) this.keep();
    return true;
  }

  /** Keeps the lives of entries: those that this event made and released. */
  private follow(event: number): void {
    const { facts } = this.index;
    for (const { cp, step } of facts.made) this.index.addLife(life(cp, event, step));
    for (const cp of facts.released) {
      const known = this.index.lives.get(cp.uid);
      if (known) known.died = event;
    }
  }

  private isSnapshotDue(): boolean {
    const since = this.done - this.snapshots[this.snapshots.length - 1].events;
    return since >= Math.max(this.interval, this.playback.ipvs.conn_count * EVENTS_PER_ENTRY);
  }

  private keep(): void {
    const { ipvs, next } = this.playback;
    const probe = ipvs.probe;
    ipvs.probe = null;
    this.snapshots.push({ events: this.done, next, ipvs: cloneMachine(ipvs), size: ipvs.conn_count });
    ipvs.probe = probe;
    const total = this.snapshots.reduce((sum, { size }) => sum + size, 0);
    if (total <= SNAPSHOT_BUDGET) return;
    this.snapshots = this.snapshots.filter((_, i) => i % 2 === 0);
    this.interval *= 2;
  }

  /** Runs an event again with a recorder. `event` must be within the index. */
  visit(event: number): Visit {
    return this.ownVisits.visit(event);
  }

  /** The machine before the first event. */
  atStart(): netns_ipvs {
    return this.ownVisits.before(0);
  }

  /** The machine of the forward pass goes on with the visits. */
  private get ownVisits(): Visits {
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
  for (const input of inputs) {
    if (input.kind !== 'start') continue;
    for (const { expiresS } of input.entries)
      end = Math.max(end, input.timeNs + expiresS * 1e9 + TAIL_NS / 4);
  }
  return end;
}

function life(cp: ip_vs_conn, born: number, bornStep: number): Life {
  return {
    uid: cp.uid,
    born,
    bornStep,
    died: -1,
    label: formatEndpoint(cp.caddr, cp.cport),
    client: formatAddr(cp.caddr),
    template: is_template(cp),
    protocol: cp.protocol,
    control: cp.control?.uid ?? 0,
  };
}
