import type { Problem } from '../base/result.ts';
import { error, warning } from '../base/result.ts';
import { hexOf } from '../packet/bytes.ts';
import { emptyFrame } from '../packet/frame.ts';
import {
  PACKET_BROADCAST,
  PACKET_HOST,
  PACKET_MULTICAST,
  PACKET_OTHERHOST,
  PACKET_OUTGOING,
  PACKET_UNKNOWN,
} from '../packet/packet.ts';
import { MAX_PACKET } from './pcap.ts';
import { type CaptureInterface, type FrameSink, type Limit, noLimit, type RecordParser } from './records.ts';
import { type Resolution, resolutionOf, splitTime } from './timestamp.ts';

const BLOCK_SHB = 0x0a0d0d0a;
const BLOCK_IDB = 1;
const BLOCK_PB = 2;
const BLOCK_SPB = 3;
const BLOCK_EPB = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const BYTE_ORDER_MAGIC_SWAPPED = 0x4d3c2b1a;

const MAX_BLOCK = 16 << 20;
const MAX_SECTION_HEADER = 1 << 20;
const MAX_INTERFACES = 4096;

const OPT_END = 0;
const OPT_IF_NAME = 2;
const OPT_EPB_FLAGS = 2;
const OPT_IF_TSRESOL = 9;
const OPT_IF_TSOFFSET = 14;

interface Interface {
  linktype: number;
  snaplen: number;
  resolution: Resolution;
}

/** A block within a piece of the file: all numbers count from the start of that piece. */
interface Block {
  bytes: Uint8Array;
  view: DataView;
  at: number;
  size: number;
  offset: number;
}

/** Reader of pcapng files (draft-ietf-opsawg-pcapng): several sections, byte orders and interfaces. */
export class PcapngParser implements RecordParser {
  readonly problems: Problem[] = [];
  /** Of all sections, in file order. */
  readonly interfaces: CaptureInterface[] = [];
  stopped = false;
  held = false;
  need = 12;
  private little = true;
  private section: Interface[] = [];
  private timeless = false;
  /** No packet so far had a time. */
  private noTimeYet = true;
  readonly frame = emptyFrame();

  constructor(
    private readonly store: FrameSink,
    private readonly limit: Limit = noLimit(),
  ) {}

  consume(bytes: Uint8Array, offset: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const block: Block = { bytes, view, at: 0, size: 0, offset };
    let at = 0;
    this.held = false;
    while (!this.stopped) {
      const size = this.blockSize(bytes, view, at, offset);
      if (size === 0 || at + size > bytes.length) break;
      block.at = at;
      block.size = size;
      this.block(block);
      if (this.held) break;
      at += size;
    }
    return at;
  }

  end(left: Uint8Array, offset: number): void {
    if (left.length === 0) return;
    const n = this.store.length;
    const message =
      `The file ends in the middle of a block: ${left.length} of ${this.need} bytes are there. ` +
      `${n} packets before it are loaded; copy the file again if more were captured.`;
    this.problems.push(warning('pcapng-truncated', message, { offset, evidence: hexOf(left) }));
  }

  /** Size of the block at `at` with padding, 0 = its head is not all there or is damaged. */
  private blockSize(bytes: Uint8Array, view: DataView, at: number, offset: number): number {
    this.need = 12;
    if (at + 12 > bytes.length) return 0;
    const isSection = view.getUint32(at, true) === BLOCK_SHB;
    if (isSection) {
      const magic = view.getUint32(at + 8, true);
      if (magic !== BYTE_ORDER_MAGIC && magic !== BYTE_ORDER_MAGIC_SWAPPED) {
        return this.damaged(bytes, at, offset, 'a section header without byte-order magic');
      }
      this.little = magic === BYTE_ORDER_MAGIC;
    }
    const size = view.getUint32(at + 4, this.little);
    const limit = isSection ? MAX_SECTION_HEADER : MAX_BLOCK;
    if (size < (isSection ? 28 : 12) || size > limit) {
      return this.damaged(bytes, at, offset, `a block of ${size} bytes, the limit is ${limit}`);
    }
    this.need = (size + 3) & ~3;
    return this.need;
  }

  private block(block: Block): void {
    const { view, at, size } = block;
    const total = view.getUint32(at + 4, this.little);
    if (size === total && view.getUint32(at + size - 4, this.little) !== total) {
      this.damaged(block.bytes, at, block.offset, 'a block whose two lengths differ');
      return;
    }
    const type = view.getUint32(at, this.little);
    if (type === BLOCK_SHB) this.sectionHeader(block);
    else if (type === BLOCK_IDB) this.interfaceDescription(block);
    else if (type === BLOCK_EPB) this.packet(block, view.getUint32(at + 8, this.little));
    else if (type === BLOCK_PB) this.packet(block, view.getUint16(at + 8, this.little));
    else if (type === BLOCK_SPB) this.simplePacket(block);
  }

  private sectionHeader(block: Block): void {
    const major = block.view.getUint16(block.at + 12, this.little);
    const minor = block.view.getUint16(block.at + 14, this.little);
    this.section = [];
    if (major === 1) return;
    const message = `The pcapng section says version ${major}.${minor}; only version 1 is known. Save it again with Wireshark.`;
    const offset = block.offset + block.at;
    this.stop(error('pcapng-version', message, { offset, evidence: hexOf(block.bytes, block.at) }));
  }

