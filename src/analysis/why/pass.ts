import { addrEqual, formatAddr, formatEndpoint } from '../../base/inet.ts';
import { syncMessageOf } from '../../inputs/sync-messages.ts';
import type { ip_vs_service } from '../../kernel/ipvs/ip_vs.ts';
import { ip_vs_proto_name } from '../../kernel/ipvs/ip_vs_proto.ts';
import { services_walk } from '../../kernel/ipvs/services.ts';
import type { IpPacket } from '../../packet/packet.ts';
import type { Facts } from '../../trace/facts.ts';
import type { Phrase } from '../../trace/views.ts';
import { code, counted, strong, text } from '../phrases.ts';
import { branchIs, callOf, here, took, type WhyContext } from './context.ts';

/** Why a packet went on as if IPVS were not there. */

export function packetOf({ visit }: WhyContext): IpPacket | null {
  return visit.what.kind === 'packet' ? visit.what.ip : null;
}

export function serviceTitle(svc: ip_vs_service): string {
  if (svc.fwmark) return `FWM ${svc.fwmark}`;
  return `${ip_vs_proto_name(svc.protocol)} ${formatEndpoint(svc.addr, svc.port)}`;
}

interface Near {
  readonly svc: ip_vs_service;
  /** What differs, in the words of the fields. */
  readonly differs: string;
  readonly score: number;
}

/** The services that are nearest to a packet, and the fields in which they differ from it. */
export function nearestServices(context: WhyContext, ip: IpPacket): readonly Near[] {
  const port = 'dport' in ip.transport ? ip.transport.dport : 0;
  const near: Near[] = [];
  for (const svc of services_walk(context.visit.ipvs)) {
    if (svc.fwmark) {
      near.push({
        svc,
        differs: `it wants firewall mark ${svc.fwmark}, the packet has none of its own`,
        score: 3,
      });
      continue;
    }
    const parts: string[] = [];
    if (svc.protocol !== ip.protocol)
      parts.push(`protocol ${ip_vs_proto_name(svc.protocol)}, not ${ip_vs_proto_name(ip.protocol)}`);
    if (!addrEqual(svc.addr, ip.daddr))
      parts.push(`address ${formatAddr(svc.addr)}, not ${formatAddr(ip.daddr)}`);
    if (svc.port !== port && svc.port !== 0) parts.push(`port ${svc.port}, not ${port}`);
    near.push({ svc, differs: parts.join(', '), score: parts.length });
  }
  return near.sort((a, b) => a.score - b.score);
}

function noService(context: WhyContext): Phrase[] {
  const ip = packetOf(context);
  const lead = [text('No entry and no virtual service: the packet goes on to the host itself.')];
  const [nearest] = ip ? nearestServices(context, ip) : [];
  if (!nearest || nearest.differs === '') return lead;
  return [
    text('No entry and '),
    here(context, 'no virtual service', callOf('ip_vs_service_find')),
    text(': the packet goes on to the host itself. The nearest service is '),
    code(serviceTitle(nearest.svc)),
    text(`: ${nearest.differs}.`),
  ];
}

function notScheduled(context: WhyContext, svc: ip_vs_service): Phrase[] {
  const ip = packetOf(context);
  const sport = ip && 'sport' in ip.transport ? ip.transport.sport : 0;
  if (took(context, 'cport == FTPDATA'))
    return [
      text('It begins a connection from port 20: an FTP server would open that, not a client. '),
      here(context, 'It is not scheduled', branchIs('cport == FTPDATA', true)),
      text('.'),
    ];
  if (took(context, '!svc->fwmark && pptr[1] != svc->port', true))
    return [
      text('The service '),
      code(serviceTitle(svc)),
      text(' was found for another port ('),
      here(context, 'FTP or all ports', branchIs('!svc->fwmark && pptr[1] != svc->port', true)),
      text('). Without persistence such a connection is not scheduled, and the packet passes.'),
    ];
  return [
    text(`Found service ${serviceTitle(svc)}, and nothing to schedule (source port ${sport}). It passes.`),
  ];
}

function mayNotBegin(context: WhyContext): Phrase[] {
  const ip = packetOf(context);
  if (ip && ip.protocol === 132)
    return [
      text('No entry, and this packet '),
      here(context, 'may not begin an association', branchIs('ABORT ||', true)),
      text(' (only an INIT may, unless '),
      code('sloppy_sctp'),
      text(' is set). It goes on as if IPVS were not there.'),
    ];
  return [
    text('No entry, and this packet '),
    here(context, 'may not begin a connection', (step) => /th->(rst|syn)/.test(step.text)),
    text(' (only a SYN may, unless '),
    code('sloppy_tcp'),
    text(' is set). It goes on as if IPVS were not there.'),
  ];
}

function aboutIcmp(context: WhyContext): Phrase[] | null {
  const ip = packetOf(context);
  if (ip?.transport.kind !== 'icmp') return null;
  const { type, embedded } = ip.transport;
  if (took(context, 'related', false))
    return [
      text(`ICMP type ${type} is `),
      here(context, 'no error about another packet', branchIs('related', false)),
      text(', so it belongs to no connection. It passes.'),
    ];
  if (!embedded)
    return [text('An ICMP error whose inner packet IPVS does not handle, or that is cut. It passes.')];
  return [
    text(`An ICMP error (type ${type}) about a packet that belongs to no entry. `),
    here(context, 'schedule_icmp', branchIs('sysctl_schedule_icmp', false)),
    text(' is 0, so it begins none. It passes.'),
  ];
}

/** Pieces of a packet that came in parts. */
function aboutFragments(context: WhyContext): Phrase[] | null {
  const ip = packetOf(context);
  if (!ip || (ip.fragmentOffset === 0 && !ip.moreFragments)) return null;
  if (context.visit.recorder.rawSteps.length === 0)
    return [
      text(
        'A fragment: it waits for the other pieces of its packet. IPVS sees them together when the last one comes.',
      ),
    ];
  return ip.fragmentOffset > 0
    ? [
        text(
          'A later fragment has no ports: it never begins a connection, and no entry could be found for it.',
        ),
      ]
    : null;
}

/** What a sync master sends passes the hooks like any packet of the host. */
function ownSyncMessage(context: WhyContext): Phrase[] | null {
  const { what } = context.visit;
  const ip = packetOf(context);
  const message = ip && what.kind === 'packet' && what.hook === 'LOCAL_OUT' ? syncMessageOf(ip) : null;
  if (!message) return null;
  return [
    text('A message of the sync master on this host: it tells backups of '),
    strong(counted(message.conns.length, 'entry', 'entries')),
    text('. No service is asked for its address, so it passes.'),
  ];
}

export function passWords(context: WhyContext, facts: Facts): Phrase[] {
  const sync = ownSyncMessage(context);
  if (sync) return sync;
  const fragment = aboutFragments(context);
  if (fragment) return fragment;
  if (!facts.seen)
    return [text('IPVS is not hooked in: there is no virtual service of this address family.')];
  const icmp = aboutIcmp(context);
  if (icmp) return icmp;
  if (facts.lookedForService && !facts.service) return noService(context);
  if (facts.service && facts.lookedForService) return notScheduled(context, facts.service);
  const begins = context.visit.recorder.rawSteps.some(callOf(/^(tcp|sctp)_conn_schedule$/));
  if (begins && facts.entry === null) return mayNotBegin(context);
  return [strong('Passes'), text(': it goes on as if IPVS were not there.')];
}
