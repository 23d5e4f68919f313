import type { InetAddr } from '../base/inet.ts';
import type { CapturedPacket, IpPacket } from '../packet/packet.ts';
import type { PacketStore } from '../packet/store.ts';
import { innermost } from './innermost.ts';
import { PacketKeys } from './packet-keys.ts';

const IPPROTO_TCP = 6;

/**
 * A captured packet as the search for its role looks at it. One object stands on one packet after the other: usual
 * packets are read out of the columns, only the others are decoded.
 */
export class SeenPacket {
  index = -1;
  /** A whole TCP segment or UDP datagram; its fields are in the columns. */
  private plain = false;
  private decoded: CapturedPacket | null = null;
  private inner: IpPacket | null = null;
  private readonly keys = new PacketKeys();
  private keyed = false;
  private readonly macNumbers: number[] = [];
  private readonly macIds = new Map<string, number>();

  private readonly second: number;

  constructor(private readonly store: PacketStore) {
    this.second = store.baseSec;
  }

  stand(index: number): void {
    this.index = index;
    this.plain = this.store.isPlain(index);
    this.decoded = null;
    this.inner = null;
    this.keyed = false;
  }

  /** False = not IP, or unreadable: then nothing but `packet` may be asked. */
  get isIp(): boolean {
    return this.plain || this.packet.ip !== null;
  }

  get packet(): CapturedPacket {
    this.decoded ??= this.store.get(this.index);
    return this.decoded;
  }

  /** Only where {@link isIp}. */
  get ip(): IpPacket {
    return this.packet.ip as IpPacket;
  }

  /** Seconds; only differences matter. */
  get time(): number {
    return this.timeOf(this.index);
  }

  timeOf(index: number): number {
    return this.store.nsSince(index, this.second) / 1e9;
  }

  get packetType(): number {
    return this.store.packetType(this.index);
  }

  get saddr(): InetAddr {
    return this.store.saddr(this.index);
  }

  get daddr(): InetAddr {
    return this.store.daddr(this.index);
  }

  get protocol(): number {
    return this.store.protocol(this.index);
  }

  get ttl(): number {
    return this.store.ttl(this.index);
  }

  /** -1 = it has no ports. */
  get sport(): number {
    if (this.plain) return this.store.sport(this.index);
    return 'sport' in this.ip.transport ? this.ip.transport.sport : -1;
  }

  get dport(): number {
    if (this.plain) return this.store.dport(this.index);
    return 'dport' in this.ip.transport ? this.ip.transport.dport : -1;
  }

  /** It carries another packet in a tunnel header. */
  get isTunnel(): boolean {
    return !this.plain && this.ip.transport.kind === 'tunnel';
  }

  /** The packet inside a tunnel header is another one. */
  get wraps(): boolean {
    return !this.plain && this.innermost !== this.ip;
  }

  get innerDaddr(): InetAddr {
    return this.plain ? this.daddr : this.innermost.daddr;
  }

  /** 0 = it has no ports. */
  get innerDport(): number {
    if (this.plain) return this.dport;
    const { transport } = this.innermost;
    return 'dport' in transport ? transport.dport : 0;
  }

  /** An ICMP message about another packet. */
  get isError(): boolean {
    if (this.plain) return false;
    const { transport } = this.ip;
    return transport.kind === 'icmp' && transport.embedded !== null;
  }

  get srcMac(): string {
    return this.store.link(this.index).srcMac;
  }

  get dstMac(): string {
    return this.store.link(this.index).dstMac;
  }

  /** Number of the pair of link addresses. */
  get macs(): number {
    const link = this.store.linkNumber(this.index);
    this.macNumbers[link] ??= this.macsOf();
    return this.macNumbers[link];
  }

  /** Keys of the packet itself. */
  get ownKeys(): PacketKeys {
    if (this.wraps) {
      this.keys.ofPacket(this.ip);
      this.keyed = false;
      return this.keys;
    }
    return this.innerKeys;
  }

  /** Keys of the packet inside tunnel headers, which is mostly the packet itself. */
  get innerKeys(): PacketKeys {
    if (this.keyed) return this.keys;
    if (this.plain) this.keys.ofColumns(this.store, this.index, this.protocol === IPPROTO_TCP);
    else this.keys.ofPacket(this.innermost);
    this.keyed = true;
    return this.keys;
  }

  private get innermost(): IpPacket {
    this.inner ??= innermost(this.ip);
    return this.inner;
  }

  private macsOf(): number {
    const text = `${this.srcMac}>${this.dstMac}`;
    const known = this.macIds.get(text);
    if (known !== undefined) return known;
    this.macIds.set(text, this.macIds.size);
    return this.macIds.size - 1;
  }
}
