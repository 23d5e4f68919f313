import { formatAddr } from '../base/inet.ts';
import type { ip_vs_service } from '../kernel/ipvs/ip_vs.ts';
import type { RawStep } from '../trace/recorder.ts';
import { lookBack } from '../trace/rewind.ts';
import type { TableView, TableWish } from '../trace/table-views.ts';
import type { Trace, Visit } from '../trace/trace.ts';
import type { Cursor, EventRow, Moment, MomentPart, Phrase } from '../trace/views.ts';
import { announcement } from './announce.ts';
import { chainView } from './chain.ts';
import { comingTimers } from './coming-timers.ts';
import type { Changes, ConnContext } from './conns.ts';
import { objectId } from './fields.ts';
import { cursorLabel } from './labels.ts';
import type { Lanes } from './lanes.ts';
import { objectViews } from './objects.ts';
import { LANE_LIMIT } from './overview.ts';
import { eventRow } from './rows.ts';
import type { Servers } from './servers.ts';
import { type OwnService, serviceOfPacket, serviceViews, trashViews } from './services.ts';
import { stepsOf } from './steps.ts';
import { DEFAULT_WISH, emptyTable, NOTHING_TOUCHED, tableView } from './table.ts';
import { MachineTable } from './table-source.ts';
import { touchedBuckets, walksOf } from './walks.ts';
import { whyContext } from './why/context.ts';
import { whyPhrases } from './why/why.ts';

/** Everything that the panels show at one cursor. */

export interface MomentOptions {
  readonly bucket: number | null;
  readonly client: string | null;
  readonly want?: readonly MomentPart[];
  /** What the map of the table shows and marks. */
  readonly table?: TableWish;
  readonly lanes: Lanes;
}

const ALL_PARTS: readonly MomentPart[] = ['table', 'schedulers'];

/** The cursor brought into the bounds of the trace. */
export function clampCursor(trace: Trace, cursor: Cursor): Cursor {
  const event = Math.max(trace.least, Math.min(trace.index.length - 1, Math.floor(cursor.event)));
  if (event < 0) return { event: -1, step: 0 };
  const step = Math.max(0, Math.min(trace.stepsOf(event), Math.floor(cursor.step)));
  return { event, step: Number.isNaN(step) ? 0 : step };
}

/** Fields changed by the cursor's step; at the end of an event all that the event changed. */
export function changesAt(steps: readonly RawStep[], step: number, atEnd: boolean): Changes {
  const changes = new Map<string, Set<string>>();
  const add = (id: string, field: string): void => {
    const known = changes.get(id);
    if (known) known.add(field);
    else changes.set(id, new Set([field]));
  };
  for (const { effect, number, object } of steps) {
    if (!effect || !object || (atEnd ? number > step : number !== step)) continue;
    if (effect.op === 'write') add(objectId(object), effect.field);
    else add(objectId(object), effect.op === 'timer' ? 'timer.expires' : 'c_list');
  }
  return changes;
}

const NO_CHANGES: Changes = new Map();

/** The bucket that the cursor stands at: of its step, else the event's first lookup that touched something. */
function lookupBucket(
  steps: readonly RawStep[],
  step: number,
  atEnd: boolean,
  facts: Visit['recorder']['facts'],
): number | null {
  if (!atEnd) {
    const at = steps.findLast(({ number, bucket }) => number <= step && bucket !== undefined && bucket >= 0);
    if (at?.bucket !== undefined) return at.bucket;
  }
  const about = facts.template ?? facts.entry;
  if (about && about.bucket >= 0) return about.bucket;
  return steps.find(({ bucket }) => bucket !== undefined && bucket >= 0)?.bucket ?? null;
}

/** The service that the event is about: looked up, of its entry, or the one that the packet is addressed to. */
function serviceOf({ ipvs, recorder, what }: Visit): ip_vs_service | null {
  const { service, entry } = recorder.facts;
  return service ?? entry?.dest?.svc ?? serviceOfPacket(ipvs, what.kind === 'packet' ? what.ip : null);
}

/** The event's service, and the packet from the client's side: of a reply as well. */
function ownService(visit: Visit): OwnService {
  const { recorder, what } = visit;
  const svc = serviceOf(visit);
  const iph = recorder.scopes.find(({ name }) => name === 'iph')?.object;
  if (!iph || !('saddr' in iph)) return { svc, iph: null };
  const { entry } = recorder.facts;
  if (!entry) return { svc, iph: what.kind === 'packet' && what.hook === 'LOCAL_IN' ? iph : null };
  const ends = { saddr: entry.caddr, sport: entry.cport, daddr: entry.vaddr, dport: entry.vport };
  return { svc, iph: { ...iph, ...ends, inverse: false } };
}

