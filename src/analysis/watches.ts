import { formatAddr, formatEndpoint } from '../base/inet.ts';
import type { Endpoint, FieldType, Value } from '../expression/catalogue.ts';
import { compile } from '../expression/compile.ts';
import type { KernelObject, FieldValue as KernelValue } from '../kernel/probe.ts';
import { STOP_FIELDS } from '../trace/stops/fields.ts';
import { type Glimpse, glimpseAt } from '../trace/stops/glimpse.ts';
import type { Trace } from '../trace/trace.ts';
import type { Cursor } from '../trace/views.ts';
import { fieldText } from './fields.ts';

/** What watched expressions are worth at a moment, in words. */

interface Said {
  readonly value: string;
  readonly gloss: string;
}

/** Fields whose number alone says little: shown as the inspector does. */
const GLOSSED = new Set(['flags', 'conn_flags', 'timeout', 'status']);

function text(type: FieldType, value: Value): string {
  if (type === 'address') return formatAddr(value as Parameters<typeof formatAddr>[0]);
  if (type === 'endpoint') {
    const { addr, port } = value as Endpoint;
    return formatEndpoint(addr, port);
  }
  return String(value);
}

function ownerOf(at: Glimpse, path: readonly string[]): KernelObject | null {
  let object: unknown = at.object(path[0]);
  for (const name of path.slice(1, -1)) object = (object as Record<string, unknown> | null)?.[name];
  return object !== null && typeof object === 'object' && 'kind' in object ? (object as KernelObject) : null;
}

function said(at: Glimpse, expression: string, type: FieldType, value: Value): Said {
  if (expression === 'bucket' || expression.endsWith('.bucket'))
    return { value: `0x${Number(value).toString(16).padStart(3, '0')}`, gloss: '' };
  const path = expression.split(/\.|->/);
  const leaf = path.at(-1) ?? '';
  const owner = GLOSSED.has(leaf) && path.length > 1 ? ownerOf(at, path) : null;
  if (owner) return fieldText(owner, leaf, value as KernelValue, at.ipvs.params.hz);
  return { value: text(type, value), gloss: '' };
}

function valueAt(trace: Trace, cursor: Cursor, expression: string, step: number): Said | null {
  const compiled = compile(expression, STOP_FIELDS);
  if (!compiled.ok || cursor.event < 0) return null;
  const visit = trace.visit(cursor.event);
  return glimpseAt(
    trace,
    visit,
    cursor.step,
    (at) => {
      const isAsked = compiled.fields.some((name) => (STOP_FIELDS.find(name)?.read(at) ?? null) !== null);
      const value = isAsked || compiled.fields.length === 0 ? compiled.read(at) : null;
      return value === null ? null : said(at, expression.trim(), compiled.type, value as Value);
    },
    step,
  );
}

export interface WatchedValue extends Said {
  readonly changed: boolean;
}

/**
 * An expression at a moment; null = nothing of it is in scope there. It has changed when the step before gave another
 * value; at the end of an event, when the event began with another one.
 */
export function watchedValue(trace: Trace, cursor: Cursor, expression: string): WatchedValue | null {
  const now = valueAt(trace, cursor, expression, cursor.step);
  if (!now) return null;
  const isEnd = cursor.step >= trace.stepsOf(cursor.event);
  const before = valueAt(trace, cursor, expression, isEnd ? 0 : Math.max(0, cursor.step - 1));
  return { ...now, changed: before !== null && before.value !== now.value };
}
