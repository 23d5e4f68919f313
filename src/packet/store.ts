import type { InetAddr } from '../base/inet.ts';
import { Appender } from './appender.ts';
import { BLOCK_MASK, BLOCK_SHIFT, type Block } from './block.ts';
import { Columns, sameColumns } from './columns.ts';
import { decodeHeader, frameOf, in6Of, linkInfoOf, toIpPacket } from './decode.ts';
import * as F from './form.ts';
import type { RawFrame } from './frame.ts';
import * as H from './header.ts';
import { Header } from './header.ts';
import { type Origin, Origins } from './origins.ts';
import type { CapturedPacket, IpPacket, LinkInfo, Transport } from './packet.ts';

export { emptyFrame, type RawFrame } from './frame.ts';

const EMPTY = new Uint8Array(0);

/**
 * The packets of a capture as columns. Packets are numbered from 0 here and shown from 1. What the columns cannot hold
 * (ICMP errors, tunnels, fragments, cut headers, frames that are not IP) keeps its first bytes and is decoded again
 * when asked for.
 */
export class PacketStore {
  private readonly columns = new Columns();
  private readonly appender = new Appender(this.columns);
  private readonly linkInfos: LinkInfo[] = [];
  private readonly header = new Header();
  private origins: Origins | null = null;

  get length(): number {
    return this.columns.length;
  }

  /** Bytes of memory that the packets take. */
  get bytes(): number {
    return this.columns.bytes + (this.origins?.bytes ?? 0);
  }

  /** The file that a packet came from; null = all are from one. */
  origin(i: number): Origin | null {
    return this.origins?.of(i) ?? null;
  }

  /** Packets of which of these files are appended is told to `origins` from now on. */
  shareAmong(names: readonly string[]): Origins {
    this.origins = new Origins(names);
    return this.origins;
  }

  /** Two packets are the same in everything but the file that they came from. */
  isSameFrame(a: number, b: number): boolean {
    if (this.sec(a) !== this.sec(b) || this.nsec(a) !== this.nsec(b)) return false;
    return sameColumns(this.columns, a, b);
  }

  append(frame: RawFrame): void {
    this.appender.append(frame);
  }

  /** Takes back the last packet. */
  dropLast(): void {
    this.appender.drop();
  }

  /** Corrects the time of a packet that came without one. */
  setTime(i: number, sec: number, nsec: number): void {
    this.columns.times.set(i, sec, nsec);
  }

  /** Time in whole seconds since 1970; the nanoseconds within it are {@link nsec}. */
  sec(i: number): number {
    return this.columns.times.sec(i);
  }

  nsec(i: number): number {
    return this.columns.times.nsec(i);
  }

  /** Whole seconds of the first packet: the origin of {@link time}. */
  get baseSec(): number {
    return this.length === 0 ? 0 : this.sec(0);
  }

  /** Seconds since {@link baseSec}; below a microsecond only as exact as a double is. */
  time(i: number): number {
    return this.sec(i) - this.baseSec + this.nsec(i) / 1e9;
  }

  /** Nanoseconds since a whole second of 1970. Exact as long as it is less than 104 days. */
  nsSince(i: number, second: number): number {
    return this.columns.times.since(i, second);
  }

  fileOffset(i: number): number {
    return this.columns.offsets.at(i, (k) => this.capturedLength(k));
  }

  capturedLength(i: number): number {
    const shape = this.form(i, F.FORM_SHAPE);
    if (shape >>> 24 === F.ODD_LENGTHS) return this.columns.oddLengths.get(i)?.captured ?? 0;
    const cut = this.form(i, F.FORM_SIZES) >>> 16;
    return cut === F.WHOLE ? this.originalLength(i) : cut;
  }

  originalLength(i: number): number {
    const shape = this.form(i, F.FORM_SHAPE);
    if (shape >>> 24 === F.ODD_LENGTHS) return this.columns.oddLengths.get(i)?.original ?? 0;
    const length = this.block(i).length[i & BLOCK_MASK];
    if ((shape & F.SHAPE_VERSION) === 0) return length;
    const link = this.columns.links.word(this.linkRow(i), H.LINK_LENGTH);
    return link + length + (shape >>> 24);
  }

  /** 4, 6, or 0 = not IP. */
  version(i: number): number {
    return (this.form(i, F.FORM_SHAPE) >>> 4) & 15;
  }

