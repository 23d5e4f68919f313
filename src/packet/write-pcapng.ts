import { concat } from './build.ts';

/** An interface of a capture, by its number in the order of the list. */
export interface PcapngInterface {
  readonly linktype: number;
  readonly name: string;
  readonly description?: string;
}

export interface PcapngFrame {
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly interface: number;
  readonly bytes: Uint8Array;
  /** Length on the wire. */
  readonly originalLength: number;
  readonly direction: 'in' | 'out';
  /** '' = none. */
  readonly comment: string;
}

/** Block types and options of the format (draft-ietf-opsawg-pcapng, sections 4 and 3.5). */
const SECTION = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const INTERFACE = 1;
const ENHANCED_PACKET = 6;
const OPT_COMMENT = 1;
const SHB_USERAPPL = 4;
const IF_NAME = 2;
const IF_DESCRIPTION = 3;
const IF_TSRESOL = 9;
const EPB_FLAGS = 2;
const NANOSECONDS = 9;
/** Bits of the flags: the direction, and for what came in that it was sent to this host alone. */
const INBOUND = 1 | (1 << 2);
const OUTBOUND = 2;

const encoder = new TextEncoder();

function words(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setUint32(i * 4, value, true);
  return bytes;
}

function padded(bytes: Uint8Array): Uint8Array {
  return bytes.length % 4 === 0 ? bytes : concat(bytes, new Uint8Array(4 - (bytes.length % 4)));
}

function option(code: number, value: Uint8Array): Uint8Array {
  return concat(words(code | (value.length << 16)), padded(value));
}

/** The longest text that fits the 16 bits of an option's length. */
function textOption(code: number, text: string): Uint8Array {
  return text === '' ? new Uint8Array(0) : option(code, encoder.encode(text).subarray(0, 0xffff));
}

function block(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concat(...parts);
  const length = body.length + 12;
  return concat(words(type, length), body, words(length));
}

/** Section header and interfaces, little endian, times in nanoseconds. */
export function pcapngHeader(
  interfaces: readonly PcapngInterface[],
  { application, comment }: { readonly application: string; readonly comment: string },
): Uint8Array {
  // Version 1.0; the length of the section is not told.
  const section = block(
    SECTION,
    words(BYTE_ORDER, 1, 0xffff_ffff, 0xffff_ffff),
    textOption(OPT_COMMENT, comment),
    textOption(SHB_USERAPPL, application),
    words(0),
  );
  const each = interfaces.map(({ linktype, name, description }) =>
    block(
      INTERFACE,
      words(linktype, 0),
      textOption(IF_NAME, name),
      textOption(IF_DESCRIPTION, description ?? ''),
      option(IF_TSRESOL, Uint8Array.of(NANOSECONDS)),
      words(0),
    ),
  );
  return concat(section, ...each);
}

/** An enhanced packet block, with the direction in its flags. */
export function pcapngFrame(frame: PcapngFrame): Uint8Array {
  const { time, bytes, originalLength, direction, comment } = frame;
  const high = Number(time >> 32n);
  const low = Number(time & 0xffff_ffffn);
  return block(
    ENHANCED_PACKET,
    words(frame.interface, high, low, bytes.length, originalLength),
    padded(bytes),
    textOption(OPT_COMMENT, comment),
    option(EPB_FLAGS, words(direction === 'in' ? INBOUND : OUTBOUND)),
    words(0),
  );
}
