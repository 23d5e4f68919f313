import type { RawStep } from '../../trace/recorder.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Comparison, Difference } from './compare.ts';
import type { Printed } from './printed.ts';

/** Where a difference comes from: the function on each side, and the decision behind it. */
export interface Explanation {
  /** One or two sentences. */
  readonly text: string;
  /** The function in which the sides part. */
  readonly fn: string;
  /** The last decision of side `b` before it, '' = none. */
  readonly branch: string;
}

/** What the two sides are called: `the log`, `the model`. */
export interface SideNames {
  readonly a: string;
  readonly b: string;
}

interface Seen {
  readonly fn: string;
  readonly text: string;
  readonly branch: RawStep | null;
}

/** The step that printed a line, its function, and the last branch before it. */
function seen(trace: Trace, printed: Printed, at: number): Seen | null {
  if (at >= printed.length) return null;
  const event = printed.events.at(at);
  if (event >= trace.index.length) return null;
  const { rawSteps } = trace.visit(event).recorder;
  const number = printed.steps.at(at);
  const step = rawSteps[number - 1];
  if (!step) return null;
  const branch = rawSteps.slice(0, number - 1).findLast(({ kind }) => kind === 'branch') ?? null;
  return { fn: step.detail, text: step.text, branch };
}

const WORD = /[^\s,]+/g;
/** `s:` of a Bind-dest line is printed before it is set. */
const UNSET = /^s:\d+$/;

/** The words in which two texts of one message differ: `192.168.1.10:80` and `192.168.1.11:80`. */
export function differingWords(a: string, b: string): readonly (readonly [string, string])[] | null {
  const left = a.match(WORD) ?? [];
  const right = b.match(WORD) ?? [];
  if (left.length !== right.length) return null;
  const pairs = left.flatMap((word, i): (readonly [string, string])[] =>
    word === right[i] || (UNSET.test(word) && UNSET.test(right[i])) ? [] : [[word, right[i]]],
  );
  return pairs.length > 0 && pairs.length <= 4 ? pairs : null;
}

function branchText(branch: RawStep | null, side: string): string {
  if (!branch) return '';
  const operands = branch.detail ? ` (${branch.detail})` : '';
  return ` The last decision of ${side} before it: ${branch.text}${operands} was ${branch.result}.`;
}

function count(lines: number): string {
  return lines === 1 ? 'a line' : `${lines} lines`;
}

function sameMessage(a: Seen, b: Seen): boolean {
  return a.fn === b.fn && differingWords(a.text, b.text) !== null;
}

/** Why they part there, in terms of the function and the branch. */
export function explain(
  comparison: Comparison,
  difference: Difference,
  traces: { readonly a: Trace; readonly b: Trace },
  names: SideNames,
): Explanation {
  const { aFrom, aTo, bFrom, bTo } = difference;
  const a = aTo > aFrom ? seen(traces.a, comparison.a, aFrom) : null;
  const b = bTo > bFrom ? seen(traces.b, comparison.b, bFrom) : null;
  const next = b ?? seen(traces.b, comparison.b, bFrom);
  const branch = b?.branch ?? null;
  if (a && b && comparison.a.ids.at(aFrom) === comparison.b.ids.at(bFrom)) {
    const [left, right] = [comparison.a.times.at(aFrom), comparison.b.times.at(bFrom)].map(seconds);
    const text = `The same line at another time: ${names.a} has "${a.text}" at ${left}, ${names.b} at ${right}.`;
    return { fn: a.fn, branch: '', text };
  }
  if (a && b && sameMessage(a, b)) {
    const pairs = differingWords(a.text, b.text) ?? [];
    const words = pairs.map(([left, right]) => `${left} in ${names.a}, ${right} in ${names.b}`).join('; ');
    return { fn: b.fn, branch: branch?.text ?? '', text: `${b.fn}: ${words}.${branchText(branch, names.b)}` };
  }
  if (a && b) {
    const text = `${names.a} goes on in ${a.fn} ("${a.text}"), ${names.b} in ${b.fn} ("${b.text}").${branchText(branch, names.b)}`;
    return { fn: a.fn, branch: branch?.text ?? '', text: capital(text) };
  }
  if (a) {
    const where = next ? `, it goes on in ${next.fn}` : '';
    const text = `${names.a} has ${count(aTo - aFrom)} of ${a.fn} that ${names.b} does not print: "${a.text}"${where}.`;
    return { fn: a.fn, branch: '', text: capital(text) };
  }
  if (b) {
    const text = `${names.b} prints ${count(bTo - bFrom)} in ${b.fn} that ${names.a} does not have: "${b.text}".${branchText(branch, names.b)}`;
    return { fn: b.fn, branch: branch?.text ?? '', text: capital(text) };
  }
  return { fn: '', branch: '', text: 'The lines cannot be shown.' };
}

function seconds(ns: number): string {
  return `${(ns / 1e9).toFixed(3)} s`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
