import { formatEndpoint } from '../../base/inet.ts';
import type { PacketInput, Program } from '../../inputs/program.ts';
import { VERDICT_NAMES } from '../../kernel/lib/netfilter.ts';
import type { IpPacket } from '../../packet/packet.ts';
import { LINKTYPE_RAW } from '../../packet/protocols.ts';
import { rebuildIp } from '../../packet/rebuild.ts';
import { pcapngFrame, pcapngHeader } from '../../packet/write-pcapng.ts';
import { outcomeOf } from '../../trace/outcome.ts';
import { type Event, Playback } from '../../trace/playback.ts';
import { SentProbe, sentPacket } from './sent.ts';

/** What went in and what the model sent, as a capture that says in comments what was decided. */

const INPUTS = 0;
const OUTPUTS = 1;

/** Seconds since 1970 at uptime 0, where the case names no date: 2000-01-01. */
const NO_DATE = 946_684_800;

function timeOf({ bootEpoch }: Program, timeNs: number): bigint {
  const boot = Math.round((bootEpoch ?? NO_DATE) * 1e6);
  return BigInt(boot) * 1000n + BigInt(Math.round(timeNs));
}

function frame(time: bigint, packet: IpPacket, direction: 'in' | 'out', comment: string): Uint8Array {
  const on = direction === 'in' ? INPUTS : OUTPUTS;
  const { bytes, originalLength } = rebuildIp(packet);
  return pcapngFrame({ time, interface: on, direction, comment, bytes, originalLength });
}

type PacketEvent = Extract<Event, { kind: 'packet' }>;

/** `packet 9, LOCAL_IN: template hit, server 192.168.1.12:80, NF_STOLEN; the capture shows 192.168.1.11:80`. */
function decision(event: PacketEvent, probe: SentProbe, number: number): string {
  const { what, server, seen } = outcomeOf(event, probe.facts);
  const verdict = event.verdict === null ? 'not played' : VERDICT_NAMES[event.verdict];
  const parts = [`packet ${number}, ${event.hook ?? event.input.hook}: ${what}`];
  if (server) parts.push(`server ${server}`);
  parts.push(verdict);
  return parts.join(', ') + (seen ? `; the capture shows ${seen}` : '');
}

function sentTo({ facts, treatment }: SentProbe): string {
  const { entry, entryIs } = facts;
  if (!entry) return 'forwarded by the host, no entry of IPVS';
  if (entryIs === 'reply') return `reply to ${formatEndpoint(entry.caddr, entry.cport)}`;
  const server = formatEndpoint(entry.daddr, entry.dport);
  return treatment === 'route' ? `routed to ${server}, IP header unchanged` : `sent to ${server}`;
}

/**
 * A pcapng file with two interfaces: the packets of the case as they came, and as the model's director sends them on. Link
 * headers are left out; payload is there only where the case holds it. Parts of a file, in order.
 */
export function* captureOf(program: Program, title: string): Generator<Uint8Array> {
  const interfaces = [
    { linktype: LINKTYPE_RAW, name: 'in', description: 'packets of the case' },
    { linktype: LINKTYPE_RAW, name: 'out', description: 'what the model sends on' },
  ];
  const undated = program.bootEpoch === null ? ' The case names no date: uptime 0 is 2000-01-01.' : '';
  const comment = `${title}. Played on the model of ${program.params.profile.name}.${undated}`;
  yield pcapngHeader(interfaces, { application: 'ipvscope', comment });
  const playback = new Playback(program);
  const probe = new SentProbe();
  playback.ipvs.probe = probe;
  const end = program.inputs.at(-1)?.timeNs ?? program.setupNs;
  let packets = 0;
  for (;;) {
    probe.begin();
    const event = playback.step(end, () => probe.begin());
    if (!event) return;
    if (event.kind !== 'packet') continue;
    packets++;
    const asCaptured: PacketInput = event.input;
    const packet = event.ip ?? program.packets.ip(asCaptured.packet);
    if (!packet) continue;
    const time = timeOf(program, asCaptured.timeNs);
    yield frame(time, packet, 'in', decision(event, probe, packets));
    const sent = sentPacket(event, probe);
    if (sent) yield frame(time, sent, 'out', sentTo(probe));
  }
}
