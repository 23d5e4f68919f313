import type { InetAddr } from '../../base/inet.ts';
import type { ip_vs_conn } from '../../kernel/ipvs/ip_vs.ts';
import { NF_ACCEPT, NF_DROP } from '../../kernel/lib/netfilter.ts';
import type { IpPacket } from '../../packet/packet.ts';
import { IPPROTO_IPIP, IPPROTO_IPV6 } from '../../packet/protocols.ts';
import type { Event } from '../../trace/playback.ts';
import { StepProbe } from '../../trace/step-probe.ts';

/** What the model's director sends: the packets that it received, as they leave it. */

/** How a transmitter treats a packet, by the note with which it tells of it. */
const TREATMENTS: Readonly<Record<string, 'masq' | 'tunnel' | 'route'>> = {
  'daddr:dport': 'masq',
  'outer header': 'tunnel',
  'link destination': 'route',
};

/** Facts of an event, and how its packet left. */
export class SentProbe extends StepProbe {
  /** null = it was not sent on towards a server. */
  treatment: 'masq' | 'tunnel' | 'route' | null = null;

  override begin(): void {
    super.begin();
    this.treatment = null;
  }

  override note(text: string, detail: string): void {
    super.note(text, detail);
    this.treatment = TREATMENTS[text] ?? this.treatment;
  }
}

interface End {
  readonly addr: InetAddr;
  readonly port: number;
}

function withPorts(ip: IpPacket, ports: { sport?: number; dport?: number }): IpPacket['transport'] {
  const { transport } = ip;
  return 'sport' in transport ? { ...transport, ...ports } : transport;
}

function to(ip: IpPacket, { addr, port }: End): IpPacket {
  return { ...ip, daddr: addr, transport: withPorts(ip, { dport: port }) };
}

function from(ip: IpPacket, { addr, port }: End): IpPacket {
  return { ...ip, saddr: addr, transport: withPorts(ip, { sport: port }) };
}

/** An error carries the packet that it is about, whose addresses are translated the other way round. */
function withEmbedded(ip: IpPacket, change: (embedded: IpPacket) => IpPacket): IpPacket {
  const { transport } = ip;
  if (transport.kind !== 'icmp' || !transport.embedded) return ip;
  return { ...ip, transport: { ...transport, embedded: change(transport.embedded) } };
}

function tunneled(ip: IpPacket, director: InetAddr, server: InetAddr): IpPacket {
  const four = typeof server === 'number';
  const headerLength = four ? 20 : 40;
  return {
    ...ip,
    saddr: director,
    daddr: server,
    protocol: typeof ip.saddr === 'number' ? IPPROTO_IPIP : IPPROTO_IPV6,
    length: ip.length + headerLength,
    id: 0,
    dontFragment: true,
    moreFragments: false,
    fragmentOffset: 0,
    headerLength,
    transport: { kind: 'tunnel', via: 'ipip', inner: ip },
  };
}

/** A reply, or an error of the server, as it goes on to the client: it comes from the service. */
function answered(ip: IpPacket, cp: ip_vs_conn): IpPacket {
  const service = { addr: cp.vaddr, port: cp.vport };
  return from(
    withEmbedded(ip, (embedded) => to(embedded, service)),
    service,
  );
}

function towards(ip: IpPacket, cp: ip_vs_conn, treatment: SentProbe['treatment']): IpPacket {
  const server = { addr: cp.daddr, port: cp.dport };
  if (treatment === 'tunnel') return tunneled(ip, cp.vaddr, cp.daddr);
  if (treatment !== 'masq') return ip;
  return to(
    withEmbedded(ip, (embedded) => from(embedded, server)),
    server,
  );
}

/**
 * The packet of an event as the director sends it on; null = it was dropped, or was for the director itself. What is
 * forwarded and has no entry leaves as it came. A tunnel's outer source is the virtual address, because the director's own
 * is not known.
 */
export function sentPacket(event: Event, { facts, treatment }: SentProbe): IpPacket | null {
  if (event.kind !== 'packet' || !event.ip) return null;
  if (!facts.entry) return event.hook === 'FORWARD' && event.verdict === NF_ACCEPT ? event.ip : null;
  if (facts.entryIs === 'reply') return event.verdict === NF_DROP ? null : answered(event.ip, facts.entry);
  return treatment === null ? null : towards(event.ip, facts.entry, treatment);
}
