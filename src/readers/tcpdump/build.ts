import { familyOf, type InetAddr } from '../../base/inet.ts';
import { buildIp, concat, type IpSpec, type TransportSpec } from '../../packet/build.ts';
import { putBe16 } from '../../packet/bytes.ts';
import { IPPROTO_GRE, IPPROTO_IPIP, IPPROTO_IPV6, IPPROTO_TCP, IPPROTO_UDP } from '../../packet/protocols.ts';
import type { Recall, Recalled } from './recall.ts';
import type { Sequences } from './sequence.ts';
import type { Note, ToldBody, ToldIp, ToldTcp } from './told.ts';

/** A packet as header bytes: payload, which the text does not show, is left out like behind a snapshot length. */
export interface BuiltIp {
  bytes: Uint8Array;
  /** Length of the whole IP packet. */
  total: number;
}

const headerOf = (addr: InetAddr): number => (typeof addr === 'number' ? 20 : 40);
const NOTHING = new Uint8Array(0);
/** Bytes of a packet's transport header that an ICMP error holds at least (RFC 792). */
const EMBEDDED = 8;

/** What an IP packet carries: its bytes as far as known, and how many there are. */
interface Carried {
  transport: TransportSpec;
  length: number;
}

type Told<K extends ToldBody['kind']> = Extract<ToldBody, { kind: K }>;

export class Builder {
  constructor(
    private readonly sequences: Sequences,
    private readonly recall: Recall,
    private readonly notes: Set<Note>,
  ) {}

  build(ip: ToldIp): BuiltIp {
    const header = headerOf(ip.saddr);
    const { transport, length } = this.carried(ip, ip.length === null ? null : ip.length - header);
    const bytes = buildIp(specOf(ip, transport));
    if (ip.body.kind === 'tcp') bytes[header + 12] = (5 + ip.body.options.length / 4) << 4;
    const extension = bytes.length - header - carriedLength(transport);
    const total = Math.min(0xffff, ip.length ?? header + extension + length);
    if (header === 20) putBe16(bytes, 2, total);
    else putBe16(bytes, 4, total - 40);
    if (ip.body.kind === 'udp')
      putBe16(bytes, header + extension + 4, Math.min(0xffff, total - header - extension));
    if (ip.body.kind === 'sctp' && ip.body.chunks.length === 1)
      putBe16(bytes, header + extension + 14, length - 12);
    this.recall.remember(ip);
    return { bytes: bytes.subarray(0, Math.min(bytes.length, total)), total };
  }

  /** `space` = bytes behind the IP header as `-v` told, null = not told. */
  private carried(ip: ToldIp, space: number | null): Carried {
    const { body } = ip;
    switch (body.kind) {
      case 'tcp':
        return this.tcp(ip, body, space);
      case 'udp': {
        const { sport, dport, payload } = body;
        return {
          transport: { kind: 'udp', sport, dport },
          length: payload === null ? (space ?? 8) : payload + 8,
        };
      }
      case 'sctp': {
        const { sport, dport, chunks } = body;
        return { transport: { kind: 'sctp', sport, dport, chunks }, length: space ?? 12 + chunks.length * 4 };
      }
      case 'icmp':
        return this.icmp(ip, body, space);
      case 'tunnel':
        return this.tunnel(body);
      default: {
        const { protocol, payload } = body;
        return { transport: { kind: 'raw', protocol, payload: NOTHING }, length: payload ?? space ?? 0 };
      }
    }
  }

  private tcp(ip: ToldIp, body: ToldTcp, space: number | null): Carried {
    const { sport, dport, flags, window, options, payload } = body;
    const { seq, ack } = this.sequences.resolve(ip, body);
    const own = 20 + options.length;
    const transport: TransportSpec = {
      kind: 'tcp',
      sport,
      dport,
      flags,
      seq,
      ack,
      window: window ?? 0,
      payload: options,
    };
    return { transport, length: payload === null ? Math.max(own, space ?? own) : own + payload };
  }

  private icmp(ip: ToldIp, body: Told<'icmp'>, space: number | null): Carried {
    const { type, code, rest } = body;
    const room = body.length ?? space;
    const about = body.inner ? this.embedded(body.inner) : this.recalled(ip, body);
    const payload = room === null ? about : about.subarray(0, Math.max(0, room - 8));
    return { transport: { kind: 'icmp', type, code, rest, payload }, length: room ?? 8 + payload.length };
  }

  private embedded(inner: ToldIp): Uint8Array {
    return this.build(inner).bytes.subarray(0, headerOf(inner.saddr) + EMBEDDED);
  }

  /** The packet that an error is about where only its destination is told. */
  private recalled(ip: ToldIp, { about }: Told<'icmp'>): Uint8Array {
    if (!about || familyOf(about.daddr) !== familyOf(ip.daddr)) return NOTHING;
    const { protocol, dport, daddr } = about;
    const told = protocol === null ? null : { protocol, sport: 0, dport: dport ?? 0 };
    this.notes.add('embedded');
    const found = this.recall.find(ip.daddr, about) ?? told;
    if (!found) return NOTHING;
    const bytes = buildIp({ saddr: ip.daddr, daddr, transport: firstBytes(found) });
    return bytes.subarray(0, headerOf(daddr) + EMBEDDED);
  }

  private tunnel({ via, inner }: Told<'tunnel'>): Carried {
    const { bytes, total } = this.build(inner);
    const v4 = headerOf(inner.saddr) === 20;
    if (via === 'ipip') {
      const protocol = v4 ? IPPROTO_IPIP : IPPROTO_IPV6;
      return { transport: { kind: 'raw', protocol, payload: bytes }, length: total };
    }
    const gre = v4 ? Uint8Array.of(0, 0, 8, 0) : Uint8Array.of(0, 0, 0x86, 0xdd);
    return {
      transport: { kind: 'raw', protocol: IPPROTO_GRE, payload: concat(gre, bytes) },
      length: total + 4,
    };
  }
}

function specOf(ip: ToldIp, transport: TransportSpec): IpSpec {
  const { saddr, daddr, dontFragment, moreFragments, fragmentOffset } = ip;
  const common = { saddr, daddr, transport, dontFragment, moreFragments, fragmentOffset };
  // The identification of IPv6 would mean a fragment.
  const id = typeof saddr === 'number' ? (ip.id ?? 0) : 0;
  return { ...common, id, ttl: ip.ttl ?? 64, tos: ip.tos ?? 0 };
}

function carriedLength(transport: TransportSpec): number {
  switch (transport.kind) {
    case 'tcp':
      return 20 + (transport.payload?.length ?? 0);
    case 'sctp':
      return 12 + transport.chunks.length * 4;
    case 'raw':
      return transport.payload.length;
    default:
      return 8 + (transport.payload?.length ?? 0);
  }
}

function firstBytes({ protocol, sport, dport }: Recalled): TransportSpec {
  if (protocol === IPPROTO_TCP) return { kind: 'tcp', sport, dport, flags: 0 };
  if (protocol === IPPROTO_UDP) return { kind: 'udp', sport, dport };
  return { kind: 'sctp', sport, dport, chunks: [] };
}
