import type { conn_tab } from '../kernel/ipvs/conn_tab.ts';
import type { ip_vs_conn } from '../kernel/ipvs/ip_vs.ts';
import type { RawStep } from '../trace/recorder.ts';
import type { Moment } from '../trace/views.ts';
import { type ConnContext, connView } from './conns.ts';

/** More is in the queue of timers. */
const FEW = 8;

/** The entries that an event leaves alone: how many of them have a timer armed, and the next few. */
interface Rest {
  readonly touched: ReadonlySet<ip_vs_conn>;
  readonly armed: number;
  readonly few: readonly ip_vs_conn[];
}

/** By the steps of the event. Each step is looked at many times, and the table may be very large. */
const known = new WeakMap<readonly RawStep[], Rest>();

function byExpiry(a: ip_vs_conn, b: ip_vs_conn): number {
  return a.timer.fires - b.timer.fires || a.uid - b.uid;
}

/** The next few timers among those that are shown to it, and how many there are. */
class Coming {
  armed = 0;
  readonly found: ip_vs_conn[];
  private latest = Number.POSITIVE_INFINITY;

  constructor(few: readonly ip_vs_conn[] = []) {
    this.found = [...few];
    if (few.length === FEW) this.latest = few[FEW - 1].timer.fires;
  }

  add(cp: ip_vs_conn): void {
    const { slot, fires } = cp.timer;
    if (slot < 0) return;
    this.armed++;
    if (fires > this.latest) return;
    const { found } = this;
    const at = found.findIndex((one) => byExpiry(cp, one) < 0);
    found.splice(at < 0 ? found.length : at, 0, cp);
    found.length = Math.min(found.length, FEW);
    if (found.length === FEW) this.latest = found[FEW - 1].timer.fires;
  }
}

/** Entries that the event puts into the table, takes out of it, or whose timers it arms or stops. */
function touchedBy(steps: readonly RawStep[]): ReadonlySet<ip_vs_conn> {
  const touched = new Set<ip_vs_conn>();
  for (const { effect } of steps) {
    if (effect?.op === 'hashed' || effect?.op === 'unhashed') touched.add(effect.cp);
    else if (effect?.op === 'timer' && effect.timer.kind === 'conn')
      touched.add(effect.timer.owner as ip_vs_conn);
  }
  return touched;
}

function restOf({ size, heads }: conn_tab, steps: readonly RawStep[]): Rest {
  const touched = touchedBy(steps);
  const coming = new Coming();
  for (let bucket = 0; bucket < size; bucket++)
    for (let cp = heads[bucket]; cp; cp = cp.c_next) if (!touched.has(cp)) coming.add(cp);
  return { touched, armed: coming.armed, few: coming.found };
}

/**
 * Entries whose timers run next, in the order in which they fire, and how many timers are armed, at a moment inside an
 * event: the machine stands there.
 * @param steps all of the event
 */
export function comingTimers(
  context: ConnContext,
  steps: readonly RawStep[],
): { listed: Moment['timers']; armed: number } {
  const rest = known.get(steps) ?? restOf(context.ipvs.conn_tab, steps);
  known.set(steps, rest);
  const coming = new Coming(rest.few);
  for (const cp of rest.touched) if (cp.bucket >= 0) coming.add(cp);
  const listed = coming.found.map((cp) => {
    const conn = connView(context, cp);
    return { conn, asked: conn.asked ?? 0, fires: conn.fires ?? 0 };
  });
  return { listed, armed: rest.armed + coming.armed };
}
