import { BLOCK_MASK, BLOCK_SHIFT, newBlock } from './block.ts';
import type { Columns } from './columns.ts';
import { decodeHeader } from './decode.ts';
import { ODD_LENGTHS, SHAPE_DONT_FRAGMENT, SHAPE_SIDE, WHOLE } from './form.ts';
import type { RawFrame } from './frame.ts';
import * as H from './header.ts';
import { Header } from './header.ts';
import { keepsPayload, keptBytes } from './kept.ts';
import { decodeLink } from './link.ts';
import { LinkCache, quickEtherType, quickLinkLength } from './link-cache.ts';
import { ETH_P_IP, IPPROTO_TCP, IPPROTO_UDP } from './protocols.ts';
import { GUE_PORT } from './transport.ts';

const NO_BLOCK = newBlock(0);

/**
 * Puts frames into columns. Ordinary packets (IPv4 without options or fragments, TCP or UDP with a whole header) go
 * there straight from their bytes; all others are decoded into a header first. Both give the same.
 */
export class Appender {
  private readonly header = new Header();
  private readonly cache = new LinkCache();
  private block = NO_BLOCK;
  /** Words of the form of the packet that is being read. */
  private shape = 0;
  private fields = 0;
  private bytes: Uint8Array | null = null;
  private view: DataView = new DataView(new ArrayBuffer(0));

  constructor(private readonly columns: Columns) {}

  append(frame: RawFrame): void {
    const { columns } = this;
    const i = columns.length;
    const at = i & BLOCK_MASK;
    if (at === 0) this.begin(i >>> BLOCK_SHIFT);
    this.block.delta[at] = columns.times.append(i, frame.sec, frame.nsec);
    columns.offsets.append(frame.fileOffset, frame.end - frame.start);
    if (!this.quick(frame, at)) this.slow(frame, i, at);
    columns.length = i + 1;
  }

  /** Takes back the last packet. */
  drop(): void {
    const { columns } = this;
    const i = --columns.length;
    columns.times.drop(i);
    columns.offsets.drop();
    columns.side.drop(i);
    columns.oddLengths.delete(i);
  }

  private begin(number: number): void {
    const { blocks } = this.columns;
    if (number === blocks.length) blocks.push(newBlock());
    this.block = blocks[number];
  }

  private viewOf(bytes: Uint8Array): DataView {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return this.view;
  }

  /** False = not an ordinary packet: nothing was put that `slow` does not put again. */
  private quick(frame: RawFrame, at: number): boolean {
    const { linktype, start, end } = frame;
    const linkLength = quickLinkLength(linktype);
    const ip = start + linkLength;
    const transport = ip + 20;
    if (linkLength === 0 || transport + 8 > end) return false;
    const view = this.viewOf(frame.bytes);
    if (quickEtherType(linktype, view, start) !== ETH_P_IP) return false;
    const first = view.getUint32(ip);
    const second = view.getUint32(ip + 4);
    if (first >>> 24 !== 0x45 || (second & 0x3fff) !== 0) return false;
    const length = first & 0xffff;
    const padding = frame.originalLength - linkLength - length;
    const whole = end - start === frame.originalLength;
    if (padding < 0 || padding >= ODD_LENGTHS || (!whole && end - start >= WHOLE)) return false;
    const word = view.getUint16(ip + 8);
    const protocol = word & 255;
    const ports = view.getUint32(transport);
    if (keepsPayload(ports >>> 16) || keepsPayload(ports & 0xffff)) return false;
    this.shape = (4 << 4) | ((second & 0x4000) !== 0 ? SHAPE_DONT_FRAGMENT : 0) | (padding << 24);
    this.fields = ((word >>> 8) << 8) | (((first >>> 16) & 255) << 16);
    if (protocol === IPPROTO_TCP) {
      if (transport + 20 > end || length < 40 || !this.quickTcp(view, transport, at)) return false;
    } else if (protocol === IPPROTO_UDP) {
      if (length < 28 || (ports & 0xffff) === GUE_PORT) return false;
      this.quickUdp(at);
    } else return false;
    const { block } = this;
    block.saddr[at] = view.getUint32(ip + 12);
    block.daddr[at] = view.getUint32(ip + 16);
    block.ports[at] = ports;
    block.length[at] = length;
    block.id[at] = second >>> 16;
    this.putForm(
      at,
      this.columns.forms.intern(
        this.linkRow(frame, view),
        this.shape,
        this.fields,
        20 | ((whole ? WHOLE : end - start) << 16),
      ),
    );
    return true;
  }

