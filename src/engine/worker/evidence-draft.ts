import type { Command } from '../../control/command.ts';
import type { MarkRule } from '../../control/mark-rule.ts';
import { DEFAULT_HZ } from '../../inputs/assumptions.ts';
import { daemonCommands, rulesOfServices, timeoutCommands } from '../../inputs/listing-rules.ts';
import { startOf } from '../../inputs/listing-start.ts';
import type { ListedFacts } from '../../inputs/run-folder.ts';
import type { PacketStore } from '../../packet/store.ts';
import { readActions } from '../../readers/actions.ts';
import type { PastePart } from '../../readers/listings/paste.ts';
import { readRules } from '../../readers/rules.ts';
import { readRunJson } from '../../readers/run-json.ts';
import type { OpenedFile } from '../../trace/views.ts';
import {
  type EvidenceChoice,
  EvidencePlan,
  itemsOf,
  type PlanContext,
  type PlannedItem,
} from './evidence-plan.ts';
import { partTitle, summaryOf, USE_WORDS } from './evidence-words.ts';
import type { PasteSource } from './paste-file.ts';

/** What pasted texts add to a case. */
export interface EvidenceDraft {
  readonly items: readonly PlannedItem[];
  readonly listed: ListedFacts;
  /** Packets out of tcpdump's text, when no capture is open. */
  readonly store: PacketStore | null;
  readonly assumptions: readonly string[];
}

/** The texts of the other files. */
interface Others {
  readonly runJson: string;
  readonly rules: string;
  readonly actions: string;
  readonly store: PacketStore | null;
}

/** Seconds of the earliest and the latest packet; captures may be out of order. */
function rangeOf(store: PacketStore | null): number[] {
  if (!store || store.length === 0) return [];
  let [least, most] = [0, 0];
  for (let i = 0; i < store.length; i++) {
    const time = store.time(i);
    if (time < least || i === 0) least = time;
    if (time > most || i === 0) most = time;
  }
  return [store.baseSec + least, store.baseSec + most];
}

function contextOf(sources: readonly PasteSource[], { store, actions, rules }: Others): PlanContext {
  const parts = sources.flatMap((source) => source.parts);
  const pasted = parts.flatMap((part) => (part.kind === 'tcpdump' ? [part.value.store] : []))[0] ?? null;
  const commands = actions ? readActions(actions).actions.map(({ sec, nsec }) => sec + nsec / 1e9) : [];
  let [first, last]: [number | null, number | null] = [null, null];
  // Only parts of pasted text are placed in time.
  const range = parts.length === 0 ? [] : rangeOf(store ?? pasted);
  for (const time of [...range, ...commands]) {
    first = Math.min(first ?? time, time);
    last = Math.max(last ?? time, time);
  }
  const rulesGiven =
    rules.trim() !== '' && readRules(rules).commands.some(({ command }) => command.op === 'add-service');
  return { first, last, rulesGiven, captureGiven: store !== null };
}

interface Said {
  commands: Command[];
  marks: MarkRule[];
  locals: ListedFacts['locals'][number][];
  assumptions: string[];
}

/** Commands of one part, in the words of ipvsadm. */
function addRules(said: Said, part: PastePart, hz: number): void {
  const { commands, marks, locals, assumptions } = said;
  if (part.kind === 'rules') {
    commands.push(...part.value.commands.map(({ command }) => command));
    marks.push(...part.value.marks.map(({ rule }) => rule));
  } else if (part.kind === 'keepalived') {
    commands.push(...part.value.commands.map(({ command }) => command));
    assumptions.push('The rules are those of keepalived while all checks succeed.');
  } else if (part.kind === 'timeouts') commands.push(...timeoutCommands(part.value));
  else if (part.kind === 'daemons') commands.push(...daemonCommands(part.value));
  else if (part.kind === 'services') {
    const rules = rulesOfServices(part.value, hz);
    commands.push(...rules.commands);
    locals.push(...rules.locals);
    assumptions.push(...rules.assumptions);
  }
}

const epochOf = (seconds: number): { sec: number; nsec: number } => ({
  sec: Math.floor(seconds),
  nsec: Math.round((seconds - Math.floor(seconds)) * 1e9),
});

function startFacts(
  item: PlannedItem | undefined,
  said: Said,
  known: readonly Command[],
): ListedFacts['start'] {
  if (item?.part.kind !== 'conns') return null;
  const { entries, commands, assumptions, problems } = startOf(item.part.value, [...known, ...said.commands]);
  said.commands.push(...commands);
  said.assumptions.push(...assumptions, ...problems.map(({ message }) => message));
  if (item.epoch === null) {
    said.assumptions.push(
      'When the entries were listed is not known: they are the state before the first packet. Set the time in Evidence if it was another.',
    );
  }
  said.assumptions.push(
    'A listing tells neither who controls an entry nor its counters and flags: templates are found by client network, virtual end and server.',
  );
  if (entries.length === 0) return null;
  return { entries, at: item.epoch === null ? null : epochOf(item.epoch), text: partTitle(item.part) };
}

/** Decides about every part and gathers what the program is made with. */
export function evidenceDraft(
  sources: readonly PasteSource[],
  choices: ReadonlyMap<string, EvidenceChoice>,
  others: Others,
): EvidenceDraft {
  const items = new EvidencePlan(itemsOf(sources), choices, contextOf(sources, others)).planned();
  const { run } = others.runJson ? readRunJson(others.runJson) : { run: null };
  const said: Said = { commands: [], marks: [], locals: [], assumptions: [] };
  for (const { part, use } of items) if (use === 'rules') addRules(said, part, run?.hz ?? DEFAULT_HZ);
  const told =
    others.rules.trim() === '' ? [] : readRules(others.rules).commands.map(({ command }) => command);
  const start = startFacts(
    items.find(({ use }) => use === 'start'),
    said,
    [...told, ...(run?.commands ?? [])],
  );
  const sizes = items.flatMap(({ part }) => (part.kind === 'services' ? [part.value.connTabBits] : []));
  const capture = items.find(({ use }) => use === 'capture')?.part;
  const { commands, marks, locals, assumptions } = said;
  const connTabBits = sizes.find((bits) => bits !== null && bits >= 8 && bits <= 20) ?? null;
  return {
    items,
    listed: { connTabBits, locals, commands, marks, start },
    store: capture?.kind === 'tcpdump' ? capture.value.store : null,
    assumptions,
  };
}

/** Every part as a line in the list of opened files. */
export function evidenceFiles(items: readonly PlannedItem[]): OpenedFile[] {
  return items.map(({ source, part, number, use }) => {
    const { from, to } = part;
    const lines = from === to ? `line ${from}` : `lines ${from}-${to}`;
    const count = summaryOf(part);
    return {
      name: number === null ? source.name : `part ${number} of ${source.name}, ${lines}`,
      what: partTitle(part),
      summary: [count, USE_WORDS[use]].filter(Boolean).join(', '),
      ok: part.kind !== 'unknown',
      problems: part.problems,
    };
  });
}
