import { formatAddr, formatEndpoint } from '../../base/inet.ts';
import { conn_tab_walk } from '../../kernel/ipvs/conn_tab.ts';
import { IP_VS_DEST_F_AVAILABLE, type ip_vs_conn, is_template } from '../../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import { EVENT_KINDS } from '../../trace/event-index.ts';
import type { FamilyRow, FamilySort, FamilyWindow, SelectedFamily } from '../../trace/queue-views.ts';
import { lookBack } from '../../trace/rewind.ts';
import type { Cursor } from '../../trace/views.ts';
import { type ConnContext, connView } from '../conns.ts';
import { objectId } from '../fields.ts';
import type { Lanes } from '../lanes.ts';
import { changesAt, clampCursor } from '../moment.ts';
import type { LifeRun } from './run.ts';

/** Templates with the entries that they control: the whole table, sorted, searched, and sent in windows. */

export interface FamilyQuery {
  readonly cursor: Cursor;
  readonly from: number;
  readonly count: number;
  readonly sort: FamilySort;
  /** Words that must all occur in the row. */
  readonly filter: string;
  /** Id of the entry that is looked at: its family is open. */
  readonly conn: string | null;
}

/** With up to this many families all are open; else only the selected one. */
const OPEN_ALL = 6;
const MOST_LANES = 40;
const MOST_CHILDREN = 60;
const INVALID_PORT = 0xffff;
const TIMER = EVENT_KINDS.indexOf('timer');
const ALL_BITS = [0xffffffff, 128];

interface Family {
  readonly ct: ip_vs_conn;
  readonly children: ip_vs_conn[];
}

/** @param making templates that the running event has made and not yet put into the table */
function familiesOf(ipvs: netns_ipvs, making: readonly ip_vs_conn[]): Family[] {
  const all = new Map<ip_vs_conn, Family>();
  const at = (ct: ip_vs_conn): Family => {
    const known = all.get(ct);
    if (known) return known;
    const made: Family = { ct, children: [] };
    all.set(ct, made);
    return made;
  };
  for (const cp of conn_tab_walk(ipvs.conn_tab)) {
    if (is_template(cp)) at(cp);
    else if (cp.control && is_template(cp.control)) at(cp.control).children.push(cp);
  }
  for (const ct of making) at(ct);
  return [...all.values()];
}

/** What a template holds for, where its addresses do not tell. */
export function templateLabel(ct: ip_vs_conn): string {
  if (ct.vport === INVALID_PORT && ct.cport === 0) return 'put aside';
  if (ct.pe) return `${ct.pe} ${ct.pe_data ?? ''}`.trim();
  if (ct.protocol === 0) return `mark ${typeof ct.vaddr === 'number' ? ct.vaddr : ct.vaddr[0]}`;
  const netmask = ct.dest?.svc?.netmask;
  const parts: string[] = [];
  if (netmask !== undefined && !ALL_BITS.includes(netmask)) parts.push(`network ${maskText(ct, netmask)}`);
  if (ct.vport === 0) parts.push('all ports');
  return parts.join(', ');
}

function maskText(ct: ip_vs_conn, netmask: number): string {
  if (ct.af !== 2) return `/${netmask}`;
  const bits = Math.clz32(~netmask);
  return (netmask << bits) >>> 0 === 0 || bits === 32 ? `/${bits}` : formatAddr(netmask);
}

/** Why new connections will not follow it. */
function orphanOf({ dest, vport, cport }: ip_vs_conn): string {
  if (vport === INVALID_PORT && cport === 0) return '';
  if (!dest) return 'no server';
  if ((dest.flags & IP_VS_DEST_F_AVAILABLE) === 0) return 'server removed';
  return dest.weight === 0 ? 'weight 0' : '';
}

interface Asked {
  readonly book: LifeRun;
  readonly conns: ConnContext;
  readonly cursor: Cursor;
}

function isPast(cursor: Cursor, { event, step }: Cursor): boolean {
  return event < cursor.event || (event === cursor.event && step <= cursor.step);
}

function heldOf({ book, cursor }: Asked, uid: number): number {
  const { index } = book.trace;
  let held = 0;
  for (const event of book.eventsOf(uid)) {
    if (event > cursor.event) break;
    if (index.kindOf(event) === TIMER && index.lives.get(uid)?.died !== event) held++;
  }
  return held;
}

function templateRow(asked: Asked, { ct, children }: Family, open: boolean): FamilyRow {
  const { book, conns, cursor } = asked;
  const { trace } = book;
  const life = trace.index.lives.get(ct.uid);
  const arms = trace.index.armsOf(ct.uid);
  const last = arms.findLast((arm) => isPast(cursor, arm));
  const end = life && life.died >= 0 ? trace.time(life.died) : trace.uptime(arms.at(-1)?.fires ?? 0);
  const at = last ? { event: last.event, step: last.step } : null;
  const { hz } = conns.ipvs.params;
  const first = arms[0];
  return {
    conn: connView(conns, ct),
    open,
    label: templateLabel(ct),
    orphan: orphanOf(ct),
    asked: first
      ? Math.round((trace.uptime(first.asked) - trace.time(first.event)) * hz) / hz
      : ct.timeout / hz,
    given: life ? Math.max(0, end - trace.time(life.born)) : 0,
    renewed: at ? { time: trace.time(at.event), at, label: book.label(at) } : null,
    held: heldOf(asked, ct.uid),
    controlled: children.length,
  };
}

