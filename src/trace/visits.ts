import type { Program } from '../inputs/program.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import type { Sysctls } from '../kernel/ipvs/sysctl.ts';
import { type PackedMachine, packMachine, unpackMachine } from './clone.ts';
import { type Event, Playback } from './playback.ts';
import { Recorder } from './recorder.ts';

/** How often a machine on its way may be kept, in events; what the copy costs must be a small part of the way. */
const KEPT_EVERY = 16_384;
const EVENTS_PER_ENTRY = 1;
/** Events between two looks at the clock. */
const LOOK_EVERY = 512;
/** Entries in all snapshots of a long run together. */
export const KEPT_ENTRIES = 1_500_000;

/** A machine kept at a moment: after this many events, with this input next. */
export interface Snapshot {
  readonly events: number;
  readonly next: number;
  readonly machine: PackedMachine;
  readonly size: number;
}

/** An event under the glass: what it was, its recorder, and the machine after it. */
export interface Visit {
  readonly event: number;
  readonly what: Event;
  readonly recorder: Recorder;
  readonly ipvs: netns_ipvs;
  /** Settings before the event: they change without a step. */
  readonly sysctlBefore: Sysctls;
}

/**
 * Visits of events by one machine. Going forwards costs the events in between, going back the copy of a snapshot; a
 * search has a machine of its own, so that it does not carry away the one that the cursor stands on.
 */
export class Visits {
  private visited: Visit | null = null;
  /** What the visits have cost so far: about the number of steps that were run. */
  work = 0;

  /** @param done events that `playback` has behind it */
  constructor(
    private readonly program: Program,
    private readonly snapshots: Snapshot[],
    private readonly endNs: number,
    private playback: Playback | null = null,
    private done = 0,
  ) {}

  /** Runs an event again with a recorder. It must have happened. */
  visit(event: number): Visit {
    if (this.visited?.event === event && this.done === event + 1) return this.visited;
    const playback = this.standBefore(event);
    const recorder = new Recorder();
    recorder.begin();
    const sysctlBefore = { ...playback.ipvs.sysctl };
    playback.ipvs.probe = recorder;
    const what = playback.step(this.endNs, () => recorder.begin());
    playback.ipvs.probe = null;
    if (!what) throw new Error(`event ${event} does not happen again`);
    this.done++;
    this.work += 8 + recorder.rawSteps.length;
    this.visited = { event, what, recorder, ipvs: playback.ipvs, sysctlBefore };
    return this.visited;
  }

  /** The machine before an event. */
  before(event: number): netns_ipvs {
    return this.standBefore(event).ipvs;
  }

  /** Keeps the machine on the way to a far event; gives the number of the last snapshot that is behind it. */
  private keep({ ipvs, next }: Playback, at: number): number {
    const { snapshots } = this;
    const size = ipvs.conn_count;
    const since = this.done - snapshots[at].events;
    const kept = snapshots.reduce((sum, snapshot) => sum + snapshot.size, 0);
    if (since < size * EVENTS_PER_ENTRY || kept + size > KEPT_ENTRIES) return at;
    snapshots.splice(at + 1, 0, { events: this.done, next, machine: packMachine(ipvs), size });
    return at + 1;
  }

  /** Goes on the way to an event for as long as it may; true = a visit of it needs no more than itself. */
  approach(event: number, isOver: () => boolean): boolean {
    if (this.visited?.event === event && this.done === event + 1) return true;
    this.goTowards(event, isOver);
    return this.done === event;
  }

  private standBefore(event: number): Playback {
    return this.goTowards(event, () => false);
  }

  /** It is stopped between two events; whoever asks again goes on from there. */
  private goTowards(event: number, isOver: () => boolean): Playback {
    const { snapshots } = this;
    let at = snapshots.length - 1;
    while (at > 0 && snapshots[at].events > event) at--;
    const snapshot = snapshots[at];
    if (!this.playback || this.done > event || this.done < snapshot.events) {
      this.playback = new Playback(this.program, unpackMachine(snapshot.machine), snapshot.next, false);
      this.done = snapshot.events;
      this.work += 4 * snapshot.size;
    }
    while (this.done < event && this.playback.step(this.endNs)) {
      this.done++;
      this.work += 4;
      if (this.done % KEPT_EVERY === 0 && this.done < event) at = this.keep(this.playback, at);
      if (this.done % LOOK_EVERY === 0 && isOver()) break;
    }
    return this.playback;
  }
}
