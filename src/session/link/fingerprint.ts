/**
 * What a run decided, in a few numbers: a link holds them, so that another version of the model is noticed if it decides
 * otherwise, and where.
 */

/** Parts of a run that are told apart. */
const PARTS = 32;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

export interface Fingerprint {
  /** Events of the run. */
  readonly events: number;
  /** A hash of 32 bits for each part of it; parts are as long as each other, but for the last. */
  readonly parts: readonly number[];
}

/** FNV-1a over the UTF-16 units of a text. */
function hashed(hash: number, text: string): number {
  let value = hash;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), FNV_PRIME);
  return value >>> 0;
}

const partLength = (events: number): number => Math.max(1, Math.ceil(events / PARTS));

/** @param decision what an event came to, in a text that names all of it */
export function fingerprintOf(events: number, decision: (event: number) => string): Fingerprint {
  const length = partLength(events);
  const parts: number[] = [];
  for (let from = 0; from < events; from += length) {
    let hash = FNV_OFFSET;
    for (let event = from; event < Math.min(events, from + length); event++)
      hash = hashed(hash, `${decision(event)}\n`);
    parts.push(hash);
  }
  return { events, parts };
}

/** Has a stored fingerprint a hash of 32 bits for each part of its run, and for no more? */
export function isFingerprint({ events, parts }: Fingerprint): boolean {
  const expected = Math.ceil(events / partLength(events));
  return parts.length === expected && parts.every((part) => part <= 0xffff_ffff);
}

/** The events among which the first is that differs, the last one not among them; null = nothing differs. */
export function firstDifference(
  stored: Fingerprint,
  fresh: Fingerprint,
): { readonly from: number; readonly to: number } | null {
  const length = partLength(stored.events);
  if (length !== partLength(fresh.events)) return { from: 0, to: fresh.events };
  const at = stored.parts.findIndex((hash, part) => hash !== fresh.parts[part]);
  if (at >= 0) return { from: at * length, to: Math.min(fresh.events, (at + 1) * length) };
  return stored.events === fresh.events ? null : { from: fresh.events - 1, to: fresh.events };
}