  private interfaceDescription(block: Block): void {
    const { view, at, size } = block;
    if (size < 20) {
      this.damaged(block.bytes, at, block.offset, 'an interface description that is too short');
      return;
    }
    if (this.section.length === MAX_INTERFACES) {
      this.damaged(block.bytes, at, block.offset, `more than ${MAX_INTERFACES} interfaces in a section`);
      return;
    }
    let name = '';
    let resolution = 6;
    let shift = 0;
    this.options(block, at + 16, (code, from, length) => {
      if (code === OPT_IF_NAME) name = textOf(block.bytes.subarray(from, from + length));
      else if (code === OPT_IF_TSRESOL && length >= 1) resolution = block.bytes[from];
      else if (code === OPT_IF_TSOFFSET && length >= 8) shift = Number(view.getBigInt64(from, this.little));
    });
    const linktype = view.getUint16(at + 8, this.little);
    const snaplen = view.getUint32(at + 12, this.little);
    this.section.push({ linktype, snaplen, resolution: resolutionOf(resolution, shift) });
    this.interfaces.push({ linktype, name, snaplen });
  }

  /** Enhanced packet block, and the obsolete packet block, which differs in the first field only. */
  private packet(block: Block, number: number): void {
    const { view, at, size, bytes } = block;
    const { little, frame } = this;
    const captured = size >= 32 ? view.getUint32(at + 20, little) : 0;
    const one = this.section[number];
    if (size < 32 || captured > size - 32 || captured > MAX_PACKET) {
      this.damaged(bytes, at, block.offset, `a packet of ${captured} bytes in a block of ${size} bytes`);
      return;
    }
    if (!one) {
      this.damaged(bytes, at, block.offset, `a packet of interface ${number}, which is not described`);
      return;
    }
    splitTime(view.getUint32(at + 12, little), view.getUint32(at + 16, little), one.resolution, frame);
    if (frame.sec > this.limit.sec || (frame.sec === this.limit.sec && frame.nsec > this.limit.nsec)) {
      this.held = true;
      return;
    }
    if (this.noTimeYet) this.firstTime();
    const data = at + 28;
    frame.packetType = PACKET_UNKNOWN;
    const options = data + ((captured + 3) & ~3);
    if (options + 4 < at + size - 4 && view.getUint32(at, little) === BLOCK_EPB)
      this.packetFlags(block, options);
    this.append(block, one, number, data, captured, view.getUint32(at + 24, little));
  }

  /** Packets without a time before the first one with a time get the same. */
  private firstTime(): void {
    this.noTimeYet = false;
    for (let i = 0; i < this.store.length; i++) this.store.setTime(i, this.frame.sec, this.frame.nsec);
  }

  /** `epb_flags`: direction in the lowest two bits, kind of address in the next three. */
  private packetFlags(block: Block, options: number): void {
    this.options(block, options, (code, from, length) => {
      if (code !== OPT_EPB_FLAGS || length !== 4) return;
      const flags = block.view.getUint32(from, this.little);
      const inbound = [PACKET_UNKNOWN, PACKET_HOST, PACKET_MULTICAST, PACKET_BROADCAST, PACKET_OTHERHOST];
      if ((flags & 3) === 2) this.frame.packetType = PACKET_OUTGOING;
      else if ((flags & 3) === 1) this.frame.packetType = inbound[(flags >>> 2) & 7] ?? PACKET_UNKNOWN;
    });
  }

  /** Simple packet block: of interface 0, without a time; it gets that of the timed packet before, or of the first. */
  private simplePacket(block: Block): void {
    const { view, at, size } = block;
    const one = this.section[0];
    if (!one || size < 16) {
      this.damaged(block.bytes, at, block.offset, 'a simple packet without an interface');
      return;
    }
    const original = view.getUint32(at + 8, this.little);
    const captured = Math.min(original, size - 16, one.snaplen === 0 ? MAX_PACKET : one.snaplen, MAX_PACKET);
    if (!this.timeless) {
      this.timeless = true;
      const message =
        'Packets without a time (simple packet blocks): each gets the time of the timed packet before it.';
      this.problems.push(warning('pcapng-no-time', message, { offset: block.offset + at }));
    }
    this.frame.packetType = PACKET_UNKNOWN;
    this.append(block, one, 0, at + 12, captured, original);
  }

  private append(
    block: Block,
    one: Interface,
    number: number,
    data: number,
    captured: number,
    original: number,
  ): void {
    const { frame } = this;
    frame.linktype = one.linktype;
    frame.ifindex = number;
    frame.bytes = block.bytes;
    frame.start = data;
    frame.end = data + captured;
    frame.originalLength = original;
    frame.fileOffset = block.offset + data;
    this.store.append(frame);
  }

  /** Calls `take(code, from, length)` for every option between `from` and the end of the block. */
  private options(
    block: Block,
    from: number,
    take: (code: number, from: number, length: number) => void,
  ): void {
    const end = block.at + block.size - 4;
    let at = from;
    while (at + 4 <= end) {
      const code = block.view.getUint16(at, this.little);
      const length = block.view.getUint16(at + 2, this.little);
      if (code === OPT_END || at + 4 + length > end) return;
      take(code, at + 4, length);
      at += 4 + ((length + 3) & ~3);
    }
  }

  private damaged(bytes: Uint8Array, at: number, offset: number, what: string): 0 {
    const n = this.store.length;
    const message = `The file is damaged: ${what}. ${n} packets before it are loaded.`;
    const where = { offset: offset + at, evidence: hexOf(bytes, at) };
    this.stop(n > 0 ? warning('pcapng-damaged', message, where) : error('pcapng-damaged', message, where));
    return 0;
  }

  private stop(problem: Problem): void {
    this.problems.push(problem);
    this.stopped = true;
  }
}

/** UTF-8 text of an option, which may end in zero bytes. */
function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
