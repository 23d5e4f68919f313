import { formatAddr } from '../../base/inet.ts';
import { randomOf } from '../../base/random.ts';
import type { CaseDocument } from '../case.ts';
import { formatEpoch } from '../case-time.ts';
import { Buckets } from './buckets.ts';
import { type RecordedChoices, recordChoices, usesHashing } from './choices.ts';
import { Plan } from './plan.ts';
import { replaced as replacedBy } from './replacer.ts';
import { commandsOf, type Survey, surveyOf } from './survey.ts';
import { notesWithout, staysAs, stopsWithout } from './words.ts';

export interface AnonymiseOptions {
  /** 32 bits. The same seed gives the same result; take a new one from crypto for each case. */
  readonly seed: number;
  /** Ports of clients from 1024 on are replaced too, unless firewall rules look at them. Left out = they stay. */
  readonly ports?: boolean;
  /**
   * Entries stay in the buckets of the connection table that they have now; ports of clients are replaced for that. It is
   * done in any case where the defence against floods drops entries by their buckets. Left out = buckets change.
   */
  readonly sameBuckets?: boolean;
}

export type ReplacementKind =
  | 'address'
  | 'port'
  | 'interface'
  | 'call-id'
  | 'title'
  | 'about'
  | 'note'
  | 'bookmark'
  | 'time'
  | 'hash seed';

/** One row of the table of what was replaced by what. It must never be shared. */
export interface Replacement {
  readonly kind: ReplacementKind;
  readonly from: string;
  /** '' = it was dropped. */
  readonly to: string;
}

export interface Anonymised {
  readonly document: CaseDocument;
  /** What was replaced by what, in the order of appearance; not part of the document. */
  readonly replaced: readonly Replacement[];
  /** What could not be kept, what was left out and what stays readable, one sentence each. */
  readonly notes: readonly string[];
  /** Choices of sh, dh and mh that are other ones now; 0 = all are kept. */
  readonly brokenChoices: number;
  /** Entries are kept in the buckets that they were in, as far as that can be; the proof counts the others. */
  readonly sameBuckets: boolean;
}

/** Draws of the whole plan, if not every choice of a scheduler can be kept with the first. */
const ROUNDS = 4;
const WORD = 0x1_0000_0000;

/** The kernel without what tells where and when it ran; its hash gets another seed. */
function kernelWithout(document: CaseDocument, random: (below: number) => number): CaseDocument {
  const { kernel } = document;
  const other = (value: number | null): number | null => (value ? random(WORD) : value);
  const connRnd = other(kernel.connRnd);
  return {
    ...document,
    title: '',
    about: '',
    kernel: { ...kernel, epoch: null, connRnd, netnsXor: other(kernel.netnsXor) },
  };
}

interface Attempt {
  readonly plan: Plan;
  readonly document: CaseDocument;
  readonly dropped: number;
  readonly broken: number;
  readonly wrongLengths: number;
  /** The search for ends of the same buckets took too long. */
  readonly gaveUp: boolean;
}

interface Task {
  readonly original: CaseDocument;
  readonly options: AnonymiseOptions;
  readonly survey: Survey;
  readonly recorded: RecordedChoices | null;
  readonly sameBuckets: boolean;
}

function attempt({ original, options, survey, recorded, sameBuckets }: Task, round: number): Attempt {
  const random = randomOf((options.seed + round * 0x9e3779b9) >>> 0);
  const plain = kernelWithout(original, random);
  const buckets = sameBuckets ? new Buckets(original, plain) : null;
  const plan = new Plan(survey, { random, ports: options.ports ?? false, buckets, recorded });
  const { stops, dropped } = stopsWithout(plain.stops, plan);
  const document = { ...replacedBy(plain, plan), stops };
  document.entries = notesWithout(document.entries);
  return {
    plan,
    document,
    dropped,
    broken: plan.broken().length,
    wrongLengths: plan.wrongLengths(),
    gaveUp: buckets?.exhausted ?? false,
  };
}

const faults = ({ broken, wrongLengths }: Attempt): number => broken + wrongLengths;

/** The first attempt that keeps all choices, or the one that keeps most. */
function bestAttempt(task: Task): Attempt {
  let best = attempt(task, 0);
  for (let round = 1; round < ROUNDS && faults(best) > 0; round++) {
    const next = attempt(task, round);
    if (faults(next) < faults(best)) best = next;
  }
  return best;
}