function childRow({ conns }: Asked, cp: ip_vs_conn): FamilyRow {
  return {
    conn: connView(conns, cp),
    open: false,
    label: '',
    orphan: '',
    asked: 0,
    given: 0,
    renewed: null,
    held: 0,
    controlled: 0,
  };
}

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function sorter(asked: Asked, sort: FamilySort): (a: Family, b: Family) => number {
  const byUid = (a: Family, b: Family) => a.ct.uid - b.ct.uid;
  const compare: Record<FamilySort, (a: Family, b: Family) => number> = {
    expires: (a, b) => a.ct.timer.fires - b.ct.timer.fires,
    client: (a, b) => text(formatAddr(a.ct.caddr), formatAddr(b.ct.caddr)),
    server: (a, b) => text(formatAddr(a.ct.daddr), formatAddr(b.ct.daddr)),
    made: byUid,
    entries: (a, b) => b.children.length - a.children.length,
    held: (a, b) => heldOf(asked, b.ct.uid) - heldOf(asked, a.ct.uid),
  };
  return (a, b) => compare[sort](a, b) || byUid(a, b);
}

function matches({ ct }: Family, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const ends = `${formatEndpoint(ct.caddr, ct.cport)} ${formatEndpoint(ct.vaddr, ct.vport)} ${formatEndpoint(ct.daddr, ct.dport)}`;
  const all = `${ends} ${templateLabel(ct)} ${orphanOf(ct)}`.toLowerCase();
  return words.every((word) => all.includes(word));
}

function isOf({ ct, children }: Family, is: (cp: ip_vs_conn) => boolean): boolean {
  return is(ct) || children.some(is);
}

function selectedOf(asked: Asked, lanes: Lanes, family: Family): SelectedFamily {
  const { book, conns, cursor } = asked;
  const { lives } = book.trace.index;
  const own = [...lives.values()].filter(({ control }) => control === family.ct.uid);
  const begun = own.filter(({ born }) => born <= cursor.event).length;
  const start = Math.max(0, begun - MOST_LANES / 2);
  const shown = own.slice(start, start + MOST_LANES);
  const children = [...family.children].sort((a, b) => a.uid - b.uid);
  return {
    template: connView(conns, family.ct),
    children: children.slice(0, MOST_CHILDREN).map((cp) => connView(conns, cp)),
    row: templateRow(asked, family, true),
    lane: lanes.of(family.ct.uid),
    lanes: shown.flatMap(({ uid }) => lanes.of(uid) ?? []),
    ever: own.length,
  };
}

/** Templates at a moment with the entries they control: the rows of a window, and the family that is looked at. */
export function familyWindow(book: LifeRun, lanes: Lanes, query: FamilyQuery): FamilyWindow {
  const { trace, servers } = book;
  const cursor = clampCursor(trace, query.cursor);
  const none = { from: 0, total: 0, rows: [], templates: 0, controlled: 0, selected: null, selectedAt: -1 };
  if (cursor.event < 0) return none;
  const { ipvs, recorder } = trace.visit(cursor.event);
  const { rawSteps, facts } = recorder;
  return lookBack(ipvs, rawSteps, cursor.step, (): FamilyWindow => {
    const changes = changesAt(rawSteps, cursor.step, cursor.step >= rawSteps.length);
    const asked: Asked = { book, cursor, conns: { ipvs, servers, index: trace.index, changes } };
    const making = facts.made.filter(({ cp, step }) => is_template(cp) && step <= cursor.step);
    const all = familiesOf(
      ipvs,
      making.map(({ cp }) => cp),
    );
    const words = query.filter.toLowerCase().split(/\s+/).filter(Boolean);
    const listed = all.filter((one) => matches(one, words)).sort(sorter(asked, query.sort));
    const chosen = all.find((one) => isOf(one, (cp) => objectId(cp) === query.conn));
    const about = listed.find((one) => isOf(one, (cp) => cp === facts.entry || cp === facts.template));
    const selected = chosen ?? about ?? listed[0];
    const flat = listed.flatMap((family): { family: Family; cp: ip_vs_conn }[] => {
      const open = all.length <= OPEN_ALL || family === selected;
      const own = { family, cp: family.ct };
      if (!open) return [own];
      const children = [...family.children].sort((a, b) => a.uid - b.uid);
      return [own, ...children.map((cp) => ({ family, cp }))];
    });
    const wanted = query.conn ?? (selected ? objectId(selected.ct) : '');
    return {
      from: query.from,
      total: flat.length,
      rows: flat
        .slice(query.from, query.from + query.count)
        .map(({ family, cp }) =>
          cp === family.ct
            ? templateRow(asked, family, all.length <= OPEN_ALL || family === selected)
            : childRow(asked, cp),
        ),
      templates: all.length,
      controlled: all.reduce((sum, { children }) => sum + children.length, 0),
      selected: selected ? selectedOf(asked, lanes, selected) : null,
      selectedAt: flat.findIndex(({ cp }) => objectId(cp) === wanted),
    };
  });
}
