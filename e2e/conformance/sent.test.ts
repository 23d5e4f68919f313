import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { formatEndpoint } from '../../src/base/inet.ts';
import { loadRun } from '../../src/cli/replay-run.ts';
import type { Program } from '../../src/inputs/program.ts';
import { type IpPacket, PACKET_OUTGOING } from '../../src/packet/packet.ts';
import { readCaptureBytes } from '../../src/readers/capture.ts';
import { SentProbe, sentPacket } from '../../src/session/export/sent.ts';
import { Playback } from '../../src/trace/playback.ts';

/** What an exported capture says that the director sends must be what the recorded kernel sent. */

const ROOT = 'e2e/recorded-runs/linux-6.12';

/** Runs whose recorded packets were not all sent by the director on behalf of others. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  '0288-local-client':
    'The client is the director itself: the copy that leaves is the only trace of its packet, and is the input.',
};

const isMulticast6 = ({ daddr }: IpPacket): boolean => typeof daddr !== 'number' && daddr[0] >>> 24 === 0xff;

/** Addresses, ports, flags, and what is inside: `172.16.0.1:41000 > 192.168.1.12:80 6 tcp 2`. */
function told({ saddr, daddr, protocol, transport }: IpPacket): string {
  if (transport.kind === 'tunnel')
    return `to ${formatEndpoint(daddr, 0)} ${transport.inner ? told(transport.inner) : '?'}`;
  const { sport, dport } = 'sport' in transport ? transport : { sport: 0, dport: 0 };
  const ends = `${formatEndpoint(saddr, sport)} > ${formatEndpoint(daddr, dport)}`;
  if (transport.kind === 'tcp') return `${ends} ${protocol} ${transport.flags}`;
  if (transport.kind !== 'icmp' || !transport.embedded) return `${ends} ${protocol}`;
  return `${ends} ${protocol} ${transport.type} about ${told(transport.embedded)}`;
}

function recorded(run: string, program: Program): string[] {
  const { store } = readCaptureBytes(gunzipSync(readFileSync(join(ROOT, run, 'any.pcap.gz'))));
  const inputs = new Set<number>();
  for (const input of program.inputs) if (input.kind === 'packet') inputs.add(input.packet);
  const sent: string[] = [];
  for (let i = 0; i < store.length; i++) {
    const ip = store.packetType(i) === PACKET_OUTGOING && !inputs.has(i) ? store.ip(i) : null;
    // The host's own reports of multicast groups.
    if (ip && !isMulticast6(ip)) sent.push(told(ip));
  }
  return sent.sort();
}

function modelled(program: Program): string[] {
  const playback = new Playback(program);
  const probe = new SentProbe();
  playback.ipvs.probe = probe;
  const sent: string[] = [];
  for (;;) {
    probe.begin();
    const event = playback.step(program.inputs.at(-1)?.timeNs ?? 0, () => probe.begin());
    if (!event) return sent.sort();
    const packet = sentPacket(event, probe);
    if (packet) sent.push(told(packet));
  }
}

it.each(readdirSync(ROOT).sort())('%s: what the director sends', (run) => {
  const { program } = loadRun(join(ROOT, run));
  const same = modelled(program).join('\n') === recorded(run, program).join('\n');
  if (run in EXCEPTIONS) expect(same, 'the exception has become needless').toBe(false);
  else expect(modelled(program)).toEqual(recorded(run, program));
});
