import { type Grouped, groupBy, WordColumn } from '../base/column.ts';
import { formatEndpoint } from '../base/inet.ts';
import type { ip_vs_conn, ip_vs_dest } from '../kernel/ipvs/ip_vs.ts';
import type { timer_list } from '../kernel/lib/timer.ts';
import type { FieldValue, KernelObject } from '../kernel/probe.ts';
import type { Facts } from './facts.ts';

/**
 * What biographies are told from: on the one forward pass, the values that the fields of entries and real servers get,
 * every arming of an entry's timer, and what each event was to the entry that it is about. Counters that every packet
 * changes are left out: they follow from the events.
 */
export const LIFE_FIELDS = [
  'state',
  'flags',
  'timeout',
  'control',
  'n_control',
  'cport',
  'vport',
  'dest',
  'weight',
  'activeconns',
  'inactconns',
  'persistconns',
  'refcnt',
  'svc->destinations',
] as const;
export type LifeField = (typeof LIFE_FIELDS)[number];

const FIELD_IDS: ReadonlyMap<string, number> = new Map(LIFE_FIELDS.map((name, id) => [name, id]));
const REFCNT = LIFE_FIELDS.indexOf('refcnt');
const MEMBER = LIFE_FIELDS.indexOf('svc->destinations');

/** What an event was to its entry. */
export const ROLES = ['none', 'hit', 'reply', 'made'] as const;
export type Role = (typeof ROLES)[number];

/** A field's new value. Objects are their uids, 0 = NULL. */
export interface LifeWrite {
  readonly row: number;
  readonly event: number;
  readonly step: number;
  readonly field: LifeField;
  readonly value: number;
  /** Of `n_control`, where it is known: uid of the entry whose control link changed. */
  readonly other?: number;
}

/** A timer was armed; jiffies. */
export interface LifeArm {
  readonly event: number;
  readonly step: number;
  readonly asked: number;
  readonly fires: number;
}

/** Values that fields of entries and real servers got, and every arming of a timer, in columns, in the order of the run. */
export class LifeLog {
  private readonly uids = new WordColumn();
  private readonly fields = new WordColumn();
  private readonly values = new WordColumn();
  private readonly events = new WordColumn();
  private readonly steps = new WordColumn();
  private readonly armUids = new WordColumn();
  private readonly armEvents = new WordColumn();
  private readonly armSteps = new WordColumn();
  /** Jiffies may be more than a word holds: kept as their distance from the first ones that were seen. */
  private readonly armAsked = new WordColumn();
  private readonly armFires = new WordColumn();
  private firstJiffies: number | null = null;
  /** Fields of real servers before their first write. */
  readonly starts = new Map<number, Partial<Record<LifeField, number>>>();
  /** Real servers by their uids: `192.168.1.12:80`. */
  readonly dests = new Map<number, string>();
  private byWrite: Grouped | null = null;
  private byArm: Grouped | null = null;

  /** `at` = event and step. */
  write(object: KernelObject, field: string, old: FieldValue, value: FieldValue, at: [number, number]): void {
    const id = FIELD_IDS.get(field);
    if (id === undefined) return;
    if (object.kind === 'ip_vs_dest') this.begin(object, LIFE_FIELDS[id], numberOf(old));
    else if (object.kind !== 'ip_vs_conn' || id === REFCNT) return;
    this.push(object.uid, id, numberOf(value), ...at);
  }

  /** What a real server's field was before the run wrote it for the first time. */
  private begin(dest: ip_vs_dest, field: LifeField, old: number): void {
    this.meet(dest);
    const known = this.starts.get(dest.uid);
    if (!known) this.starts.set(dest.uid, { [field]: old });
    else known[field] ??= old;
  }

  /** A real server came into its service's list, or left it. */
  member(item: KernelObject, inserted: boolean, event: number, step: number): void {
    if (item.kind !== 'ip_vs_dest') return;
    this.meet(item);
    this.push(item.uid, MEMBER, Number(inserted), event, step);
  }

  arm(cp: ip_vs_conn, timer: timer_list, event: number, step: number): void {
    if (timer.slot < 0) return;
    this.firstJiffies ??= timer.expires - 2 ** 31;
    this.armUids.push(cp.uid);
    this.armEvents.push(event);
    this.armSteps.push(step);
    this.armAsked.push(timer.expires - this.firstJiffies);
    this.armFires.push(timer.fires - this.firstJiffies);
  }

  /** An entry is in the table now. */
  made(cp: ip_vs_conn): void {
    const { dest } = cp;
    if (dest) this.meet(dest);
  }

  /** An entry of a starting state, which no function has made. */
  started(cp: ip_vs_conn, event: number): void {
    this.made(cp);
    this.push(cp.uid, LIFE_FIELDS.indexOf('flags'), cp.flags, event, 0);
    this.push(cp.uid, LIFE_FIELDS.indexOf('timeout'), cp.timeout, event, 0);
    this.arm(cp, cp.timer, event, 0);
  }

  /** The running event is over. */
  finish({ made }: Facts): void {
    for (const { cp } of made) this.made(cp);
  }

  /** What an object's fields became, in order. */
  writesOf(uid: number): LifeWrite[] {
    this.byWrite ??= grouped(this.uids);
    return [...rowsOf(this.byWrite, uid)].map((row) => this.writeAt(row));
  }

  /** The write before another one in the whole run: of the entry whose control link changed with `n_control`. */
  before({ row }: LifeWrite): (LifeWrite & { readonly uid: number }) | null {
    return row > 0 ? { ...this.writeAt(row - 1), uid: this.uids.at(row - 1) } : null;
  }

  armsOf(uid: number): LifeArm[] {
    this.byArm ??= grouped(this.armUids);
    const first = this.firstJiffies ?? 0;
    return [...rowsOf(this.byArm, uid)].map((row) => ({
      event: this.armEvents.at(row),
      step: this.armSteps.at(row),
      asked: this.armAsked.at(row) + first,
      fires: this.armFires.at(row) + first,
    }));
  }

  private writeAt(row: number): LifeWrite {
    return {
      row,
      event: this.events.at(row),
      step: this.steps.at(row),
      field: LIFE_FIELDS[this.fields.at(row)],
      value: this.values.at(row) | 0,
    };
  }

  private push(uid: number, field: number, value: number, event: number, step: number): void {
    this.uids.push(uid);
    this.fields.push(field);
    this.values.push(value);
    this.events.push(event);
    this.steps.push(step);
  }

  private meet(dest: ip_vs_dest): void {
    if (!this.dests.has(dest.uid)) this.dests.set(dest.uid, formatEndpoint(dest.addr, dest.port));
  }
}

function numberOf(value: FieldValue): number {
  if (typeof value === 'object') return value !== null && 'uid' in value ? value.uid : 0;
  return Number(value) || 0;
}

function grouped(uids: WordColumn): Grouped {
  let most = 0;
  for (const uid of uids.filled) if (uid > most) most = uid;
  return groupBy(uids, most + 1);
}

function rowsOf({ offsets, rows }: Grouped, uid: number): Uint32Array {
  return uid + 1 < offsets.length ? rows.subarray(offsets[uid], offsets[uid + 1]) : rows.subarray(0, 0);
}
