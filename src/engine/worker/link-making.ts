import { eventRow } from '../../analysis/rows.ts';
import { Servers } from '../../analysis/servers.ts';
import { firstIndex } from '../../base/column.ts';
import { parseEndpoint } from '../../base/inet.ts';
import { anonymise } from '../../session/anonymise/anonymise.ts';
import { proveInSlices } from '../../session/anonymise/prove.ts';
import type { CaseDocument } from '../../session/case.ts';
import { type Fingerprint, fingerprintOf } from '../../session/link/fingerprint.ts';
import { fragmentOf } from '../../session/link/fragment.ts';
import { packCase } from '../../session/link/pack.ts';
import {
  anyEnd,
  type KeptEnd,
  oneEnd,
  shortened,
  slimmed,
  withCoarseTimes,
} from '../../session/link/shorten.ts';
import { printCase } from '../../session/print-case.ts';
import { caseProgram, documentOf } from '../../session/program.ts';
import { momentAnchor } from '../../trace/stops/anchors.ts';
import { Trace } from '../../trace/trace.ts';
import type { Cursor } from '../../trace/views.ts';
import type { LinkProof, LinkQuery, MadeLink } from '../protocol/links.ts';
import { Slices } from './breathe.ts';
import { fileName } from './exports.ts';
import type { LoadedCase } from './loaded-case.ts';

/** Packets that a link may hold: more do not fit any URL, and playing them several times takes long. */
const MOST_PACKETS = 100_000;
/** In place of a title, which may name somebody. */
const PLAIN_TITLE = 'Shared case';
const UNITS: Readonly<Record<LinkQuery['times'], number>> = { exact: 1, '100us': 100_000, '1ms': 1_000_000 };

/** What an event came to, its steps included: what a link's fingerprint is made of. */
function decisionAt({ index }: Trace, event: number): string {
  const { kind, verdict, what, server, steps, tone } = index.at(event);
  return `${kind} ${verdict} ${what} ${index.serverKeys[server] ?? ''} ${steps} ${tone}`;
}

export function fingerprintOfTrace(trace: Trace): Fingerprint {
  return fingerprintOf(trace.index.length, (event) => decisionAt(trace, event));
}

/** Plays a case; messages are let in meanwhile. */
async function played(document: CaseDocument): Promise<Trace> {
  const trace = new Trace(caseProgram(document).program);
  const slices = new Slices();
  while (trace.playSlice()) if (slices.isOver) await slices.rest();
  return trace;
}

async function proven(before: CaseDocument, after: CaseDocument): Promise<LinkProof> {
  const run = proveInSlices(before, after);
  const slices = new Slices();
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
    if (slices.isOver) await slices.rest();
  }
}

/** Whose packets are asked for at a moment; null = everybody's, or nobody's in particular. */
function endOf({ trace, servers }: LoadedCase, { packets, cursor }: LinkQuery): KeptEnd | null {
  const { event } = cursor;
  if (packets === 'all' || event < 0) return null;
  if (packets === 'open') return anyEnd(openEnds(trace, event));
  const end = parseEndpoint(eventRow(trace, servers, event).client);
  return end && oneEnd(end.addr, packets === 'connection' ? end.port : null);
}

/** Clients' ends of the connections that are in the table when an event is over. */
function openEnds({ index }: Trace, event: number): ReadonlySet<string> {
  const ends = new Set<string>();
  for (const { born, died, template, label } of index.lives.values())
    if (!template && born <= event && (died < 0 || died > event)) ends.add(label);
  return ends;
}

/** What an event is, whatever number it has: kind, ends, flags, and what it came to. */
function nameOf(trace: Trace, servers: Servers, event: number): string {
  const { kind, src, dst, client, flags, hook } = eventRow(trace, servers, event);
  return `${kind} ${src} ${dst} ${client} ${flags} ${hook}`;
}

/** The same event in the run of a shortened case, whose times are up to `unitNs` earlier; null = it was left out. */
function sameEvent(
  { trace: from, servers }: LoadedCase,
  cursor: Cursor,
  { trace: to, servers: toServers }: { trace: Trace; servers: Servers },
  unitNs: number,
): Cursor | null {
  if (cursor.event < 0) return { event: -1, step: 0 };
  const name = nameOf(from, servers, cursor.event);
  const time = from.index.timeOf(cursor.event);
  const { length } = to.index;
  const first = firstIndex(0, length, (event) => to.index.timeOf(event) >= time - unitNs);
  for (let event = first; event < length && to.index.timeOf(event) <= time; event++)
    if (nameOf(to, toServers, event) === name) {
      const atEnd = cursor.step >= from.stepsOf(cursor.event);
      return { event, step: atEnd ? to.stepsOf(event) : Math.min(cursor.step, to.stepsOf(event)) };
    }
  return null;
}

