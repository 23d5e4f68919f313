import { type Service, TCP } from './services.ts';

/** Gets the next part of the file; the bytes are only valid during the call. */
export type Sink = (piece: Uint8Array) => void;

export interface FrameOptions {
  /** Bytes kept of each frame; 0 = all. */
  readonly snaplen: number;
  /** Bytes of a packet that carries data. */
  readonly payload: number;
}

const PIECE = 4 << 20;
const FILE_HEADER = 24;
const RECORD = 16;
const ETHERNET = 14;
const IP = 20;
const TCP_HEADER = 20;
const UDP_HEADER = 8;
const NO_LIMIT = 262_144;
/** Hop counts of what comes from far away, and of what a server sent and the director forwarded. */
const TTL_CLIENT = 57;
const TTL_REPLY = 63;
const WINDOW = 502;
const DIRECTOR = [0x02, 0x00, 0x0a, 0x00, 0x00, 0x64];
const ROUTER = [0x02, 0x00, 0xac, 0x10, 0x00, 0x01];

/** Sum of 16-bit words as checksums need it. */
function folded(sum: number): number {
  let left = sum;
  while (left > 0xffff) left = (left & 0xffff) + Math.floor(left / 0x1_0000);
  return left;
}

/**
 * Writes a pcap file (Ethernet, microseconds, little-endian) frame by frame into pieces of 4 MiB, without an object per
 * packet. Checksums are right. RFC 791, 793, 768; the file format of libpcap.
 */
export class FrameWriter {
  private readonly bytes = new Uint8Array(PIECE);
  private readonly view = new DataView(this.bytes.buffer);
  private at = 0;
  private id = 0;
  private readonly payload: Uint8Array;
  private readonly payloadSum: number;
  private readonly head = new Uint8Array(ETHERNET + IP);
  private readonly largest: number;

  constructor(
    private readonly sink: Sink,
    private readonly options: FrameOptions,
  ) {
    this.payload = new Uint8Array(options.payload).map((_, i) => 0x61 + (i % 26));
    let sum = 0;
    for (const [i, byte] of this.payload.entries()) sum += i % 2 === 0 ? byte << 8 : byte;
    this.payloadSum = folded(sum);
    this.head.set([0x08, 0x00, 0x45, 0x00], 12);
    this.largest = RECORD + ETHERNET + IP + TCP_HEADER + options.payload;
    this.writeFileHeader();
  }

  /**
   * A packet between a client and a service. `time` in microseconds since 1970; `seq` and `ack` as TCP has them (UDP
   * leaves them out).
   */
  write(
    time: number,
    service: Service,
    client: number,
    port: number,
    reply: boolean,
    flags: number,
    data: boolean,
    seq: number,
    ack: number,
  ): void {
    if (this.at + this.largest > PIECE) this.flush();
    const isTcp = service.protocol === TCP;
    const payload = data ? this.payload.length : 0;
    const transport = (isTcp ? TCP_HEADER : UDP_HEADER) + payload;
    const whole = ETHERNET + IP + transport;
    const kept = this.options.snaplen > 0 ? Math.min(this.options.snaplen, whole) : whole;
    const { view } = this;
    const record = this.at;
    const sec = Math.floor(time / 1e6);
    view.setUint32(record, sec, true);
    view.setUint32(record + 4, time - sec * 1e6, true);
    view.setUint32(record + 8, kept, true);
    view.setUint32(record + 12, whole, true);
    const frame = record + RECORD;
    const saddr = reply ? service.vaddr : client;
    const daddr = reply ? client : service.vaddr;
    const sport = reply ? service.vport : port;
    const dport = reply ? port : service.vport;
    const ends = (saddr >>> 16) + (saddr & 0xffff) + (daddr >>> 16) + (daddr & 0xffff);
    this.writeIp(frame, service.protocol, saddr, daddr, ends, IP + transport, reply);
    const to = frame + ETHERNET + IP;
    view.setUint32(to, ((sport << 16) | dport) >>> 0);
    const sum = ends + service.protocol + transport + sport + dport + (data ? this.payloadSum : 0);
    if (isTcp) this.writeTcp(to, seq, ack, flags, sum);
    else this.writeUdp(to, transport, sum);
    if (payload > 0) this.writePayload(to + transport - payload, frame + kept);
    this.at = frame + kept;
  }

  /** Hands on what is left. */
  end(): void {
    this.flush();
  }

  private writeFileHeader(): void {
    const { view } = this;
    view.setUint32(0, 0xa1b2c3d4, true);
    view.setUint16(4, 2, true);
    view.setUint16(6, 4, true);
    view.setUint32(16, this.options.snaplen || NO_LIMIT, true);
    view.setUint32(20, 1, true);
    this.at = FILE_HEADER;
  }

  private writeIp(
    frame: number,
    protocol: number,
    saddr: number,
    daddr: number,
    ends: number,
    length: number,
    reply: boolean,
  ): void {
    const { bytes, view } = this;
    bytes.set(this.head, frame);
    bytes.set(reply ? ROUTER : DIRECTOR, frame);
    bytes.set(reply ? DIRECTOR : ROUTER, frame + 6);
    const ip = frame + ETHERNET;
    this.id = (this.id + 1) & 0xffff;
    const hops = ((reply ? TTL_REPLY : TTL_CLIENT) << 8) | protocol;
    view.setUint16(ip + 2, length);
    view.setUint16(ip + 4, this.id);
    view.setUint16(ip + 6, 0x4000);
    view.setUint16(ip + 8, hops);
    view.setUint16(ip + 10, ~folded(0x4500 + length + this.id + 0x4000 + hops + ends) & 0xffff);
    view.setUint32(ip + 12, saddr);
    view.setUint32(ip + 16, daddr);
  }

  private writeTcp(to: number, seq: number, ack: number, flags: number, sum: number): void {
    const { view } = this;
    const word = 0x5000 | flags;
    view.setUint32(to + 4, seq);
    view.setUint32(to + 8, ack);
    view.setUint16(to + 12, word);
    view.setUint16(to + 14, WINDOW);
    const all = sum + (seq >>> 16) + (seq & 0xffff) + (ack >>> 16) + (ack & 0xffff) + word + WINDOW;
    view.setUint32(to + 16, ((~folded(all) & 0xffff) << 16) >>> 0);
  }

  private writeUdp(to: number, length: number, sum: number): void {
    this.view.setUint16(to + 4, length);
    this.view.setUint16(to + 6, ~folded(sum + length) & 0xffff || 0xffff);
  }

  private writePayload(at: number, end: number): void {
    const room = end - at;
    if (room >= this.payload.length) this.bytes.set(this.payload, at);
    else for (let i = 0; i < room; i++) this.bytes[at + i] = this.payload[i];
  }

  private flush(): void {
    if (this.at > 0) this.sink(this.bytes.subarray(0, this.at));
    this.at = 0;
  }
}