/**
 * The case with other addresses, names, texts and clock, in which IPVS decides the same. Addresses that are equal, share a
 * network that a rule or a persistence granularity tells apart, or are chosen for alike by sh, dh and mh stay so; what takes
 * their place is drawn from ranges for documents (RFC 5737, RFC 3849) and private ones. `proveAnonymised` checks it.
 */
export function anonymise(document: CaseDocument, options: AnonymiseOptions): Anonymised {
  const survey = surveyOf(document);
  const task: Task = {
    original: document,
    options,
    survey,
    recorded: usesHashing(document) ? recordChoices(document) : null,
    sameBuckets: (options.sameBuckets ?? false) || survey.dropsByBucket,
  };
  const best = bestAttempt(task);
  return {
    document: best.document,
    replaced: tableOf(document, best),
    notes: notesOf(task, best),
    brokenChoices: best.broken,
    sameBuckets: task.sameBuckets,
  };
}

/** Are there sequence numbers or identifications that could be found again in a capture? */
function hasNumbers({ entries }: CaseDocument): boolean {
  return entries.some(
    (entry) =>
      entry.kind === 'packet' &&
      (entry.packet.id !== 0 || (entry.packet.transport.kind === 'tcp' && entry.packet.transport.seq !== 0)),
  );
}

function tableOf(original: CaseDocument, { plan, document }: Attempt): Replacement[] {
  const rows: Replacement[] = [];
  const row = (kind: ReplacementKind, from: string, to: string): void => {
    if (from !== to) rows.push({ kind, from, to });
  };
  row('title', original.title, '');
  row('about', original.about, '');
  for (const { from, to } of plan.addresses.values()) {
    if (!staysAs(from, to)) row('address', formatAddr(from), formatAddr(to));
  }
  for (const [key, ports] of plan.ports) {
    const addr = plan.addresses.get(key)?.from;
    const name = addr === undefined ? '' : formatAddr(addr);
    for (const [from, to] of ports) row('port', `${name} port ${from}`, String(to));
  }
  for (const [from, to] of plan.names) row('interface', from, to);
  for (const [from, to] of plan.callIds) row('call-id', from, to);
  for (const [i, entry] of original.entries.entries()) {
    const now = document.entries[i];
    if (entry.kind === 'note' && now.kind === 'note') row('note', entry.text, now.text);
  }
  for (const [i, { note }] of original.stops.bookmarks.entries()) {
    row('bookmark', note, document.stops.bookmarks[i].note);
  }
  const { epoch, connRnd } = original.kernel;
  if (epoch) row('time', formatEpoch(epoch), '');
  if (connRnd !== null) row('hash seed', hex(connRnd), hex(document.kernel.connRnd ?? 0));
  return rows;
}

const hex = (value: number): string => `0x${value.toString(16)}`;

function notesOf(
  { options, survey, original, sameBuckets }: Task,
  { broken, dropped, plan, wrongLengths, gaveUp }: Attempt,
): string[] {
  const notes: string[] = [];
  if (broken > 0) {
    const many = broken === 1 ? 'One choice' : `${broken} choices`;
    notes.push(
      `${many} of a hashing scheduler (sh, dh, mh) could not be kept: no free address is chosen for alike.`,
    );
  }
  if (wrongLengths > 0) {
    notes.push(
      'Answers of FTP servers have other lengths when the address in them is rewritten: counted bytes can differ.',
    );
  }
  if (gaveUp)
    notes.push(
      'There are too many clients to keep all of them in their buckets: some entries are in other ones.',
    );
  if (survey.holes)
    notes.push('A netmask with holes in it cannot be kept: templates may be shared by other clients.');
  if (survey.dropsByBucket && !options.sameBuckets) {
    notes.push(
      'drop_entry drops entries by their buckets, so they are kept in them as far as that can be; ports of clients are replaced for it.',
    );
  } else if (!sameBuckets)
    notes.push('Entries are in other buckets of the connection table; no decision depends on them.');
  if (plan.ports.size === 0) notes.push('Ports stay as they are.');
  if (dropped > 0) {
    notes.push(
      `${dropped} ${dropped === 1 ? 'stop or watch' : 'stops or watches'} with text are left out: a text can name somebody.`,
    );
  }
  if (commandsOf(original).length > 0)
    notes.push('Ports of services and servers, weights, marks and settings stay as they are.');
  const numbers = hasNumbers(original) ? 'TCP sequence numbers, IP identifications, lengths' : 'Lengths';
  notes.push(`${numbers}, hop limits and the distances in time stay as they are.`);
  return notes;
}
