import { parseAddr } from '../../base/inet.ts';
import type { ExpressionProblem } from '../../expression/catalogue.ts';
import { checkCondition } from './condition.ts';
import { FIELDS_OF, STATE_NAMES, STRUCT_OF } from './kernel-fields.ts';
import { isMessageId } from './message-words.ts';
import {
  type HitRule,
  type ObjectAnchor,
  STOP_PROTOCOLS,
  type Stop,
  type StopProtocol,
  type StopWhat,
  WATCHED_OBJECTS,
  type WatchedObject,
} from './stop.ts';
import { fail, StopProblem, type Word, Words } from './words.ts';

export type ParsedStop =
  | { readonly ok: true; readonly stop: Stop }
  | { readonly ok: false; readonly problem: ExpressionProblem };

const NAME = /^[A-Za-z_]\w*$/;
const VERDICTS = ['NF_DROP', 'NF_ACCEPT', 'NF_STOLEN'] as const;
const EVENTS = ['packet', 'timer', 'command', 'note'] as const;

type Reader = (words: Words, first: Word) => StopWhat;

function oneOf<T extends string>(word: Word, known: readonly T[], what: string): T {
  const found = known.find((name) => name.toLowerCase() === word.text.toLowerCase());
  return found ?? fail(`"${word.text}" is no ${what}: ${known.join(', ')}.`, word);
}

function readCall(words: Words): StopWhat {
  const fn = words.need('A function is missing: call ip_vs_conn_new');
  if (!NAME.test(fn.text)) fail(`"${fn.text}" is not the name of a function.`, fn);
  return { kind: 'call', fn: fn.text };
}

function readBranch(words: Words): StopWhat {
  const missing = 'A branch is a function and its condition: branch ip_vs_schedule "svc->flags & PERSISTENT"';
  const fn = words.need(missing);
  const condition = words.need(missing);
  const outcome = words.takeIf('true', 'false');
  const taken = outcome ? outcome.text === 'true' : null;
  return { kind: 'branch', fn: fn.text, condition: condition.text, taken };
}

function readLevel(words: Words): number {
  const word = words.need('A debug_level is missing: 0 to 12.');
  if (!/^(-1|\d|1[0-2])$/.test(word.text)) fail(`"${word.text}" is no debug_level: 0 to 12.`, word);
  return Number(word.text);
}

function readMessage(words: Words, first: Word): StopWhat {
  const said = words.peek();
  let id = '';
  let text = '';
  if (said && (said.quoted || !['level', 'if', 'hit', 'as', 'off'].includes(said.text))) {
    words.take();
    if (!said.quoted && isMessageId(said.text)) id = said.text;
    else text = said.text;
  }
  const level = words.takeIf('level') ? readLevel(words) : null;
  if (!id && !text && level === null)
    fail('Which message: its name, words of it in quotes, or "level" and a number.', first);
  return { kind: 'message', id, words: text, level };
}

function readState(words: Words): StopWhat {
  const state = (word: Word): string => (word.text === '*' ? '' : oneOf(word, STATE_NAMES, 'state'));
  const from = state(words.need('A state is missing: state FIN_WAIT -> TIME_WAIT, with * for any.'));
  const arrow = words.takeIf('->');
  const to = arrow
    ? state(words.need('A state is missing behind the arrow: -> TIME_WAIT, with * for any.'))
    : from;
  const protocol = words.takeIf(...STOP_PROTOCOLS)?.text as StopProtocol | undefined;
  return { kind: 'state', from: arrow ? from : '', to, protocol: protocol ?? '' };
}

/** An address, or a prefix of one: `172.16.0.0/16`. */
function readAddress(end: 'any' | 'client' | 'server'): Reader {
  return (words) => {
    const word = words.need('An address is missing: address 172.16.0.1, or a prefix 172.16.0.0/16');
    const [addr, bits, ...more] = word.text.split('/');
    const known = parseAddr(addr);
    const most = typeof known === 'number' ? 32 : 128;
    const isPrefix = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
    if (known === null || !isPrefix || more.length > 0)
      fail(
        `"${word.text}" is neither an address nor a prefix, such as 172.16.0.1, 172.16.0.0/16 or fd00::/64.`,
        word,
      );
    return { kind: 'address', end, address: word.text };
  };
}

const END_MISSING = 'The address and port of the object are missing: of tcp 172.16.0.1:41000';

function readAnchor(words: Words): ObjectAnchor | null {
  if (!words.takeIf('of')) return null;
  const first = words.need('Of which object: of tcp 172.16.0.1:41000, of 192.168.1.12:80');
  const isPair = !/[.:]/.test(first.text);
  const label = isPair ? `${first.text} ${words.need(END_MISSING).text}` : first.text;
  if (!words.takeIf('nth')) return { label, nth: 0 };
  const nth = words.need('The how-manieth is meant: nth 2');
  if (!/^[1-9]\d{0,8}$/.test(nth.text)) fail(`"${nth.text}" is not a number from 1.`, nth);
  return { label, nth: Number(nth.text) };
}

/** What else is reported as written: lists that an object is put into, the memory of a scheduler. */
const MORE_WRITTEN = /^(c_list|reply|sched_data|\w+(->|\.)\w+|\w+_table|dest_trash)$/;

