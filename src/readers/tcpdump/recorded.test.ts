import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type CapturedPacket, type IpPacket, TH_ACK } from '../../packet/packet.ts';
import { recordedBytes } from '../../testing/recorded.ts';
import { readCaptureBytes } from '../capture.ts';
import { readTcpdumpText } from './read.ts';

const FOLDER = 'e2e/samples/tcpdump';
const SUFFIX = '.txt.gz';
/** Source port of a datagram in two fragments: the first one is printed with the length of both. */
const FRAGMENTED = 6000;

function original(name: string): CapturedPacket[] {
  const recorded = /^(\d.*)\.(any|client)$/.exec(name);
  const bytes = recorded
    ? recordedBytes(recorded[1], `${recorded[2]}.pcap`)
    : readFileSync(`${FOLDER}/${name}.pcap`);
  const { store } = readCaptureBytes(bytes);
  return Array.from({ length: store.length }, (_, i) => store.get(i)).filter(
    ({ ip }) => ip && !isNeighbour(ip),
  );
}

const isNeighbour = ({ transport }: IpPacket): boolean =>
  transport.kind === 'icmp' && transport.type >= 130 && transport.type <= 143;

/** What every style tells of a packet, and with `-v` all of its header. `sequence` = the number is printed or follows. */
function told(ip: IpPacket, verbose: boolean, sequence: boolean, embedded = false): unknown {
  const { saddr, daddr, protocol, length, ttl, tos, id, dontFragment, moreFragments, fragmentOffset } = ip;
  const header = verbose ? { ttl, tos, id, dontFragment, moreFragments, fragmentOffset } : {};
  // Without -v the length of what has no length of its own is not printed.
  const lengthTold = verbose || ip.transport.kind === 'tcp' || ip.transport.kind === 'icmp';
  return {
    saddr,
    daddr,
    protocol,
    ...header,
    ...(lengthTold ? { length } : {}),
    transport: transport(ip, verbose, sequence, embedded),
  };
}

function transport(
  { transport: t, protocol }: IpPacket,
  verbose: boolean,
  sequence: boolean,
  embedded: boolean,
): unknown {
  if (t.kind === 'fragment') return verbose ? 'fragment' : 'other';
  if (t.kind === 'tcp') {
    const { sport, dport, flags, seq, ack, window, payloadLength } = t;
    if (embedded) return { sport, dport };
    // A segment without ACK prints no number to acknowledge, one without data none of its own.
    return {
      sport,
      dport,
      flags,
      ...(sequence ? { seq } : {}),
      ack: flags & TH_ACK && !isUnknown(t) ? ack : 0,
      window,
      payloadLength,
    };
  }
  if (t.kind === 'udp')
    return {
      sport: t.sport,
      dport: t.dport,
      payloadLength: embedded || t.sport === FRAGMENTED ? 0 : t.payloadLength,
    };
  if (t.kind === 'sctp') return { sport: t.sport, dport: t.dport, chunks: t.chunks };
  if (t.kind === 'tunnel') return { via: t.via, inner: t.inner && told(t.inner, verbose, sequence) };
  if (t.kind !== 'icmp') return protocol === 50 ? 'esp' : 'other';
  const inner = verbose && t.embedded ? told(t.embedded, true, false, true) : null;
  return { type: t.type, code: t.code, rest: t.rest, inner };
}

/** Nanoseconds from the first packet. */
function since(packet: CapturedPacket, first: CapturedPacket): number {
  return (packet.sec - first.sec) * 1e9 + packet.nsec - first.nsec;
}

/** A packet's line with the second one that `-v` prints. */
function linesOf(lines: readonly string[], line: number): string[] {
  return lines.slice(line - 1, line + 1).filter((text, i) => i === 0 || /^(?: {4}|\t)/.test(text));
}

/** In the recorded tunnel and in the flow of port 40002 nothing is told before the first segment with ACK. */
function isSequenceTold(file: string, lines: readonly string[]): boolean {
  return /\bseq \d/.test(lines.join(' ')) && !file.includes('tunnel');
}

const isUnknown = (t: { sport: number; dport: number }): boolean => [t.sport, t.dport].includes(40002);

function isUnknownFlow({ ip }: CapturedPacket): boolean {
  return ip?.transport.kind === 'tcp' && isUnknown(ip.transport);
}

const files = readdirSync(FOLDER).filter((name) => name.endsWith(SUFFIX));

describe('recorded captures, printed by tcpdump and read back', () => {
  it('are there in every style', () => {
    const styles = new Set(files.map((name) => name.slice(name.indexOf(' ') + 1, -SUFFIX.length)));
    for (const option of [
      '-t',
      '-tt',
      '-ttt',
      '-tttt',
      '-ttttt',
      '-e',
      '-v',
      '-vv',
      '-S',
      '-n',
      '-nn',
      '-x',
    ]) {
      expect([option, [...styles].some((style) => style.split(' ').includes(option))]).toEqual([
        option,
        true,
      ]);
    }
  });

  it.each(files)('%s', (file) => {
    const at = file.indexOf(' ');
    const options = file.slice(at + 1, -SUFFIX.length).split(' ');
    const text = new TextDecoder().decode(gunzipSync(readFileSync(`${FOLDER}/${file}`)));
    const expected = original(file.slice(0, at));
    const lines = text.split('\n');
    const recorded = !file.startsWith('mixed');
    // Numbers of the recorded runs are all small and do not show that they are absolute.
    const command = recorded ? `tcpdump ${options.join(' ')}` : null;
    const { store, problems, packetLines } = readTcpdumpText(text, { command });
    const packets = Array.from({ length: store.length }, (_, i) => store.get(i));
    const verbose = options.some((option) => /^-v+$/.test(option));
    expect(
      problems.filter(({ code }) => /^tcpdump-(?:not-understood|lines|names|ports)$/.test(code)),
    ).toEqual([]);
    expect(packets.length).toBe(expected.length);
    for (const [i, packet] of packets.entries()) {
      const wanted = expected[i];
      const sequence = recorded
        ? isSequenceTold(file, linesOf(lines, packetLines[i]))
        : !isUnknownFlow(wanted);
      const [found, want] = [packet.ip, wanted.ip].map((ip) => ip && told(ip, verbose, sequence));
      expect([i, found]).toEqual([i, want]);
      if (!options.includes('-t')) expect(since(packet, packets[0])).toBe(since(wanted, expected[0]));
      if (options.includes('-tt') || options.includes('-tttt')) expect(packet.sec).toBe(wanted.sec);
      if (file.includes('.any') || (file.startsWith('mixed-cooked') && options.includes('-e'))) {
        expect(packet.link.packetType).toBe(wanted.link.packetType);
      }
      if (options.includes('-e')) {
        const { srcMac, dstMac, vlans } = wanted.link;
        expect(packet.link).toMatchObject({ srcMac, dstMac, vlans });
        if (file.includes('.any')) expect(packet.link.ifindex).toBe(wanted.link.ifindex);
      }
    }
  });
});
