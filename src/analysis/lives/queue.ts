import { formatEndpoint } from '../../base/inet.ts';
import { conn_tab_walk } from '../../kernel/ipvs/conn_tab.ts';
import { next_estimation } from '../../kernel/ipvs/estimator.ts';
import { type ip_vs_conn, is_template } from '../../kernel/ipvs/ip_vs.ts';
import { ip_vs_state_name } from '../../kernel/ipvs/ip_vs_proto.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import type { CacheEntry, CacheTable } from '../../kernel/ipvs/sched/cache.ts';
import { services_walk } from '../../kernel/ipvs/services.ts';
import { uptimeOf } from '../../kernel/lib/jiffies.ts';
import type { timer_list } from '../../kernel/lib/timer.ts';
import { EVENT_KINDS } from '../../trace/event-index.ts';
import {
  TIMER_KINDS,
  type TimerEnd,
  type TimerKindName,
  type TimerQueue,
  type TimerRow,
  type WheelMark,
} from '../../trace/queue-views.ts';
import { lookBack } from '../../trace/rewind.ts';
import type { Cursor } from '../../trace/views.ts';
import { objectId } from '../fields.ts';
import { clampCursor } from '../moment.ts';
import type { LifeRun } from './run.ts';

/** All timers of the machine at one moment, where they stand in the wheel, and what becomes of them. */

export interface QueueQuery {
  readonly cursor: Cursor;
  readonly from: number;
  readonly count: number;
  /** Kinds that are listed; empty = all. */
  readonly kinds: readonly TimerKindName[];
  /** Words that must all occur in the row. */
  readonly filter: string;
  /** Id of the entry that is looked at. */
  readonly conn: string | null;
}

interface Armed {
  readonly kind: TimerKindName;
  readonly cp: ip_vs_conn | null;
  readonly label: string;
  readonly expires: number;
  readonly fires: number;
  /** -1 = not in the wheel. */
  readonly slot: number;
}

const TVR_SIZE = 256;
const LVL_SIZE = 64;
const TIMER = EVENT_KINDS.indexOf('timer');

/** Level and slot of a list of the wheel, and the jiffies that share the slot. */
function placeOf(cascading: boolean, slot: number): { level: number; slot: number; width: number } {
  if (slot < 0) return { level: -1, slot: -1, width: 1 };
  if (!cascading) {
    const level = Math.floor(slot / LVL_SIZE);
    return { level, slot: slot % LVL_SIZE, width: 8 ** level };
  }
  if (slot < TVR_SIZE) return { level: 0, slot, width: 1 };
  const level = Math.floor((slot - TVR_SIZE) / LVL_SIZE) + 1;
  return { level, slot: (slot - TVR_SIZE) % LVL_SIZE, width: TVR_SIZE * LVL_SIZE ** (level - 1) };
}

function armedOf(kind: TimerKindName, label: string, timer: timer_list): Armed[] {
  if (timer.slot < 0) return [];
  return [{ kind, cp: null, label, expires: timer.expires, fires: timer.fires, slot: timer.slot }];
}

function schedulerTimers(ipvs: netns_ipvs): Armed[] {
  return [...services_walk(ipvs)].flatMap((svc) => {
    if (svc.scheduler !== 'lblc' && svc.scheduler !== 'lblcr') return [];
    const { timer } = svc.sched_data as CacheTable<CacheEntry>;
    return armedOf('scheduler', `${svc.scheduler} of ${formatEndpoint(svc.addr, svc.port)}`, timer);
  });
}

function estimation(ipvs: netns_ipvs): Armed[] {
  const next =
    ipvs.num_services + ipvs.num_services6 > 0
      ? next_estimation(ipvs.estimation, ipvs.params.hz, ipvs.jiffies)
      : null;
  if (next === null) return [];
  return [{ kind: 'estimation', cp: null, label: 'estimation thread', expires: next, fires: next, slot: -1 }];
}

function allTimers(ipvs: netns_ipvs): Armed[] {
  const all: Armed[] = [
    ...armedOf('defense', 'defense_work', ipvs.defense_work),
    ...armedOf('trash', 'dest_trash_timer', ipvs.dest_trash_timer),
    ...armedOf('nodest', 'expire_nodest_conn_work', ipvs.expire_nodest_conn_work),
    ...schedulerTimers(ipvs),
    ...ipvs.sync.ms.flatMap((ms) => [
      ...armedOf('sync', `sync thread ${ms.id}`, ms.timer),
      ...armedOf('sync', `master_wakeup_work ${ms.id}`, ms.master_wakeup_work),
    ]),
    ...estimation(ipvs),
  ];
  for (const cp of conn_tab_walk(ipvs.conn_tab)) {
    const { timer } = cp;
    if (timer.slot < 0) continue;
    const kind = is_template(cp) ? 'template' : 'entry';
    all.push({ kind, cp, label: '', expires: timer.expires, fires: timer.fires, slot: timer.slot });
  }
  return all.sort((a, b) => a.fires - b.fires || (a.cp?.uid ?? 0) - (b.cp?.uid ?? 0));
}

/** An entry's own id; of other timers their name. */
function idOf({ cp, label }: Armed): string {
  return cp ? objectId(cp) : `timer:${label}`;
}

function labelOf({ cp, label }: Armed): string {
  return cp ? formatEndpoint(cp.caddr, cp.cport) : label;
}

function stateOf({ cp, kind }: Armed): string {
  if (!cp) return '';
  return kind === 'template' ? 'template' : ip_vs_state_name(cp);
}