interface Draft {
  readonly document: CaseDocument;
  readonly trace: Trace;
  readonly notes: string[];
}

/** Fewer packets and coarser times; times stay exact where coarse ones would decide otherwise. */
async function cut(
  loaded: LoadedCase,
  whole: CaseDocument,
  query: LinkQuery,
): Promise<Draft & { unit: number }> {
  const { trace } = loaded;
  const { event } = query.cursor;
  const start = trace.program.inputs.at(0)?.timeNs ?? trace.program.setupNs;
  const now = event < 0 ? null : trace.index.timeOf(event) - start;
  const document = shortened(whole, {
    end: endOf(loaded, query),
    from: query.since === null || now === null ? null : now - query.since * 1e9,
    until: query.until ? now : null,
  });
  const exact = { document, trace: await played(document), notes: [] as string[], unit: 0 };
  const unit = UNITS[query.times];
  if (unit === 1) return exact;
  const coarse = withCoarseTimes(document, unit);
  const coarseTrace = await played(coarse);
  const [a, b] = [exact.trace, coarseTrace].map((one) => fingerprintOfTrace(one).parts.join());
  if (a === b) return { document: coarse, trace: coarseTrace, notes: [], unit };
  exact.notes.push('Coarser times would change what is decided, so they are exact.');
  return exact;
}

interface Named {
  readonly document: CaseDocument;
  readonly proof: LinkProof | null;
  readonly replaced: Extract<MadeLink, { ok: true }>['replaced'];
  readonly notes: readonly string[];
}

async function withoutNames(
  document: CaseDocument,
  { anonymise: wanted, seed, ports }: LinkQuery,
): Promise<Named> {
  if (!wanted) return { document, proof: null, replaced: [], notes: [] };
  const { document: made, replaced, notes } = anonymise(document, { seed, ports });
  const proof = await proven(document, made);
  return { document: { ...made, title: PLAIN_TITLE }, proof, replaced, notes };
}

const packetsOf = ({ entries }: CaseDocument): number =>
  entries.filter(({ kind }) => kind === 'packet').length;

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Where others are missing, the moment that is shared may go otherwise: then it is said. */
function changedOutcome(before: Trace, event: number, after: Trace, at: number): string[] {
  if (event < 0 || at < 0) return [];
  const told = ({ index }: Trace, number: number): string => {
    const { what, server } = index.at(number);
    return server < 0 ? what : `${what}, server ${index.serverKeys[server]}`;
  };
  const [was, is] = [told(before, event), told(after, at)];
  return was === is
    ? []
    : [`With fewer packets this moment goes otherwise: "${is}" instead of "${was}". Keep more of the case.`];
}

/** The cut case, without what IPVS does not read, its names replaced; each step is checked by playing it again. */
async function made(loaded: LoadedCase, whole: CaseDocument, query: LinkQuery): Promise<MadeLink> {
  const draft = await cut(loaded, whole, query);
  const slim = slimmed(draft.document);
  const isSlim = (await proven(draft.document, slim)).same;
  const named = await withoutNames(isSlim ? slim : draft.document, query);
  const { document } = named;
  const trace = await played(document);
  const at = sameEvent(
    loaded,
    query.cursor,
    { trace: draft.trace, servers: new Servers(draft.trace.program) },
    draft.unit,
  );
  const view = { ...query.view, at: at && momentAnchor(trace, at) };
  const otherwise = at ? changedOutcome(loaded.trace, query.cursor.event, draft.trace, at.event) : [];
  const hidden = query.anonymise ? { ...view, client: '', server: '', filter: '', entries: '' } : view;
  const text = printCase(document);
  const bytes = packCase({ text, view: hidden, fingerprint: fingerprintOfTrace(trace) });
  const lost = at ? [] : ['The moment you look at is not in what is kept: the link opens at the beginning.'];
  return {
    ok: true,
    fragment: fragmentOf(bytes),
    file: new Blob([new Uint8Array(bytes)]),
    name: fileName(query.anonymise ? 'case' : loaded.info.title, 'ipvscope'),
    sha256: await sha256(bytes),
    packets: packetsOf(document),
    of: packetsOf(whole),
    proof: named.proof,
    replaced: named.replaced,
    notes: [...lost, ...otherwise, ...draft.notes, ...named.notes],
  };
}

/** A link to the case and the moment. */
export async function makeLink(loaded: LoadedCase, query: LinkQuery): Promise<MadeLink> {
  const { program } = loaded.trace;
  if (program.packets.length > MOST_PACKETS) {
    const most = MOST_PACKETS.toLocaleString('en');
    return { ok: false, message: `A link holds up to ${most} packets: cut the case first.` };
  }
  const { title, about } = loaded.info;
  const whole = { ...documentOf(program, { title, about }), stops: query.stops };
  return made(loaded, whole, query);
}