  /** `KIND_TCP` and so on, of header.ts. */
  kind(i: number): number {
    return this.form(i, F.FORM_SHAPE) & 15;
  }

  /** Transport protocol after IPv6 extension headers. */
  protocol(i: number): number {
    return (this.form(i, F.FORM_SHAPE) >>> 16) & 255;
  }

  saddr(i: number): InetAddr {
    return this.address(i, this.block(i).saddr[i & BLOCK_MASK]);
  }

  daddr(i: number): InetAddr {
    return this.address(i, this.block(i).daddr[i & BLOCK_MASK]);
  }

  sport(i: number): number {
    return this.block(i).ports[i & BLOCK_MASK] >>> 16;
  }

  dport(i: number): number {
    return this.block(i).ports[i & BLOCK_MASK] & 0xffff;
  }

  /** TCP flag bits. */
  flags(i: number): number {
    return this.form(i, F.FORM_FIELDS) & 255;
  }

  /** Length of the IP packet. */
  ipLength(i: number): number {
    const shape = this.form(i, F.FORM_SHAPE);
    if (shape >>> 24 === F.ODD_LENGTHS) return this.columns.oddLengths.get(i)?.ip ?? 0;
    return (shape & F.SHAPE_VERSION) === 0 ? 0 : this.block(i).length[i & BLOCK_MASK];
  }

  /** Lower 16 bits of the identification. */
  id(i: number): number {
    return this.block(i).id[i & BLOCK_MASK];
  }

  ttl(i: number): number {
    return (this.form(i, F.FORM_FIELDS) >>> 8) & 255;
  }

  seq(i: number): number {
    return this.block(i).seq[i & BLOCK_MASK];
  }

  ack(i: number): number {
    return this.block(i).ack[i & BLOCK_MASK];
  }

  window(i: number): number {
    return this.block(i).window[i & BLOCK_MASK];
  }

  /** Bytes behind the TCP or UDP header, as the headers say; only where {@link isPlain}. */
  payloadLength(i: number): number {
    const form = this.block(i).form[i & BLOCK_MASK];
    const { forms } = this.columns;
    const headers = (forms.word(form, F.FORM_SIZES) & 0xffff) + (forms.word(form, F.FORM_FIELDS) >>> 24);
    return Math.max(0, this.ipLength(i) - headers);
  }

  /** A whole TCP segment or UDP datagram without anything unusual: the columns hold all that there is to know. */
  isPlain(i: number): boolean {
    const shape = this.form(i, F.FORM_SHAPE);
    const kind = shape & 15;
    return (kind === H.KIND_TCP || kind === H.KIND_UDP) && (shape & F.SHAPE_SIDE) === 0;
  }

  /** Packets with equal link headers have the same number, from 0. */
  linkNumber(i: number): number {
    return this.linkRow(i);
  }

  packetType(i: number): number {
    return this.columns.links.word(this.linkRow(i), H.LINK_PACKET_TYPE);
  }

  ifindex(i: number): number {
    return this.columns.links.word(this.linkRow(i), H.LINK_IFINDEX);
  }

  linktype(i: number): number {
    return this.columns.links.word(this.linkRow(i), H.LINK_TYPE);
  }

  /** Packets with equal link headers share one object. */
  link(i: number): LinkInfo {
    const row = this.linkRow(i);
    this.linkInfos[row] ??= linkInfoOf(this.columns.links.row(row));
    return this.linkInfos[row];
  }

  get(i: number): CapturedPacket {
    const part = this.isKept(i) ? this.decodeAgain(i) : this.fromColumns(i);
    return {
      number: i + 1,
      sec: this.sec(i),
      nsec: this.nsec(i),
      capturedLength: this.capturedLength(i),
      originalLength: this.originalLength(i),
      fileOffset: this.fileOffset(i),
      link: this.link(i),
      ...part,
    };
  }

  /** The packet without its frame; null = not IP, or unreadable. */
  ip(i: number): IpPacket | null {
    return this.isPlain(i) ? this.plainIp(i) : this.get(i).ip;
  }