function matches(armed: Armed, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const { cp } = armed;
  const ends = cp ? `${formatEndpoint(cp.vaddr, cp.vport)} ${formatEndpoint(cp.daddr, cp.dport)}` : '';
  const text = `${labelOf(armed)} ${stateOf(armed)} ${armed.kind} ${ends}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Where an entry's timer was armed as it stands at the cursor, and what ends that arming. */
function endsOf(
  book: LifeRun,
  cursor: Cursor,
  cp: ip_vs_conn,
  fires: number,
): { armed: Cursor | null; end: TimerEnd | null } {
  const { trace } = book;
  const { index } = trace;
  const arms = index.armsOf(cp.uid);
  const at = arms.findLastIndex(
    ({ event, step }) => event < cursor.event || (event === cursor.event && step <= cursor.step),
  );
  if (at < 0) return { armed: null, end: null };
  const armed = { event: arms[at].event, step: arms[at].step };
  const next = arms[at + 1];
  const died = index.lives.get(cp.uid)?.died ?? -1;
  const to = (event: number, step: number, what: TimerEnd['what']): TimerEnd => ({
    what,
    time: trace.time(event),
    at: { event, step: step || index.stepsOf(event) },
    label: book.label({ event, step }),
  });
  if (next) {
    const own = index.kindOf(next.event) === TIMER && index.entryOf(next.event) === cp.uid;
    return { armed, end: to(next.event, next.step, own ? 'held' : 'again') };
  }
  if (died >= 0) return { armed, end: to(died, 0, 'released') };
  return { armed, end: { what: 'open', time: trace.uptime(fires), at: cursor, label: '' } };
}

function rowOf(book: LifeRun, ipvs: netns_ipvs, cursor: Cursor, armed: Armed): TimerRow {
  const { hz } = ipvs.params;
  const { phase, kind: wheel } = ipvs.timers;
  const { level, slot, width } = placeOf(wheel === 'cascading', armed.slot);
  const { armed: at, end } = armed.cp
    ? endsOf(book, cursor, armed.cp, armed.fires)
    : { armed: null, end: null };
  return {
    kind: armed.kind,
    id: idOf(armed),
    conn: armed.cp ? objectId(armed.cp) : null,
    label: labelOf(armed),
    state: stateOf(armed),
    armed: at ? book.trace.time(at.event) : null,
    armedAt: at,
    armedLabel: at ? book.label(at) : '',
    asked: uptimeOf(hz, armed.expires),
    fires: uptimeOf(hz, armed.fires),
    level,
    slot,
    askedJiffies: armed.expires + phase,
    firesJiffies: armed.fires + phase,
    width,
    end,
  };
}

function marksOf(ipvs: netns_ipvs, all: readonly Armed[]): WheelMark[] {
  const { hz } = ipvs.params;
  const cascading = ipvs.timers.kind === 'cascading';
  const bySlot = new Map<number, WheelMark>();
  for (const armed of all) {
    if (armed.slot < 0) continue;
    const known = bySlot.get(armed.slot);
    if (known) {
      known.count++;
      if (armed.kind === 'template') known.templates++;
      continue;
    }
    const { level, slot } = placeOf(cascading, armed.slot);
    bySlot.set(armed.slot, {
      level,
      slot,
      count: 1,
      templates: Number(armed.kind === 'template'),
      fires: uptimeOf(hz, armed.fires),
      conn: armed.cp ? objectId(armed.cp) : null,
      label: labelOf(armed),
    });
  }
  return [...bySlot.values()].sort((a, b) => a.level - b.level || a.slot - b.slot);
}

function countsOf(all: readonly Armed[]): Record<TimerKindName, number> {
  const counts = Object.fromEntries(TIMER_KINDS.map((kind) => [kind, 0])) as Record<TimerKindName, number>;
  for (const { kind } of all) counts[kind]++;
  return counts;
}

/** Timers that are armed at a moment, the next to fire first: the rows of a window, and the one that is looked at. */
export function timerQueue(book: LifeRun, query: QueueQuery): TimerQueue {
  const { trace } = book;
  const cursor = clampCursor(trace, query.cursor);
  if (cursor.event < 0) return { ...queueOf(book, trace.atStart(), cursor, query) };
  const { ipvs, recorder } = trace.visit(cursor.event);
  return lookBack(ipvs, recorder.rawSteps, cursor.step, () => queueOf(book, ipvs, cursor, query));
}

function queueOf(book: LifeRun, ipvs: netns_ipvs, cursor: Cursor, query: QueueQuery): TimerQueue {
  const all = allTimers(ipvs);
  const words = query.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = new Set(query.kinds);
  const listed = all.filter((one) => (wanted.size === 0 || wanted.has(one.kind)) && matches(one, words));
  const isChosen = (one: Armed) => idOf(one) === query.conn;
  const chosenAt = query.conn === null ? -1 : listed.findIndex(isChosen);
  const chosen =
    chosenAt >= 0
      ? listed[chosenAt]
      : (all.find(isChosen) ?? listed.find(({ cp }) => cp) ?? listed[0] ?? null);
  const row = (one: Armed) => rowOf(book, ipvs, cursor, one);
  return {
    from: query.from,
    total: listed.length,
    rows: listed.slice(query.from, query.from + query.count).map(row),
    counts: countsOf(all),
    chosen: chosen ? row(chosen) : null,
    chosenAt,
    wheel: {
      cascading: ipvs.timers.kind === 'cascading',
      jiffies: ipvs.jiffies + ipvs.timers.phase,
      marks: marksOf(ipvs, all),
    },
  };
}
