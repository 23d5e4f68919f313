import { ip_vs_proto_name } from '../../kernel/ipvs/ip_vs_proto.ts';
import type { Life } from '../../trace/event-index.ts';
import type { LifeLine, LifeView } from '../../trace/life-views.ts';
import { cursorLabel } from '../labels.ts';
import { itemsOf, type LifeItem } from './items.ts';
import { LifeRun } from './run.ts';
import { lifeWords } from './words.ts';

/** Biographies that are kept: the one that is looked at is asked for window by window. */
const KEPT = 8;

/** uid of `ip_vs_conn#12`; 0 = it is not the id of an entry. */
export function uidOf(id: string): number {
  return Number(/^ip_vs_conn#(\d+)$/.exec(id)?.[1] ?? 0);
}

/** The biographies of a case, made when they are asked for. The trace must have been played. */
export class LifeBook extends LifeRun {
  private readonly kept = new Map<number, readonly LifeItem[]>();

  items(life: Life): readonly LifeItem[] {
    const known = this.kept.get(life.uid);
    if (known) return known;
    const made = itemsOf(this.trace.index, life, this.eventsOf(life.uid));
    this.kept.set(life.uid, made);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT) this.kept.delete(oldest);
    return made;
  }

  line(life: Life, item: LifeItem, index: number): LifeLine {
    const at = { event: item.event, step: item.step || this.trace.index.stepsOf(item.event) };
    return {
      index,
      kind: item.kind,
      at,
      until: item.until,
      time: this.trace.time(item.event),
      label: cursorLabel(this.trace, { event: item.event, step: item.step }),
      phrases: lifeWords(this, life, item),
    };
  }

  /** The biography of an entry, and a window of its lines; null = there is no such entry in this run. */
  view(id: string, from: number, count: number): LifeView | null {
    const life = this.life(uidOf(id));
    if (!life) return null;
    const { index } = this.trace;
    const items = this.items(life);
    const ends = index.lives.endsOf(life.uid);
    return {
      id,
      label: life.label,
      virtual: ends?.virtual ?? '',
      template: life.template,
      protocol: ip_vs_proto_name(life.protocol),
      server: this.server(life.uid),
      client: life.client,
      born: { event: life.born, step: life.bornStep },
      bornTime: this.trace.time(life.born),
      died: life.died < 0 ? null : life.died,
      diedTime: life.died < 0 ? null : this.trace.time(life.died),
      ...this.counts(life, items),
      control: life.control > 0 ? this.ref(life.control) : null,
      events: Uint32Array.from(items, ({ event }) => event),
      steps: Uint32Array.from(items, ({ step }) => step),
      total: items.length,
      from,
      lines: items.slice(from, from + count).map((item, at) => this.line(life, item, from + at)),
    };
  }

  private counts(
    life: Life,
    items: readonly LifeItem[],
  ): Pick<LifeView, 'packetsIn' | 'packetsOut' | 'controlled' | 'held'> {
    const { index } = this.trace;
    let packetsIn = 0;
    let packetsOut = 0;
    for (const event of this.eventsOf(life.uid)) {
      if (index.kindOf(event) !== 0) continue;
      if (index.roleOf(event) === 'reply') packetsOut++;
      else packetsIn++;
    }
    const controlled = items.filter(({ field, from, to }) => field === 'n_control' && to > from).length;
    const held = items.filter(({ kind }) => kind === 'held').length;
    return { packetsIn, packetsOut, controlled, held };
  }
}