function readWrite(words: Words): StopWhat {
  const path = words.need('A field is missing: write cp.daddr, write dest.weight of 192.168.1.12:80');
  const [, object = '', field = ''] = /^(\w+)(?:\.|->)(.+)$/.exec(path.text) ?? [];
  if (!WATCHED_OBJECTS.includes(object as WatchedObject)) {
    fail(`A field is written as ${WATCHED_OBJECTS.map((name) => `${name}.`).join(', ')} and its name.`, path);
  }
  const known = FIELDS_OF[STRUCT_OF[object]];
  if (!(field in known) && !MORE_WRITTEN.test(field))
    fail(`${STRUCT_OF[object]} has no field "${field}".`, path);
  return { kind: 'write', object: object as WatchedObject, field, of: readAnchor(words) };
}

const READERS: Readonly<Record<string, Reader>> = {
  call: readCall,
  branch: readBranch,
  message: readMessage,
  state: readState,
  verdict: (words) => ({
    kind: 'verdict',
    verdict: oneOf(words.need(`A verdict is missing: ${VERDICTS.join(', ')}.`), VERDICTS, 'verdict'),
  }),
  address: readAddress('any'),
  client: readAddress('client'),
  server: readAddress('server'),
  event: (words) => ({
    kind: 'event',
    event: oneOf(words.need(`An event is missing: ${EVENTS.join(', ')}.`), EVENTS, 'event'),
  }),
  write: readWrite,
  when: () => ({ kind: 'when' }),
};

/** The words that a stop can begin with. */
export const STOP_WORDS: readonly string[] = Object.keys(READERS);

function readWhat(words: Words): StopWhat {
  const first = words.peek();
  if (!first) return fail('Nothing is written.', { from: 0, to: words.text.length });
  const reader = first.quoted ? undefined : READERS[first.text];
  if (reader) {
    words.take();
    return reader(words, first);
  }
  const verdict = VERDICTS.find((name) => name === first.text);
  if (verdict || /^[a-z_]\w*$/.test(first.text)) {
    const after = new Words(words.text.slice(first.to)).peek();
    if (!after || ['if', 'hit', 'as', 'off'].includes(after.text)) {
      words.take();
      return verdict ? { kind: 'verdict', verdict } : { kind: 'call', fn: first.text };
    }
  }
  return { kind: 'when' };
}

function readHit(words: Words): HitRule {
  const word = words.need('A number of hits is missing: hit 10, hit 10+, hit %10');
  const [, every, n, from] = /^(%?)([1-9]\d{0,8})(\+?)$/.exec(word.text) ?? [];
  if (!n || (every && from)) fail(`"${word.text}": expected hit 10, hit 10+ or hit %10.`, word);
  return { how: every ? 'every' : from ? 'from' : 'at', n: Number(n) };
}

/** Makes a problem of an expression one of the text that it stands in. */
function conditionAt(words: Words, from: number): string {
  const text = words.text.slice(from).trim();
  const problem = checkCondition(text);
  if (problem)
    fail(problem.message, { from: from + problem.from, to: Math.max(from + 1, from + problem.to) });
  return text;
}

function readOptions(words: Words): Omit<Stop, 'what'> {
  let options: Omit<Stop, 'what'> = { condition: '', hit: null, name: '', enabled: true };
  for (;;) {
    if (words.takeIf('hit')) options = { ...options, hit: readHit(words) };
    else if (words.takeIf('as'))
      options = { ...options, name: words.need('A name is missing: as "first drop"').text };
    else if (words.takeIf('off')) options = { ...options, enabled: false };
    else return options;
  }
}

function readStop(text: string): Stop {
  const words = new Words(text);
  const what = readWhat(words);
  const options = readOptions(words);
  const word = words.takeIf('if');
  if (word || (what.kind === 'when' && words.peek())) {
    if (!words.peek())
      fail(
        'A condition is missing behind "if": if cp.state == TIME_WAIT',
        word ?? { from: 0, to: text.length },
      );
    return { what, ...options, condition: conditionAt(words, words.next) };
  }
  const rest = words.peek();
  if (rest) fail(`"${rest.text}" is not understood here: a condition begins with "if".`, rest);
  if (what.kind === 'when')
    fail('A condition is missing: when cp.state == TIME_WAIT', { from: 0, to: text.length });
  return { what, ...options };
}

/**
 * Reads what a run shall be stopped at:
 * `call FN`, `branch FN "CONDITION" [true|false]`, `message NAME | "WORDS" [level N]`, `state FROM -> TO [tcp]`, `verdict NF_DROP`,
 * `address A`, `client A`, `server A`, `event timer`, `write OBJECT.FIELD [of LABEL [nth N]]`, `when CONDITION`; then `hit N`, `as "NAME"`,
 * `off`, and at the end `if CONDITION`. A function or a verdict alone, and a condition alone, are understood too. Never throws.
 */
export function parseStop(text: string): ParsedStop {
  try {
    return { ok: true, stop: readStop(text) };
  } catch (problem) {
    if (problem instanceof StopProblem) return { ok: false, problem: problem.problem };
    throw problem;
  }
}
