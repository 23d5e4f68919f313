import type { Step } from '../../trace/views.ts';
import type { Visit } from './way.ts';

/** What an event had at a node, in plain words: operands, what followed from them. */

const join = (...parts: string[]): string => parts.filter(Boolean).join(', ');
const arrows = (text: string): string => text.replaceAll(' -> ', ' \u2192 ');

/** `1 -> 2` of a field that the function wrote. */
function written(inside: readonly Step[], field: string): string {
  const step = inside.find(({ kind, text }) => kind === 'write' && text.endsWith(`->${field}`));
  return step ? step.detail : '';
}

function change(inside: readonly Step[], ...fields: string[]): string {
  const told = fields
    .map((field) => [field, written(inside, field)] as const)
    .find(([, text]) => text !== '');
  return told ? `${told[0]} ${told[1]}` : '';
}

function lookup(step: Step, inside: readonly Step[]): string {
  const buckets = inside.filter(({ kind }) => kind === 'bucket');
  const bucket = buckets.at(-1);
  if (!bucket) return join(step.detail, step.result);
  const hit = inside.findLast(({ kind, result }) => kind === 'node' && result.startsWith('equal'));
  return `${bucket.text}, ${hit ? hit.text : bucket.result}`;
}

/** The server that the next entry is made for: what the scheduler has chosen. */
function chosen(step: Step, steps: readonly Step[]): string {
  if (step.result !== 'dest') return 'no server';
  const made = steps.find(({ number, text }) => number > step.end && text === 'ip_vs_conn_new');
  return made?.detail.split(' -> ').at(-1) ?? step.detail;
}

type Telling = (step: Step, inside: readonly Step[], steps: readonly Step[]) => string;

const stateOf: Telling = (step, inside) => written(inside, 'state') || `${step.result}, as before`;

const TELLINGS: Readonly<Record<string, Telling>> = {
  ip_vs_conn_in_get: lookup,
  ip_vs_conn_out_get: lookup,
  ip_vs_ct_in_get: lookup,
  tcp_state_transition: stateOf,
  sctp_state_transition: stateOf,
  ip_vs_bind_dest: (step, inside) =>
    join(step.detail, change(inside, 'inactconns', 'activeconns', 'persistconns')),
  ip_vs_unbind_dest: (step, inside) =>
    join(step.detail, change(inside, 'inactconns', 'activeconns', 'persistconns')),
  ip_vs_control_add: (_step, inside) => change(inside, 'n_control'),
  ip_vs_control_del: (_step, inside) => change(inside, 'n_control'),
  ip_vs_conn_put: (step, inside) => {
    const timer = inside.find(({ kind }) => kind === 'timer');
    return join(step.detail.replace(/^c[pt], /, ''), timer?.result ?? '');
  },
};

function ofCall(step: Step, steps: readonly Step[]): string {
  const inside = steps.slice(step.number, step.end);
  const telling = TELLINGS[step.text];
  if (telling) return telling(step, inside, steps);
  if (/_schedule$/.test(step.text) && /servers$/.test(step.detail)) return chosen(step, steps);
  const { detail, result } = step;
  return detail && result ? `${detail}: ${result}` : detail || result;
}

/** The words of one visit. `steps` = all of the event, numbered from 1 without gaps. */
export function wordsOf(visit: Visit, steps: readonly Step[]): string {
  const { node, at, outcome, returned } = visit;
  if (node.kind === 'end') return returned === node.text ? '' : returned;
  if (!at) return '';
  if (node.kind === 'call') return arrows(ofCall(at, steps));
  const follows = outcome === null ? '' : node.outcomes[outcome].words;
  if (follows === at.detail) return follows;
  return arrows(`${at.detail}: ${follows || at.result}`);
}
