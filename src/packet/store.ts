import type { InetAddr } from '../base/inet.ts';
import { BLOCK_MASK, BLOCK_SHIFT, type Block, blockWithRoom } from './block.ts';
import { decodeHeader, frameOf, in6Of, linkInfoOf, toIpPacket } from './decode.ts';
import * as H from './header.ts';
import { Header } from './header.ts';
import { type CapturedPacket, type LinkInfo, PACKET_UNKNOWN } from './packet.ts';
import { type PlainSideBytes, SideBytes } from './side.ts';
import { type PlainWordTable, WordTable } from './words.ts';

/** Added to `version` of a packet whose header bytes are kept aside. */
const SIDE = 0x80;
/** Bytes kept of an unusual packet, of one whose payload matters, of a frame that is not IP. */
const SIDE_BYTES = 256;
const SIDE_BYTES_LONG = 2048;
const SIDE_BYTES_NOT_IP = 128;

/** Ports whose payload the kernel reads: FTP control, SIP; IPVS sync with its up to 64 threads. */
const PAYLOAD_PORTS: readonly number[] = [21, 5060];
const SYNC_PORTS: readonly [number, number] = [8848, 8848 + 63];

const keepsPayload = (port: number): boolean =>
  PAYLOAD_PORTS.includes(port) || (port >= SYNC_PORTS[0] && port <= SYNC_PORTS[1]);
const EMPTY = new Uint8Array(0);

/** One record of a capture file: `bytes` from `start` to `end`, only read during the call. */
export interface RawFrame {
  linktype: number;
  bytes: Uint8Array;
  start: number;
  end: number;
  originalLength: number;
  sec: number;
  nsec: number;
  /** Number of the interface in a pcapng file, -1 = the file does not tell. */
  ifindex: number;
  packetType: number;
  /** Of the first byte of the frame, -1 = not from a file. */
  fileOffset: number;
}

/** A frame to be filled in and appended again and again. */
export function emptyFrame(): RawFrame {
  return {
    linktype: 0,
    bytes: EMPTY,
    start: 0,
    end: 0,
    originalLength: 0,
    sec: 0,
    nsec: 0,
    ifindex: -1,
    packetType: PACKET_UNKNOWN,
    fileOffset: -1,
  };
}

/** A store as structured clone carries it. */
export interface PlainPacketStore {
  length: number;
  blocks: readonly Block[];
  links: PlainWordTable;
  addresses: PlainWordTable;
  side: PlainSideBytes;
}

/**
 * The packets of a capture as columns. Packets are numbered from 0 here and shown from 1. What the columns cannot hold
 * (ICMP errors, tunnels, fragments, cut headers, frames that are not IP) keeps its first bytes and is decoded again
 * when asked for.
 */
export class PacketStore {
  length = 0;
  private blocks: Block[] = [];
  /** The block that is being filled. */
  private current: Block | null = null;
  private links = new WordTable(H.LINK_WORDS);
  private linkInfos: LinkInfo[] = [];
  private addresses = new WordTable(4);
  private side = new SideBytes();
  private readonly header = new Header();

  append(frame: RawFrame): void {
    const { linktype, bytes, start, end } = frame;
    const h = this.header;
    h.resetLink(linktype, frame.ifindex, frame.packetType);
    decodeHeader(h, linktype, bytes, start, end, frame.originalLength);
    const i = this.length++;
    const at = i & BLOCK_MASK;
    const block =
      this.current && at < this.current.sec.length && at > 0 ? this.current : this.makeRoom(i, at);
    block.sec[at] = frame.sec;
    block.nsec[at] = frame.nsec;
    block.fileOffset[at] = frame.fileOffset;
    block.capturedLength[at] = end - start;
    block.originalLength[at] = frame.originalLength;
    block.link[at] = this.links.intern(h.link);
    this.putIp(block, at, h);
    const keep = keptBytes(h);
    if (keep === 0) return;
    block.version[at] |= SIDE;
    this.side.append(i, bytes.subarray(start, Math.min(end, start + keep)));
  }

  /** Corrects the time of a packet that came without one. */
  setTime(i: number, sec: number, nsec: number): void {
    const block = this.blocks[i >>> BLOCK_SHIFT];
    block.sec[i & BLOCK_MASK] = sec;
    block.nsec[i & BLOCK_MASK] = nsec;
  }