function clientOf(visit: Visit): string | null {
  const { entry } = visit.recorder.facts;
  if (entry) return formatAddr(entry.caddr);
  if (visit.what.kind !== 'packet' || !visit.what.ip) return null;
  return formatAddr(visit.what.hook === 'LOCAL_IN' ? visit.what.ip.saddr : visit.what.ip.daddr);
}

function labelOf(trace: Trace, cursor: Cursor): (at: Cursor) => string {
  return (at) => {
    if (at.event === cursor.event) return String(at.step);
    return cursorLabel(trace, at);
  };
}

/** What the capture shows where the model chose otherwise. */
function differencePhrases({ captureSays }: EventRow): Phrase[] {
  if (!captureSays) return [];
  return [
    { kind: 'strong', text: ' The capture differs: ' },
    { kind: 'text', text: 'the recorded kernel sent it to ' },
    { kind: 'server', server: captureSays },
    { kind: 'text', text: '.' },
  ];
}

function startTable(context: ConnContext, time: number, { client, table }: MomentOptions): TableView {
  const wish = table ?? DEFAULT_WISH;
  const options = { wish, client, time, servers: context.servers, ...NOTHING_TOUCHED };
  return tableView(new MachineTable(context), options);
}

function startMoment(trace: Trace, servers: Servers, options: MomentOptions): Moment {
  const ipvs = trace.atStart();
  const context: ConnContext = { ipvs, servers, index: trace.index, changes: NO_CHANGES };
  const why: Phrase[] = [
    { kind: 'text', text: 'Before the first event: the rules are in place and the table is empty.' },
  ];
  return {
    sketch: false,
    cursor: { event: -1, step: 0 },
    time: trace.time(-1),
    jiffies: ipvs.jiffies,
    row: null,
    steps: [],
    why,
    objects: [],
    services: serviceViews(ipvs, servers, NO_CHANGES, { svc: null, iph: null }, true),
    trash: [],
    timers: [],
    totals: { timers: 0 },
    parts: ALL_PARTS,
    table: startTable(context, trace.time(-1), options),
    chain: options.bucket === null ? null : chainView(context, options.bucket, [], 0),
    lanes: [],
    announcement: 'Before packet 1',
  };
}

/** All that follows the cursor, at a moment; a cursor that is outside of the run is led to its nearest end. */
export function momentAt(trace: Trace, servers: Servers, wanted: Cursor, options: MomentOptions): Moment {
  const cursor = clampCursor(trace, wanted);
  if (cursor.event < 0) return startMoment(trace, servers, options);
  const visit = trace.visit(cursor.event);
  const { rawSteps, scopes, facts } = visit.recorder;
  const atEnd = cursor.step >= rawSteps.length;
  const row = eventRow(trace, servers, cursor.event);
  const time = trace.time(cursor.event);
  const why = [...whyPhrases(whyContext(trace, servers, cursor.event)), ...differencePhrases(row)];
  return lookBack(visit.ipvs, rawSteps, cursor.step, (): Moment => {
    const { ipvs } = visit;
    const changes = changesAt(rawSteps, cursor.step, atEnd);
    const conns: ConnContext = { ipvs, servers, index: trace.index, changes };
    const lookup = lookupBucket(rawSteps, cursor.step, atEnd, facts);
    const bucket = options.bucket ?? lookup;
    const label = labelOf(trace, cursor);
    const parts = options.want ?? ALL_PARTS;
    const timers = comingTimers(conns, rawSteps);
    const said = stepsOf(rawSteps, scopes, ipvs.params.hz);
    const isTable = parts.includes('table');
    return {
      sketch: false,
      cursor,
      time,
      jiffies: ipvs.jiffies,
      row,
      steps: said,
      why,
      objects: objectViews({ ipvs, servers, index: trace.index, cursor, steps: rawSteps, scopes, label }),
      services: serviceViews(ipvs, servers, changes, ownService(visit), parts.includes('schedulers')),
      trash: trashViews(ipvs, servers),
      timers: timers.listed,
      totals: { timers: timers.armed },
      parts,
      table: isTable
        ? tableView(new MachineTable(conns), {
            wish: options.table ?? DEFAULT_WISH,
            client: options.client ?? clientOf(visit),
            lookup,
            walks: walksOf(rawSteps),
            touched: touchedBuckets(rawSteps, cursor.step),
            time,
            servers,
          })
        : emptyTable(ipvs.conn_tab.size, ipvs.conn_count),
      chain: bucket === null || !isTable ? null : chainView(conns, bucket, rawSteps, cursor.step),
      lanes: options.lanes.beyond(LANE_LIMIT, facts.entry?.uid ?? 0),
      announcement: announcement(row, said, cursor.step),
    };
  });
}
