import { formatAddr, formatEndpoint } from '../base/inet.ts';
import { type ip_vs_conn, is_template } from '../kernel/ipvs/ip_vs.ts';
import { ip_vs_proto_name } from '../kernel/ipvs/ip_vs_proto.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import { uptimeOf } from '../kernel/lib/jiffies.ts';
import type { FieldValue, KernelObject, Scoped } from '../kernel/probe.ts';
import type { EventIndex } from '../trace/event-index.ts';
import type { RawStep, ScopeEntry } from '../trace/recorder.ts';
import type { Cursor, FieldView, ObjectView } from '../trace/views.ts';
import { fieldText, objectId, secondsText, tupleText } from './fields.ts';
import type { Servers } from './servers.ts';

/** The inspector: the objects that the event's functions have in their hands, field by field. */

export interface ObjectContext {
  readonly ipvs: netns_ipvs;
  readonly servers: Servers;
  readonly index: EventIndex;
  readonly cursor: Cursor;
  readonly steps: readonly RawStep[];
  readonly scopes: readonly ScopeEntry[];
  /** `27` inside the cursor's event, `9.27`, `timer` elsewhere. */
  readonly label: (at: Cursor) => string;
}

const CONN_FIELDS = [
  'flags',
  'state',
  'refcnt',
  'n_control',
  'control',
  'timeout',
  'timer.expires',
  'dest',
  'packet_xmit',
  'in_pkts',
  'fwmark',
];
const DEST_FIELDS = [
  'flags',
  'conn_flags',
  'weight',
  'refcnt',
  'activeconns',
  'inactconns',
  'persistconns',
  'u_threshold',
  'l_threshold',
  'vfwmark',
];
const SVC_FIELDS = ['flags', 'scheduler', 'timeout', 'netmask', 'pe', 'num_dests', 'refcnt', 'fwmark'];
const CT_FIELDS = ['reply', 'status', 'state', 'timeout'];
const TABS = ['ct', 'cp', 'svc', 'dest', 'nf_ct', 'iph', 'param'];

/** Value of a field at the moment, `timer.expires` included. */
function fieldOf(object: KernelObject, field: string): FieldValue {
  if (field === 'timer.expires')
    return (object as ip_vs_conn).timer.slot >= 0 ? (object as ip_vs_conn).timer.expires : null;
  return (object as unknown as Record<string, FieldValue>)[field];
}

interface Change {
  readonly number: number;
  readonly old: FieldValue;
  readonly value: FieldValue;
}

/** What this event does to a field, in order. */
function changesOf(steps: readonly RawStep[], object: KernelObject, field: string): Change[] {
  const changes: Change[] = [];
  for (const { effect, number } of steps) {
    if (effect?.op === 'write' && effect.object === object && effect.field === field) {
      changes.push({ number, old: effect.old, value: effect.value });
    } else if (effect?.op === 'timer' && field === 'timer.expires' && effect.timer.owner === object) {
      const show = (state: typeof effect.value): FieldValue => (state.slot >= 0 ? state.expires : null);
      changes.push({ number, old: show(effect.old), value: show(effect.value) });
    }
  }
  return changes;
}

function whereSet(context: ObjectContext, object: KernelObject, field: string): Cursor | null {
  const found = context.index.setBy(object.uid, field, context.cursor);
  if (found || !context.index.detailed || object.kind !== 'ip_vs_conn') return found;
  const life = context.index.lives.get(object.uid);
  return life ? { event: life.born, step: life.bornStep } : null;
}

function isUnset(field: string, value: FieldValue): boolean {
  if (field === 'weight' || field === 'refcnt' || field === 'n_control' || field === 'state') return false;
  if (field.endsWith('conns') || field === 'control') return false;
  return value === 0 || value === null || value === '';
}

function fieldView(context: ObjectContext, object: KernelObject, field: string): FieldView {
  const { hz } = context.ipvs.params;
  const say = (value: FieldValue) => fieldText(object, field, value, hz);
  const value = fieldOf(object, field);
  const changes = changesOf(context.steps, object, field);
  const now = changes.find(({ number }) => number === context.cursor.step);
  const next = changes.find(({ number }) => number > context.cursor.step);
  const setBy = whereSet(context, object, field);
  const pointer = typeof value === 'object' && value !== null && 'kind' in value ? value : null;
  const { value: text, gloss } = say(value);
  return {
    name: field,
    value: text,
    gloss,
    old: now ? say(now.old).value : null,
    next: next ? { value: say(next.value).value, step: next.number } : null,
    setBy,
    setByLabel: setBy ? context.label(setBy) : '',
    object: pointer ? objectId(pointer) : null,
    server: pointer?.kind === 'ip_vs_dest' ? context.servers.of(pointer.addr, pointer.port) : null,
    unset: isUnset(field, value) && !now && !next,
  };
}

