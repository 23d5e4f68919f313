import { anonymise } from '../../session/anonymise/anonymise.ts';
import type { CaseDocument } from '../../session/case.ts';
import { fragmentOf } from '../../session/link/fragment.ts';
import { packCase } from '../../session/link/pack.ts';
import { slimmed } from '../../session/link/shorten.ts';
import { printCase } from '../../session/print-case.ts';
import { documentOf } from '../../session/program.ts';
import { momentAnchor } from '../../trace/stops/anchors.ts';
import type { LinkProof, LinkQuery, MadeLink } from '../protocol/links.ts';
import { fileName } from './exports.ts';
import { changedOutcome, cut, sameEvent } from './link-cut.ts';
import { fingerprintOfTrace, played, proven } from './link-run.ts';
import type { LoadedCase } from './loaded-case.ts';

/** Packets that a link may hold: more do not fit any URL, and playing them several times takes long. */
const MOST_PACKETS = 100_000;
/** In place of a title, which may name somebody. */
const PLAIN_TITLE = 'Shared case';

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

/** In hexadecimal digits; '' where the page does not come over https, and the browser has no digests. */
async function sha256(bytes: Uint8Array): Promise<string> {
  if (!('subtle' in crypto)) return '';
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The cut case, without what IPVS does not read, its names replaced; each step is checked by playing it again. */
async function made(loaded: LoadedCase, whole: CaseDocument, query: LinkQuery): Promise<MadeLink> {
  const draft = await cut(loaded, whole, query);
  const slim = slimmed(draft.document);
  const isSlim = (await proven(draft.document, slim)).same;
  const named = await withoutNames(isSlim ? slim : draft.document, query);
  const { document } = named;
  const trace = await played(document);
  const at = sameEvent(loaded, query.cursor, draft.trace, draft.unit);
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