  private quickTcp(view: DataView, transport: number, at: number): boolean {
    const fourth = view.getUint32(transport + 12);
    const length = (fourth >>> 28) * 4;
    if (length < 20) return false;
    const { block } = this;
    this.shape |= H.KIND_TCP | (IPPROTO_TCP << 16);
    this.fields |= ((fourth >>> 16) & 255) | (length << 24);
    block.window[at] = fourth;
    block.seq[at] = view.getUint32(transport + 4);
    block.ack[at] = view.getUint32(transport + 8);
    return true;
  }

  private quickUdp(at: number): void {
    const { block } = this;
    this.shape |= H.KIND_UDP | (IPPROTO_UDP << 16);
    this.fields |= 8 << 24;
    block.window[at] = 0;
    block.seq[at] = 0;
    block.ack[at] = 0;
  }

  private linkRow(frame: RawFrame, view: DataView): number {
    const { linktype, start, end } = frame;
    const known = this.cache.find(linktype, frame.ifindex, frame.packetType, view, start);
    if (known >= 0) return known;
    const h = this.header;
    h.resetLink(linktype, frame.ifindex, frame.packetType);
    decodeLink(h, linktype, frame.bytes, start, end);
    const row = this.columns.links.intern(h.link);
    this.cache.put(row);
    return row;
  }

  private putForm(at: number, form: number): void {
    if (form > 0xffff && this.block.form instanceof Uint16Array) {
      this.block.form = Uint32Array.from(this.block.form);
    }
    this.block.form[at] = form;
  }

  private slow(frame: RawFrame, i: number, at: number): void {
    const { linktype, bytes, start, end, originalLength } = frame;
    const { columns, block, header: h } = this;
    h.resetLink(linktype, frame.ifindex, frame.packetType);
    decodeHeader(h, linktype, bytes, start, end, originalLength);
    const keep = keptBytes(h);
    if (keep > 0) columns.side.append(i, bytes.subarray(start, Math.min(end, start + keep)));
    this.putFields(h, at);
    const captured = end - start;
    const isIp = h.version !== 0;
    let padding = isIp ? originalLength - h.link[H.LINK_LENGTH] - h.length : 0;
    const length = isIp ? h.length : originalLength;
    const cut = captured === originalLength ? WHOLE : captured;
    const fits = padding >= 0 && padding < ODD_LENGTHS && length <= 0xffff && cut <= WHOLE;
    if (!fits || (cut === WHOLE && captured !== originalLength)) {
      padding = ODD_LENGTHS;
      columns.oddLengths.set(i, { original: originalLength, captured, ip: isIp ? h.length : 0 });
    }
    block.length[at] = length;
    const shape =
      h.kind |
      (h.version << 4) |
      (h.dontFragment && keep === 0 ? SHAPE_DONT_FRAGMENT : 0) |
      (keep > 0 ? SHAPE_SIDE : 0) |
      (h.protocol << 16) |
      (padding << 24);
    const fields = h.flags | (h.ttl << 8) | (h.tos << 16) | (h.transportLength << 24);
    const sizes = (keep > 0 ? 0 : h.headerLength) | ((padding === ODD_LENGTHS ? 0 : cut) << 16);
    this.putForm(at, columns.forms.intern(columns.links.intern(h.link), shape, fields, sizes));
  }

  private putFields(h: Header, at: number): void {
    const { block, columns } = this;
    block.saddr[at] = h.version === 6 ? columns.addresses.intern(h.addr6, 0) : h.saddr;
    block.daddr[at] = h.version === 6 ? columns.addresses.intern(h.addr6, 4) : h.daddr;
    block.ports[at] = (h.sport << 16) | h.dport;
    block.id[at] = h.id;
    block.window[at] = h.window;
    block.seq[at] = h.seq;
    block.ack[at] = h.ack;
  }
}