const fixed = (name: string, value: string, gloss = ''): FieldView => ({
  name,
  value,
  gloss,
  old: null,
  next: null,
  setBy: null,
  setByLabel: '',
  object: null,
  server: null,
  unset: false,
});

function endsOfConn(context: ObjectContext, cp: ip_vs_conn): FieldView[] {
  const born = whereSet(context, cp, '');
  const label = born ? context.label(born) : '';
  const pair = (name: string, value: string): FieldView => ({
    ...fixed(name, value),
    setBy: born,
    setByLabel: label,
  });
  const daddr = pair('daddr:dport', formatEndpoint(cp.daddr, cp.dport));
  return [
    pair('caddr:cport', formatEndpoint(cp.caddr, cp.cport)),
    pair('vaddr:vport', formatEndpoint(cp.vaddr, cp.vport)),
    cp.dest ? { ...daddr, server: context.servers.of(cp.dest.addr, cp.dest.port) } : daddr,
    { ...pair('protocol', String(cp.protocol)), gloss: ip_vs_proto_name(cp.protocol) },
  ];
}

function chainPlace(ipvs: netns_ipvs, cp: ip_vs_conn): string {
  if (cp.bucket < 0) return 'not hashed';
  let position = 0;
  let length = 0;
  for (let node = ipvs.conn_tab.heads[cp.bucket]; node; node = node.c_next) {
    length++;
    if (node === cp) position = length;
  }
  return `chain 0x${cp.bucket.toString(16).padStart(3, '0')}, node ${position} of ${length}`;
}

function firesField(context: ObjectContext, cp: ip_vs_conn): FieldView[] {
  if (cp.timer.slot < 0) return [];
  const { hz } = context.ipvs.params;
  return [fixed('(wheel fires)', `${secondsText(uptimeOf(hz, cp.timer.fires), hz)} s`)];
}

function kernelObject(context: ObjectContext, name: string, object: KernelObject): ObjectView {
  const fields = (names: readonly string[]): FieldView[] =>
    names.map((field) => fieldView(context, object, field));
  const base = { id: objectId(object), name, template: false, place: '' };
  switch (object.kind) {
    case 'ip_vs_conn':
      return {
        ...base,
        struct: 'struct ip_vs_conn',
        template: is_template(object),
        place: chainPlace(context.ipvs, object),
        fields: [...endsOfConn(context, object), ...fields(CONN_FIELDS), ...firesField(context, object)],
      };
    case 'ip_vs_dest': {
      const end = fixed('addr:port', formatEndpoint(object.addr, object.port));
      const server = context.servers.of(object.addr, object.port);
      return { ...base, struct: 'struct ip_vs_dest', fields: [{ ...end, server }, ...fields(DEST_FIELDS)] };
    }
    case 'ip_vs_service': {
      const key = object.fwmark
        ? `fwm ${object.fwmark}`
        : `${ip_vs_proto_name(object.protocol)} ${formatEndpoint(object.addr, object.port)}`;
      return {
        ...base,
        struct: 'struct ip_vs_service',
        fields: [fixed('service', key), ...fields(SVC_FIELDS)],
      };
    }
    case 'nf_conn':
      return {
        ...base,
        struct: 'struct nf_conn',
        fields: [fixed('original', tupleText(object.original)), ...fields(CT_FIELDS)],
      };
  }
}

function scopedObject(context: ObjectContext, name: string, object: Scoped): ObjectView {
  if ('kind' in object) return kernelObject(context, name, object);
  const base = { id: name, name, template: false, place: '' };
  if ('caddr' in object) {
    const fields = [
      fixed('protocol', String(object.protocol), ip_vs_proto_name(object.protocol)),
      fixed('caddr:cport', formatEndpoint(object.caddr, object.cport)),
      fixed('vaddr:vport', formatEndpoint(object.vaddr, object.vport)),
    ];
    return { ...base, struct: 'struct ip_vs_conn_param', fields };
  }
  const fields = [
    fixed('protocol', String(object.protocol), ip_vs_proto_name(object.protocol)),
    fixed('saddr', formatAddr(object.saddr)),
    fixed('sport', String(object.sport)),
    fixed('daddr', formatAddr(object.daddr)),
    fixed('dport', String(object.dport)),
    fixed('fragoffs', String(object.fragoffs)),
  ];
  return { ...base, struct: 'struct ip_vs_iphdr', fields };
}

/** Tabs in the order of VISUAL: what is in scope at the cursor, the latest meaning of each name. */
export function objectViews(context: ObjectContext): ObjectView[] {
  const latest = new Map<string, Scoped>();
  for (const { number, name, object } of context.scopes) {
    if (number <= context.cursor.step) latest.set(name, object);
  }
  const order = [...latest.keys()].sort((a, b) => TABS.indexOf(a) - TABS.indexOf(b));
  return order.map((name) => scopedObject(context, name, latest.get(name) as Scoped));
}
