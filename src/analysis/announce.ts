import type { EventRow, Step } from '../trace/views.ts';

/** The moment in a sentence, for the status line and for those who hear instead of see. */

function subject({ kind, packet }: EventRow): string {
  return packet === null ? `${kind[0].toUpperCase()}${kind.slice(1)}` : `Packet ${packet}`;
}

function eventSaid(row: EventRow): string {
  const server = row.server ? `, server ${row.server.addr}` : '';
  return `${subject(row)}, ${row.what}${server}`;
}

const filled = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(' ');

/** What a step does: `ip_vs_ct_in_get returns ct`, `svc->flags & ... is true`, `ct->refcnt 1 -> 2`. */
export function stepSaid({ kind, text, detail, result }: Step): string {
  if (kind === 'call') return result ? `${filled(text, detail)} returns ${result}` : filled(text, detail);
  if (kind === 'branch') return `${filled(text, detail)} is ${result}`;
  if (kind === 'log') return `prints ${text}`;
  if (kind === 'bucket' || kind === 'node') return `${filled(text, detail)}, ${result}`;
  return filled(text, detail, result);
}

/** `Packet 9, template hit, server 192.168.1.12` at its end, inside it `Packet 9, step 24 of 48, ip_vs_ct_in_get ...`. */
export function announcement(row: EventRow, steps: readonly Step[], step: number): string {
  if (step >= steps.length) return eventSaid(row);
  if (step < 1) return `${subject(row)}, before its first step`;
  return `${subject(row)}, step ${step} of ${steps.length}, ${stepSaid(steps[step - 1])}`;
}