  /** Time in whole seconds since 1970; the nanoseconds within it are {@link nsec}. */
  sec(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].sec[i & BLOCK_MASK];
  }

  nsec(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].nsec[i & BLOCK_MASK];
  }

  /** Whole seconds of the first packet: the origin of {@link time}. */
  get baseSec(): number {
    return this.length === 0 ? 0 : this.blocks[0].sec[0];
  }

  /** Seconds since {@link baseSec}; below a microsecond only as exact as a double is. */
  time(i: number): number {
    return this.sec(i) - this.baseSec + this.nsec(i) / 1e9;
  }

  fileOffset(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].fileOffset[i & BLOCK_MASK];
  }

  capturedLength(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].capturedLength[i & BLOCK_MASK];
  }

  originalLength(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].originalLength[i & BLOCK_MASK];
  }

  /** 4, 6, or 0 = not IP. */
  version(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].version[i & BLOCK_MASK] & 15;
  }

  /** `KIND_TCP` and so on, of header.ts. */
  kind(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].kind[i & BLOCK_MASK];
  }

  /** Transport protocol after IPv6 extension headers. */
  protocol(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].protocol[i & BLOCK_MASK];
  }

  saddr(i: number): InetAddr {
    return this.address(i, this.blocks[i >>> BLOCK_SHIFT].saddr[i & BLOCK_MASK]);
  }

  daddr(i: number): InetAddr {
    return this.address(i, this.blocks[i >>> BLOCK_SHIFT].daddr[i & BLOCK_MASK]);
  }

  sport(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].ports[i & BLOCK_MASK] >>> 16;
  }

  dport(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].ports[i & BLOCK_MASK] & 0xffff;
  }

  /** TCP flag bits. */
  flags(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].flags[i & BLOCK_MASK];
  }

  /** Length of the IP packet. */
  ipLength(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].length[i & BLOCK_MASK];
  }

  /** Lower 16 bits of the identification. */
  id(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].id[i & BLOCK_MASK];
  }

  ttl(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].ttl[i & BLOCK_MASK];
  }

  seq(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].seq[i & BLOCK_MASK];
  }

  ack(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].ack[i & BLOCK_MASK];
  }

  window(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].window[i & BLOCK_MASK];
  }

  /** Bytes behind the TCP or UDP header, as the headers say. */
  payloadLength(i: number): number {
    const block = this.blocks[i >>> BLOCK_SHIFT];
    const at = i & BLOCK_MASK;
    return Math.max(0, block.length[at] - block.headerLength[at] - block.transportLength[at]);
  }

  /** A whole TCP segment or UDP datagram without anything unusual: the columns hold all that there is to know. */
  isPlain(i: number): boolean {
    const block = this.blocks[i >>> BLOCK_SHIFT];
    const at = i & BLOCK_MASK;
    const kind = block.kind[at];
    return (kind === H.KIND_TCP || kind === H.KIND_UDP) && block.version[at] < SIDE;
  }

  /** Packets with equal link headers have the same number, from 0. */
  linkNumber(i: number): number {
    return this.linkRow(i);
  }

  packetType(i: number): number {
    return this.links.word(this.linkRow(i), H.LINK_PACKET_TYPE);
  }

  ifindex(i: number): number {
    return this.links.word(this.linkRow(i), H.LINK_IFINDEX);
  }

  linktype(i: number): number {
    return this.links.word(this.linkRow(i), H.LINK_TYPE);
  }

  /** Packets with equal link headers share one object. */
  link(i: number): LinkInfo {
    const row = this.linkRow(i);
    this.linkInfos[row] ??= linkInfoOf(this.links.row(row));
    return this.linkInfos[row];
  }

  get(i: number): CapturedPacket {
    const kept = (this.blocks[i >>> BLOCK_SHIFT].version[i & BLOCK_MASK] & SIDE) !== 0;
    const part = kept ? this.decodeAgain(i) : this.fromColumns(i);
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

  /** The first bytes of the frame where they are kept (frames that are not IP, unusual packets), else none. */
  kept(i: number): Uint8Array {
    const kept = (this.blocks[i >>> BLOCK_SHIFT].version[i & BLOCK_MASK] & SIDE) !== 0;
    return kept ? this.side.of(i) : EMPTY;
  }

  toPlain(): PlainPacketStore {
    return {
      length: this.length,
      blocks: this.blocks,
      links: this.links.toPlain(),
      addresses: this.addresses.toPlain(),
      side: this.side.toPlain(),
    };
  }

  static fromPlain(plain: PlainPacketStore): PacketStore {
    const store = new PacketStore();
    store.length = plain.length;
    store.blocks = [...plain.blocks];
    store.links = WordTable.fromPlain(plain.links);
    store.addresses = WordTable.fromPlain(plain.addresses);
    store.side = SideBytes.fromPlain(plain.side);
    return store;
  }

  private makeRoom(i: number, at: number): Block {
    const number = i >>> BLOCK_SHIFT;
    const block = blockWithRoom(number < this.blocks.length ? this.blocks[number] : undefined, at);
    this.blocks[number] = block;
    this.current = block;
    return block;
  }

  private putIp(block: Block, at: number, h: Header): void {
    block.version[at] = h.version;
    block.kind[at] = h.kind;
    if (h.version === 0) return;
    block.protocol[at] = h.protocol;
    block.saddr[at] = h.version === 4 ? h.saddr : this.addresses.intern(h.addr6, 0);
    block.daddr[at] = h.version === 4 ? h.daddr : this.addresses.intern(h.addr6, 4);
    block.ports[at] = (h.sport << 16) | h.dport;
    block.flags[at] = h.flags;
    block.ttl[at] = h.ttl;
    block.tos[at] = h.tos;
    block.transportLength[at] = h.transportLength;
    block.dontFragment[at] = h.dontFragment ? 1 : 0;
    block.id[at] = h.id;
    block.window[at] = h.window;
    block.headerLength[at] = h.headerLength;
    block.length[at] = h.length;
    block.seq[at] = h.seq;
    block.ack[at] = h.ack;
  }

  private linkRow(i: number): number {
    return this.blocks[i >>> BLOCK_SHIFT].link[i & BLOCK_MASK];
  }

  private address(i: number, value: number): InetAddr {
    return this.version(i) === 6 ? in6Of(this.addresses.row(value), 0) : value;
  }

  private decodeAgain(i: number): Pick<CapturedPacket, 'ip' | 'problem' | 'payloadOffset'> {
    const bytes = this.side.of(i);
    const wire = Math.max(this.originalLength(i), this.capturedLength(i));
    this.header.resetLink(this.linktype(i), -1);
    decodeHeader(this.header, this.linktype(i), bytes, 0, bytes.length, wire);
    const { ip, problem, payloadOffset } = frameOf(this.header, bytes);
    return { ip, problem, payloadOffset };
  }

  private fromColumns(i: number): Pick<CapturedPacket, 'ip' | 'problem' | 'payloadOffset'> {
    const block = this.blocks[i >>> BLOCK_SHIFT];
    const at = i & BLOCK_MASK;
    const h = this.header;
    h.resetIp();
    h.version = block.version[at];
    h.kind = block.kind[at];
    h.protocol = block.protocol[at];
    h.flags = block.flags[at];
    h.ttl = block.ttl[at];
    h.tos = block.tos[at];
    h.transportLength = block.transportLength[at];
    h.dontFragment = block.dontFragment[at] === 1;
    h.id = block.id[at];
    h.window = block.window[at];
    h.headerLength = block.headerLength[at];
    h.length = block.length[at];
    h.seq = block.seq[at];
    h.ack = block.ack[at];
    h.sport = block.ports[at] >>> 16;
    h.dport = block.ports[at] & 0xffff;
    h.ipOffset = this.links.word(block.link[at], H.LINK_LENGTH);
    const packet = toIpPacket(h, EMPTY, 0);
    packet.saddr = this.saddr(i);
    packet.daddr = this.daddr(i);
    if ('payload' in packet.transport) packet.transport.payload = null;
    const payloadOffset = h.ipOffset + h.headerLength + h.transportLength;
    return { ip: packet, problem: null, payloadOffset };
  }
}

function keptBytes(h: Header): number {
  if (h.kind === H.KIND_NOT_IP) return SIDE_BYTES_NOT_IP;
  const plain = h.kind === H.KIND_TCP || h.kind === H.KIND_UDP;
  if (plain && (keepsPayload(h.sport) || keepsPayload(h.dport))) return SIDE_BYTES_LONG;
  const usual = plain && h.problem === null && !h.moreFragments && h.id <= 0xffff && h.transportLength >= 8;
  if (usual) return 0;
  return h.kind === H.KIND_SCTP || h.headerLength > 128 ? SIDE_BYTES_LONG : SIDE_BYTES;
}