  /** What {@link get} gives for a plain packet, put together without a detour. */
  private plainIp(i: number): IpPacket {
    const block = this.block(i);
    const at = i & BLOCK_MASK;
    const { forms } = this.columns;
    const shape = forms.word(block.form[at], F.FORM_SHAPE);
    const fields = forms.word(block.form[at], F.FORM_FIELDS);
    const v4 = (shape & F.SHAPE_VERSION) >>> 4 === 4;
    return {
      saddr: v4 ? block.saddr[at] : this.address(i, block.saddr[at]),
      daddr: v4 ? block.daddr[at] : this.address(i, block.daddr[at]),
      protocol: (shape >>> 16) & 255,
      length: this.ipLength(i),
      ttl: (fields >>> 8) & 255,
      tos: (fields >>> 16) & 255,
      id: block.id[at],
      dontFragment: (shape & F.SHAPE_DONT_FRAGMENT) !== 0,
      moreFragments: false,
      fragmentOffset: 0,
      headerLength: forms.word(block.form[at], F.FORM_SIZES) & 0xffff,
      transport: this.plainTransport(i, (shape & 15) === H.KIND_UDP, fields & 255),
    };
  }

  private plainTransport(i: number, udp: boolean, flags: number): Transport {
    const block = this.block(i);
    const at = i & BLOCK_MASK;
    const sport = block.ports[at] >>> 16;
    const dport = block.ports[at] & 0xffff;
    const payloadLength = this.payloadLength(i);
    if (udp) return { kind: 'udp', sport, dport, payloadLength, payload: null };
    const [seq, ack, window] = [block.seq[at], block.ack[at], block.window[at]];
    return { kind: 'tcp', sport, dport, flags, seq, ack, window, payloadLength, payload: null };
  }

  /** The first bytes of the frame where they are kept (frames that are not IP, unusual packets), else none. */
  kept(i: number): Uint8Array {
    return this.isKept(i) ? this.columns.side.of(i) : EMPTY;
  }

  private block(i: number): Block {
    return this.columns.blocks[i >>> BLOCK_SHIFT];
  }

  /** A word of the form of a packet. */
  private form(i: number, word: number): number {
    return this.columns.forms.word(this.block(i).form[i & BLOCK_MASK], word);
  }

  private isKept(i: number): boolean {
    return (this.form(i, F.FORM_SHAPE) & F.SHAPE_SIDE) !== 0;
  }

  private linkRow(i: number): number {
    return this.form(i, F.FORM_LINK);
  }

  private address(i: number, value: number): InetAddr {
    return this.version(i) === 6 ? in6Of(this.columns.addresses.row(value), 0) : value;
  }

  private decodeAgain(i: number): Pick<CapturedPacket, 'ip' | 'problem' | 'payloadOffset'> {
    const bytes = this.columns.side.of(i);
    const wire = Math.max(this.originalLength(i), this.capturedLength(i));
    this.header.resetLink(this.linktype(i), -1);
    decodeHeader(this.header, this.linktype(i), bytes, 0, bytes.length, wire);
    const { ip, problem, payloadOffset } = frameOf(this.header, bytes);
    return { ip, problem, payloadOffset };
  }

  private fromColumns(i: number): Pick<CapturedPacket, 'ip' | 'problem' | 'payloadOffset'> {
    const block = this.block(i);
    const at = i & BLOCK_MASK;
    const shape = this.form(i, F.FORM_SHAPE);
    const fields = this.form(i, F.FORM_FIELDS);
    const h = this.header;
    h.resetIp();
    h.version = (shape >>> 4) & 15;
    h.kind = shape & 15;
    h.protocol = (shape >>> 16) & 255;
    h.flags = fields & 255;
    h.ttl = (fields >>> 8) & 255;
    h.tos = (fields >>> 16) & 255;
    h.transportLength = fields >>> 24;
    h.dontFragment = (shape & F.SHAPE_DONT_FRAGMENT) !== 0;
    h.id = block.id[at];
    h.window = block.window[at];
    h.headerLength = this.form(i, F.FORM_SIZES) & 0xffff;
    h.length = this.ipLength(i);
    h.seq = block.seq[at];
    h.ack = block.ack[at];
    h.sport = this.sport(i);
    h.dport = this.dport(i);
    h.ipOffset = this.columns.links.word(this.linkRow(i), H.LINK_LENGTH);
    const packet = toIpPacket(h, EMPTY, 0);
    packet.saddr = this.saddr(i);
    packet.daddr = this.daddr(i);
    if ('payload' in packet.transport) packet.transport.payload = null;
    const payloadOffset = h.ipOffset + h.headerLength + h.transportLength;
    return { ip: packet, problem: null, payloadOffset };
  }
}
