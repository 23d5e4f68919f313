import type { InetAddr } from '../base/inet.ts';
import type { IpPacket } from '../packet/packet.ts';
import type { PacketStore } from '../packet/store.ts';

/** The FTP helper rewrites what passes here, and lengths and sequence numbers with it. */
const FTP = 21;
/** What begins a fingerprint and tells its kind; the last two stand for the two ends. */
const [TCP, FTP_CONTROL, UDP, ICMP, OTHER, SOURCE, DESTINATION] = [1, 2, 3, 4, 5, 6, 7];

/**
 * What translation, direct routing and encapsulation leave alone in a packet, together with one of its ends: two
 * captured packets with an equal key are one packet seen twice. A key is a hash of 64 bits in two words, so that
 * millions of packets need no text; unequal packets of one capture share one with a chance below 1 in 10 million.
 */
export class PacketKeys {
  /** Keys by the source end and by the destination end. */
  source1 = 0;
  source2 = 0;
  destination1 = 0;
  destination2 = 0;
  private h1 = 0;
  private h2 = 0;

  /** Of a TCP segment or UDP datagram whose header is in the columns. */
  ofColumns(store: PacketStore, i: number, tcp: boolean): void {
    const sport = store.sport(i);
    const dport = store.dport(i);
    if (!tcp) this.print(UDP, store.payloadLength(i), store.id(i), 0, 0, 0);
    else if (sport === FTP || dport === FTP)
      this.print(FTP_CONTROL, store.flags(i), store.window(i), store.id(i), 0, 0);
    else this.print(TCP, store.seq(i), store.ack(i), store.flags(i), store.payloadLength(i), store.id(i));
    this.ends(store.saddr(i), sport, store.daddr(i), dport);
  }

  /** Of any packet. The same packet gets the same keys here and there. */
  ofPacket(ip: IpPacket): void {
    const { transport } = ip;
    const ports = 'sport' in transport;
    switch (transport.kind) {
      case 'tcp':
        if (transport.sport === FTP || transport.dport === FTP)
          this.print(FTP_CONTROL, transport.flags, transport.window, ip.id, 0, 0);
        else this.print(TCP, transport.seq, transport.ack, transport.flags, transport.payloadLength, ip.id);
        break;
      case 'udp':
        this.print(UDP, transport.payloadLength, ip.id, 0, 0, 0);
        break;
      case 'icmp':
        this.print(ICMP, transport.type, transport.code, transport.rest, ip.length, ip.id);
        break;
      default:
        this.print(OTHER, ip.protocol, ip.length, ip.id, ip.fragmentOffset, 0);
    }
    this.ends(ip.saddr, ports ? transport.sport : 0, ip.daddr, ports ? transport.dport : 0);
  }

  private print(kind: number, a: number, b: number, c: number, d: number, e: number): void {
    this.h1 = kind;
    this.h2 = ~kind;
    this.word(a);
    this.word(b);
    this.word(c);
    this.word(d);
    this.word(e);
  }

  private ends(saddr: InetAddr, sport: number, daddr: InetAddr, dport: number): void {
    const { h1, h2 } = this;
    this.word((SOURCE << 16) | sport);
    this.address(saddr);
    this.source1 = this.h1;
    this.source2 = this.h2;
    this.h1 = h1;
    this.h2 = h2;
    this.word((DESTINATION << 16) | dport);
    this.address(daddr);
    this.destination1 = this.h1;
    this.destination2 = this.h2;
  }

  private address(addr: InetAddr): void {
    if (typeof addr === 'number') {
      this.word(addr);
      return;
    }
    for (const word of addr) this.word(word);
  }

  /** Two lanes of multiply and xor-shift, as in the finalizers of common 32-bit hashes. */
  private word(value: number): void {
    let a = Math.imul(this.h1 ^ value, 0x9e3779b1);
    a ^= a >>> 15;
    let b = Math.imul((this.h2 ^ (value >>> 16) ^ (value << 16)) + 0x6d2b79f5, 0x85ebca6b);
    b ^= b >>> 13;
    this.h1 = Math.imul(a, 0x2c1b3c6d) ^ (a >>> 12);
    this.h2 = Math.imul(b, 0xc2b2ae35) ^ (b >>> 16);
  }
}
