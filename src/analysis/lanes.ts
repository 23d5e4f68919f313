import {
  IPPROTO_SCTP,
  IPPROTO_TCP,
  IPPROTO_UDP,
  SCTP_STATE_NAMES,
  TCP_STATE_NAMES,
} from '../kernel/ipvs/ip_vs_proto.ts';
import type { Life } from '../trace/event-index.ts';
import type { LaneWindow } from '../trace/timeline-views.ts';
import type { Trace } from '../trace/trace.ts';
import type { Lane } from '../trace/views.ts';

/** The lives of entries as lanes of the timeline, made from the index when they are asked for. */

type Span = { from: number; to: number; state: string };

/** As a listing names the state of an entry; template states are `NONE` and `ASSURED`. */
export function stateName(life: Pick<Life, 'template' | 'protocol'>, state: number): string {
  if (life.template) return state & 1 ? 'ASSURED' : 'NONE';
  if (life.protocol === IPPROTO_TCP) return TCP_STATE_NAMES[state] ?? '';
  if (life.protocol === IPPROTO_SCTP) return SCTP_STATE_NAMES[state] ?? '';
  return life.protocol === IPPROTO_UDP ? 'UDP' : 'NONE';
}

/** Lives of entries as lanes of the timeline, out of the trace's log of changes: no event is run again. */
export class Lanes {
  constructor(private readonly trace: Trace) {}

  get count(): number {
    return this.trace.index.lives.size;
  }

  /** The first lanes of the run, in the order in which they began. */
  first(limit: number): Lane[] {
    const made: Lane[] = [];
    for (const life of this.trace.index.lives.values()) {
      if (made.length === limit) break;
      made.push(this.lane(life));
    }
    return made;
  }

  /** The lane of an entry and of the template that controls it; none when they are among the first `limit`. */
  beyond(limit: number, uid: number): Lane[] {
    const { lives } = this.trace.index;
    const life = lives.size > limit ? lives.get(uid) : undefined;
    if (!life) return [];
    const control = lives.get(life.control);
    return control ? [this.lane(control), this.lane(life)] : [this.lane(life)];
  }

  /** The lane of any entry of the run. */
  of(uid: number): Lane | null {
    const life = this.trace.index.lives.get(uid);
    return life ? this.lane(life) : null;
  }

  /** Lanes of the entries whose address and port hold some text, with the templates that control them. */
  matching(text: string, limit: number): LaneWindow {
    const { lives } = this.trace.index;
    const found = new Set<Life>();
    const words = text.trim();
    for (const life of lives.values()) {
      if (!life.label.includes(words)) continue;
      const control = lives.get(life.control);
      if (control) found.add(control);
      found.add(life);
    }
    const shown = [...found].sort((a, b) => a.born - b.born || a.uid - b.uid).slice(0, limit);
    return { lanes: shown.map((life) => this.lane(life)), total: found.size };
  }

  private lane(life: Life): Lane {
    const arms = this.armings(life);
    return {
      id: `ip_vs_conn#${life.uid}`,
      label: life.label,
      template: life.template,
      control: life.control > 0 ? `ip_vs_conn#${life.control}` : null,
      spans: this.spans(life),
      renewals: arms.slice(1).map(({ time }) => time),
      arms,
      born: life.born,
    };
  }

  /** States one after the other; a released entry ends with one that has no name. */
  private spans(life: Life): Span[] {
    const { trace } = this;
    const { index } = trace;
    const begin = trace.time(life.born);
    const spans: Span[] = [{ from: begin, to: begin, state: stateName(life, 0) }];
    for (const row of index.byEntry.changesOf(life.uid)) {
      const time = trace.time(index.changeEvents.at(row));
      const state = stateName(life, index.changeStates.at(row));
      const last = spans[spans.length - 1];
      if (last.from === time) last.state = state;
      else if (last.state !== state) {
        last.to = time;
        spans.push({ from: time, to: time, state });
      }
    }
    const to = life.died < 0 ? trace.time(index.length - 1) : trace.time(life.died);
    spans[spans.length - 1].to = to;
    if (life.died >= 0) spans.push({ from: to, to, state: '' });
    return spans;
  }

  private armings({ uid }: Life): { time: number; asked: number; fires: number }[] {
    const { trace } = this;
    const { index } = trace;
    return Array.from(index.byEntry.armsOf(uid), (row) => ({
      time: trace.time(index.armEvents.at(row)),
      asked: trace.uptime(index.armAsked.at(row)),
      fires: trace.uptime(index.armFires.at(row)),
    }));
  }
}
