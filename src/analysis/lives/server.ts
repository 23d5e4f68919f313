import { formatEndpoint } from '../../base/inet.ts';
import { conn_tab_walk } from '../../kernel/ipvs/conn_tab.ts';
import {
  IP_VS_DEST_F_AVAILABLE,
  type ip_vs_conn,
  type ip_vs_dest,
  type ip_vs_service,
  is_template,
} from '../../kernel/ipvs/ip_vs.ts';
import { ip_vs_proto_name, ip_vs_state_name } from '../../kernel/ipvs/ip_vs_proto.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import { services_walk } from '../../kernel/ipvs/services.ts';
import type { LifeField, LifeWrite } from '../../trace/life-log.ts';
import type { LifeRef, ServerLife, ServerPoint } from '../../trace/life-views.ts';
import { lookBack } from '../../trace/rewind.ts';
import type { Cursor } from '../../trace/views.ts';
import { objectId } from '../fields.ts';
import { clampCursor } from '../moment.ts';
import type { LifeRun } from './run.ts';

/** The figures of one real server over the run, and what points to it at a moment. */

const MOST_POINTS = 600;
const MOST_ENTRIES = 200;

const FIGURES = ['weight', 'activeconns', 'inactconns', 'persistconns', 'refcnt'] as const;
type Figures = Record<(typeof FIGURES)[number], number>;
const isFigure = (field: LifeField): field is keyof Figures & LifeField =>
  (FIGURES as readonly string[]).includes(field);

export interface Found {
  readonly dest: ip_vs_dest;
  readonly svc: ip_vs_service | null;
  readonly removed: boolean;
}

function findServer(ipvs: netns_ipvs, server: string, service: string | null): Found | null {
  const is = (dest: ip_vs_dest) => formatEndpoint(dest.addr, dest.port) === server;
  for (const svc of services_walk(ipvs)) {
    if (service !== null && objectId(svc) !== service) continue;
    const dest = svc.destinations.find(is);
    if (dest) return { dest, svc, removed: false };
  }
  const dest = ipvs.dest_trash.find(is);
  return dest ? { dest, svc: dest.svc, removed: true } : null;
}

function serviceName({ dest, svc }: Found): string {
  if (svc?.fwmark || dest.vfwmark) return `FWM ${svc?.fwmark ?? dest.vfwmark}`;
  return `${ip_vs_proto_name(dest.protocol)} ${formatEndpoint(dest.vaddr, dest.vport)}`;
}

/** The figures before the run; what it never writes is as it is now. */
function startOf({ dest }: Found, starts: Partial<Record<LifeField, number>>): Figures {
  const { weight, activeconns, inactconns, persistconns, refcnt } = dest;
  return { weight, activeconns, inactconns, persistconns, refcnt, ...starts };
}

function pointsOf(book: LifeRun, writes: readonly LifeWrite[], start: Figures): ServerPoint[] {
  const figures = { ...start };
  const points: ServerPoint[] = [];
  const point = (time: number): ServerPoint => ({
    time,
    weight: figures.weight,
    active: figures.activeconns,
    inactive: Math.max(0, figures.inactconns),
    persistent: figures.persistconns,
    refcnt: figures.refcnt,
  });
  points.push(point(book.trace.time(0)));
  for (const { field, value, event } of writes) {
    if (!isFigure(field)) continue;
    figures[field] = value;
    const time = book.trace.time(event);
    if (points[points.length - 1].time === time) points.pop();
    points.push(point(time));
  }
  return thinned(points);
}

/** Of points that are closer than can be drawn the last one stays. */
function thinned(points: readonly ServerPoint[]): ServerPoint[] {
  if (points.length <= MOST_POINTS) return [...points];
  const first = points[0].time;
  const width = (points[points.length - 1].time - first) / MOST_POINTS;
  return points.filter((point, at) => {
    const next = points[at + 1];
    return !next || Math.floor((next.time - first) / width) > Math.floor((point.time - first) / width);
  });
}

function changesOf(book: LifeRun, writes: readonly LifeWrite[], start: number | null): ServerLife['changes'] {
  let weight = start;
  return writes.flatMap(({ field, value, event, step }) => {
    if (field !== 'weight' && field !== 'svc->destinations') return [];
    const said = field === 'weight' ? `weight ${weight ?? ''}${weight === null ? '' : ' → '}${value}` : '';
    if (field === 'weight') weight = value;
    const words = said || (value ? 'added to its service' : 'removed, entries stay bound to it');
    const at = { event, step };
    return [{ time: book.trace.time(event), at, label: book.label(at), text: words }];
  });
}

function boundTo(ipvs: netns_ipvs, dest: ip_vs_dest): ip_vs_conn[] {
  const bound: ip_vs_conn[] = [];
  for (const cp of conn_tab_walk(ipvs.conn_tab)) if (cp.dest === dest) bound.push(cp);
  return bound;
}

function byState(bound: readonly ip_vs_conn[]): ServerLife['bound'] {
  const counts = new Map<string, { state: string; template: boolean; count: number }>();
  for (const cp of bound) {
    const template = is_template(cp);
    const state = template ? 'template' : ip_vs_state_name(cp);
    const known = counts.get(state);
    if (known) known.count++;
    else counts.set(state, { state, template, count: 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

const refOf = (cp: ip_vs_conn): LifeRef => ({
  id: objectId(cp),
  label: formatEndpoint(cp.caddr, cp.cport),
  template: is_template(cp),
});

/** null = no such real server at the cursor. */
export function serverLife(
  book: LifeRun,
  { cursor: wanted, server, service }: { cursor: Cursor; server: string; service: string | null },
): ServerLife | null {
  const { trace } = book;
  const cursor = clampCursor(trace, wanted);
  if (cursor.event < 0) return null;
  const { ipvs, recorder } = trace.visit(cursor.event);
  return lookBack(ipvs, recorder.rawSteps, cursor.step, () => {
    const found = findServer(ipvs, server, service);
    if (!found) return null;
    const { dest } = found;
    const writes = trace.index.writesOf(dest.uid);
    const bound = boundTo(ipvs, dest);
    return {
      server: book.servers.of(dest.addr, dest.port),
      service: serviceName(found),
      from: trace.time(0),
      to: trace.time(trace.index.length - 1),
      points: pointsOf(book, writes, startOf(found, trace.index.lifeLog.starts.get(dest.uid) ?? {})),
      changes: changesOf(book, writes, trace.index.lifeLog.starts.get(dest.uid)?.weight ?? null),
      bound: byState(bound),
      entries: bound.slice(0, MOST_ENTRIES).map(refOf),
      removed: found.removed || (dest.flags & IP_VS_DEST_F_AVAILABLE) === 0,
    };
  });
}
