import type { Problem } from '../base/result.ts';
import { error, warning } from '../base/result.ts';
import { hexOf } from '../packet/bytes.ts';
import { emptyFrame } from '../packet/frame.ts';
import { type CaptureInterface, type FrameSink, type Limit, noLimit, type RecordParser } from './records.ts';

/** Larger packets are taken for damage, as libpcap and Wireshark do. */
export const MAX_PACKET = 262_144;

const HEADER = 24;

interface Layout {
  little: boolean;
  /** Nanoseconds per unit of the second time field. */
  unit: number;
  /** Bytes of a record header. */
  record: number;
}

/** Magic numbers by their first four bytes read as big endian. */
const LAYOUTS: Readonly<Record<number, Layout>> = {
  2712847316: { little: false, unit: 1000, record: 16 }, // a1b2c3d4
  3569595041: { little: true, unit: 1000, record: 16 }, // d4c3b2a1
  2712812621: { little: false, unit: 1, record: 16 }, // a1b23c4d
  1295823521: { little: true, unit: 1, record: 16 }, // 4d3cb2a1
  2712849716: { little: false, unit: 1000, record: 24 }, // a1b2cd34: 8 bytes more in every record
  885895841: { little: true, unit: 1000, record: 24 }, // 34cdb2a1
};

/** True if the first four bytes, read as big endian, open a pcap file. */
export function isPcapMagic(magic: number): boolean {
  return magic in LAYOUTS;
}

/** Reader of pcap files (draft-ietf-opsawg-pcap), both byte orders, micro- and nanoseconds. */
export class PcapParser implements RecordParser {
  readonly problems: Problem[] = [];
  readonly interfaces: CaptureInterface[] = [];
  stopped = false;
  held = false;
  need = HEADER;
  private layout: Layout | null = null;
  /** Before version 2.3 the two lengths were the other way round. */
  private swapped: 'never' | 'always' | 'by-size' = 'never';
  readonly frame = emptyFrame();

  constructor(
    private readonly store: FrameSink,
    private readonly limit: Limit = noLimit(),
  ) {}

  consume(bytes: Uint8Array, offset: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    this.held = false;
    if (!this.layout) {
      if (bytes.length < HEADER) return 0;
      this.fileHeader(bytes, view);
      at = HEADER;
    }
    while (!this.stopped && this.layout) {
      const size = this.record(bytes, view, at, offset, this.layout);
      if (size === 0) break;
      at += size;
    }
    return at;
  }

  end(left: Uint8Array, offset: number): void {
    if (!this.layout) {
      const message = `The pcap file header is cut: ${left.length} of ${HEADER} bytes. Copy the file again.`;
      this.problems.push(error('pcap-truncated', message, { offset: 0, evidence: hexOf(left) }));
    } else if (left.length > 0) {
      const n = this.store.length;
      const message =
        `The file ends in the middle of packet ${n + 1}: ${left.length} of ${this.need} bytes are there. ` +
        `${n} whole packets are loaded; copy the file again if more were captured.`;
      this.problems.push(warning('pcap-truncated', message, { offset, evidence: hexOf(left) }));
    }
  }

  private fileHeader(bytes: Uint8Array, view: DataView): void {
    const layout = LAYOUTS[view.getUint32(0)];
    const { little } = layout;
    const major = view.getUint16(4, little);
    const minor = view.getUint16(6, little);
    this.layout = layout;
    if (major !== 2) {
      const message = `The pcap file says version ${major}.${minor}; only version 2 is known. Save it again with Wireshark.`;
      this.stop(error('pcap-version', message, { offset: 4, evidence: hexOf(bytes, 4, 4) }));
      return;
    }
    if (minor < 3) this.swapped = 'always';
    else if (minor === 3) this.swapped = 'by-size';
    // The upper half may tell the length of frame check sequences; frames are read by their headers, so it is not needed.
    this.frame.linktype = view.getUint32(20, little) & 0xffff;
    this.interfaces.push({ linktype: this.frame.linktype, name: '', snaplen: view.getUint32(16, little) });
    this.need = layout.record;
  }

  /** Size of the record at `at`, 0 = not all there (then `need` says how much it needs), held or damaged. */
  private record(bytes: Uint8Array, view: DataView, at: number, offset: number, layout: Layout): number {
    const { little, unit, record } = layout;
    this.need = record;
    if (at + record > bytes.length) return 0;
    let captured = view.getUint32(at + 8, little);
    let original = view.getUint32(at + 12, little);
    if (this.swapped === 'always' || (this.swapped === 'by-size' && captured > original)) {
      [captured, original] = [original, captured];
    }
    if (captured > MAX_PACKET) {
      this.damaged(bytes, at, offset, captured);
      return 0;
    }
    this.need = record + captured;
    if (at + this.need > bytes.length) return 0;
    const { frame, limit } = this;
    const fraction = view.getUint32(at + 4, little) * unit;
    const carry = fraction < 1e9 ? 0 : Math.floor(fraction / 1e9);
    frame.sec = view.getUint32(at, little) + carry;
    frame.nsec = fraction - carry * 1e9;
    if (frame.sec > limit.sec || (frame.sec === limit.sec && frame.nsec > limit.nsec)) {
      this.held = true;
      return 0;
    }
    frame.originalLength = original;
    frame.fileOffset = offset + at + record;
    frame.bytes = bytes;
    frame.start = at + record;
    frame.end = at + this.need;
    this.store.append(frame);
    return this.need;
  }

  private damaged(bytes: Uint8Array, at: number, offset: number, captured: number): void {
    const n = this.store.length;
    const message =
      `Packet ${n + 1} claims ${captured} bytes, more than ${MAX_PACKET}: the file is damaged from here on. ` +
      `${n} packets before it are loaded.`;
    this.stop(warning('pcap-damaged', message, { offset: offset + at, evidence: hexOf(bytes, at) }));
  }

  private stop(problem: Problem): void {
    this.problems.push(problem);
    this.stopped = true;
  }
}
