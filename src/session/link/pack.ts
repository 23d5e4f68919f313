import { deflateSync } from 'fflate';
import { error, type Problem } from '../../base/result.ts';
import { crc32 } from '../../readers/crc32.ts';
import { Inflate } from '../../readers/inflate.ts';
import { PackedFault, PackedReader, PackedWriter } from './bytes.ts';
import { readColumns, writeColumns } from './columns.ts';
import { type Fingerprint, isFingerprint } from './fingerprint.ts';
import { type LinkView, parseView, printView } from './view.ts';

/** A case with what was looked at, as bytes: what a share link holds, and a small `.ipvscope` file. FORMAT.md describes it. */

/** The version of the packed form that this code writes. */
export const PACKED_VERSION = 1;

/** `ipvs`, then the version, then a CRC-32 of the unpacked rest and the compressed rest. */
const MAGIC = [0x69, 0x70, 0x76, 0x73] as const;
const HEAD = MAGIC.length + 1 + 4;
/** Bytes of the unpacked rest: what is larger is no case that was packed here. */
const MOST_BYTES = 64 << 20;
/** Numbers of a fingerprint. */
const MOST_PARTS = 64;

export interface PackedCase {
  /** The text of the case, as printCase makes it. */
  readonly text: string;
  readonly view: LinkView;
  /** null = what was decided is not told. */
  readonly fingerprint: Fingerprint | null;
}

export type Unpacked =
  | { readonly ok: true; readonly packed: PackedCase }
  | { readonly ok: false; readonly problem: Problem };

function writeFingerprint(to: PackedWriter, fingerprint: Fingerprint | null): void {
  to.varint(fingerprint?.events ?? 0);
  to.varint(fingerprint?.parts.length ?? 0);
  for (const part of fingerprint?.parts ?? []) to.varint(part);
}

function readFingerprint(from: PackedReader): Fingerprint | null {
  const events = from.varint('the number of events');
  const count = from.count('parts of the fingerprint');
  if (count > MOST_PARTS) throw new PackedFault('the fingerprint has too many parts', from.at);
  const parts = Array.from({ length: count }, () => from.varint('a part of the fingerprint'));
  if (count === 0) return null;
  if (!isFingerprint({ events, parts }))
    throw new PackedFault('the fingerprint does not fit its run', from.at);
  return { events, parts };
}

export function packCase({ text, view, fingerprint }: PackedCase): Uint8Array {
  const body = new PackedWriter();
  body.text(printView(view));
  writeFingerprint(body, fingerprint);
  writeColumns(body, text);
  const plain = body.done();
  const packed = deflateSync(plain, { level: 9, mem: 12 });
  const bytes = new Uint8Array(HEAD + packed.length);
  bytes.set([...MAGIC, PACKED_VERSION]);
  new DataView(bytes.buffer).setUint32(MAGIC.length + 1, crc32(plain), true);
  bytes.set(packed, HEAD);
  return bytes;
}

/** Does a file begin as a packed case does? */
export function isPackedCase(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, at) => bytes[at] === byte);
}

/** @throws PackedFault when it is no stream, cut, or larger than anything that was packed here */
function inflated(bytes: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const inflate = new Inflate((piece) => {
    length += piece.length;
    if (length <= MOST_BYTES) pieces.push(piece);
  });
  const STEP = 4096;
  for (let at = HEAD; at < bytes.length; at += STEP) {
    const next = Math.min(bytes.length, at + STEP);
    const behind = inflate.push(bytes.subarray(at, next), next === bytes.length);
    if (length > MOST_BYTES) throw new PackedFault('it unpacks to more than any case needs', at);
    if (behind === null) continue;
    if (behind.length + bytes.length - next > 0)
      throw new PackedFault('there is something behind its end', at);
  }
  if (inflate.stage === 'broken') throw new PackedFault('its compressed part is damaged', HEAD);
  if (inflate.stage === 'data') throw new PackedFault('it is cut off', bytes.length);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function refused(message: string, offset: number): Unpacked {
  return { ok: false, problem: error('packed-case', message, { offset }) };
}

function unpacked(bytes: Uint8Array): PackedCase {
  const plain = inflated(bytes);
  const told = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length + 1, true);
  if (crc32(plain) !== told) throw new PackedFault('its checksum is wrong: it was altered on its way', 0);
  const from = new PackedReader(plain);
  const view = parseView(from.text('the view'));
  const fingerprint = readFingerprint(from);
  const text = readColumns(from);
  from.end();
  return { text, view, fingerprint };
}

/** Never throws. The text is not yet read: parseCase does that. */
export function unpackCase(bytes: Uint8Array): Unpacked {
  if (!isPackedCase(bytes) || bytes.length <= HEAD)
    return refused('This is no packed case of ipvscope. Ask the sender for the whole link or file.', 0);
  const version = bytes[MAGIC.length];
  if (version > PACKED_VERSION)
    return refused(
      `It was made by a newer ipvscope (format ${version}, this one knows ${PACKED_VERSION}). Open it with a newer version.`,
      MAGIC.length,
    );
  if (version < 1) return refused(`There is no format ${version}.`, MAGIC.length);
  try {
    return { ok: true, packed: unpacked(bytes) };
  } catch (fault) {
    const advice = 'Ask the sender for the whole link or file again.';
    const why = fault instanceof Error ? fault.message : String(fault);
    const offset = fault instanceof PackedFault ? fault.offset : 0;
    return refused(`The packed case cannot be read: ${why}. ${advice}`, offset);
  }
}
