import { formatEndpoint } from '../base/inet.ts';
import type { ip_vs_conn } from '../kernel/ipvs/ip_vs.ts';
import { uptimeOf } from '../kernel/lib/jiffies.ts';
import type { KernelObject, NodeComparison } from '../kernel/probe.ts';
import type { Effect, RawStep, ScopeEntry } from '../trace/recorder.ts';
import type { Comparison, Step } from '../trace/views.ts';
import { fieldText, objectId, secondsText } from './fields.ts';

/** Recorded steps in words. */

export function comparisonsOf(comparisons: readonly NodeComparison[]): Comparison[] {
  return comparisons.map(({ field, left, right, equal }) => ({ field, left, right, equal }));
}

/** The kernel's name for an object at a step: the last one that came into scope. */
function nameOf(scopes: readonly ScopeEntry[], object: KernelObject, step: number): string {
  const scope = scopes.findLast((entry) => entry.number <= step && entry.object === object);
  if (scope) return scope.name;
  if (object.kind === 'ip_vs_dest') return 'dest';
  if (object.kind === 'ip_vs_service') return 'svc';
  if (object.kind === 'nf_conn') return 'nf_ct';
  return object.flags & 0x1000 ? 'ct' : 'cp';
}

/** A short sentence on writes whose meaning is not plain. */
const NOTES: Readonly<Record<string, string>> = {
  n_control: 'entries that keep it alive',
  control: 'the link that the controlling entry counts',
  persistconns: 'templates that point here',
  activeconns: 'counts for the scheduler',
  inactconns: 'counts for the scheduler',
};

function writeNote(effect: Extract<Effect, { op: 'write' }>): string {
  const { field, old, value } = effect;
  if (field === 'refcnt' && effect.object.kind === 'ip_vs_conn') {
    return Number(value) > Number(old) ? 'held while it is in use' : 'given back';
  }
  return NOTES[field] ?? '';
}

interface Said {
  readonly text: string;
  readonly detail: string;
  readonly result: string;
  readonly note: string;
}

function chainWrite(name: string, effect: Extract<Effect, { op: 'hashed' | 'unhashed' }>): Said {
  const bucket = `0x${effect.bucket.toString(16).padStart(3, '0')}`;
  if (effect.op === 'hashed')
    return { text: `${name}->c_list`, detail: `head of bucket ${bucket}`, result: '', note: '' };
  return { text: `${name}->c_list`, detail: `out of bucket ${bucket}`, result: '', note: '' };
}

function timerWrite(name: string, effect: Extract<Effect, { op: 'timer' }>, hz: number): Said {
  const { value } = effect;
  if (value.slot < 0) return { text: `del_timer(&${name})`, detail: '', result: '', note: '' };
  const asked = secondsText(uptimeOf(hz, value.expires), hz);
  const fires = secondsText(uptimeOf(hz, value.fires), hz);
  return { text: `mod_timer(&${name})`, detail: `asks ${asked}`, result: `fires ${fires}`, note: '' };
}

function effectSaid(raw: RawStep, scopes: readonly ScopeEntry[], hz: number): Said | null {
  const { effect, object } = raw;
  if (!effect || effect.op === 'list' || effect.op === 'memory') return null;
  const name = object ? nameOf(scopes, object, raw.number) : '';
  if (effect.op === 'timer') return timerWrite(name ? `${name}->timer` : raw.text, effect, hz);
  if (effect.op !== 'write') return chainWrite(name, effect);
  const before = fieldText(effect.object, effect.field, effect.old, hz);
  const after = fieldText(effect.object, effect.field, effect.value, hz);
  const show = (text: typeof before): string => (effect.field === 'state' ? text.gloss : text.value);
  return {
    text: `${name}->${effect.field}`,
    detail: `${show(before)} -> ${show(after)}`,
    result: '',
    note: writeNote(effect),
  };
}

function nodeText(cp: ip_vs_conn): string {
  return `${formatEndpoint(cp.caddr, cp.cport)} -> ${formatEndpoint(cp.vaddr, cp.vport)}`;
}

function stepOf(raw: RawStep, scopes: readonly ScopeEntry[], hz: number): Step {
  const said = effectSaid(raw, scopes, hz);
  const node = raw.kind === 'node' ? nodeText(raw.object as ip_vs_conn) : null;
  const log = raw.kind === 'log';
  return {
    number: raw.number,
    depth: raw.depth,
    kind: raw.kind,
    text: said?.text ?? raw.text,
    detail: said?.detail ?? node ?? (log ? '' : raw.detail),
    result: said?.result ?? (log ? `level ${raw.level === -1 ? 'any' : raw.level}` : raw.result),
    taken: raw.taken,
    comparisons: raw.comparisons ? comparisonsOf(raw.comparisons) : undefined,
    bucket: raw.bucket,
    object: raw.object ? objectId(raw.object) : undefined,
    note: said?.note ?? '',
    end: raw.end,
  };
}

/** The steps of an event as the call path shows them. */
export function stepsOf(raw: readonly RawStep[], scopes: readonly ScopeEntry[], hz: number): Step[] {
  return raw.map((step) => stepOf(step, scopes, hz));
}
