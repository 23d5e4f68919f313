import { buildFrame, buildIp } from '../../src/packet/build.ts';
import { type FrameRecord, writePcap } from '../../src/packet/write.ts';
import { randomOf } from '../../src/testing/random.ts';

/** Rules that make a crowd's packets meet a service. */
export const CROWD_RULES = `-A -t 10.0.0.100:80 -s wlc
-a -t 10.0.0.100:80 -r 192.168.1.10:80 -g -w 1
-a -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 1
-a -t 10.0.0.100:80 -r 192.168.1.12:80 -g -w 2
`;

export interface CrowdOptions {
  packets: number;
  /** The same seed gives the same bytes. */
  seed?: number;
  clients?: number;
  /** Over how long connections begin, in seconds. */
  seconds?: number;
}

const VIP = 0x0a000064;
const FIRST_CLIENT = 0xac100001;
const START = 1_761_998_500;
const DATA = new Uint8Array(32).fill(0x61);
const SYN = 2;
const ACK = 16;
const PSH_ACK = 24;
const FIN_ACK = 17;

/** What a client sends in one connection as the director sees it (VS/DR): flags, milliseconds since its SYN. */
const TALK: readonly (readonly [number, number])[] = [
  [SYN, 0],
  [ACK, 40],
  [PSH_ACK, 60],
  [ACK, 100],
  [PSH_ACK, 120],
  [ACK, 160],
  [FIN_ACK, 680],
  [ACK, 720],
];

interface Planned {
  /** Microseconds since the first packet could come. */
  time: number;
  saddr: number;
  sport: number;
  flags: number;
}

function plan({ packets, seed = 1, clients = 4000, seconds = 120 }: CrowdOptions): Planned[] {
  const random = randomOf(seed);
  const planned: Planned[] = [];
  for (let connection = 0; planned.length < packets; connection++) {
    const start = random(seconds * 1e6);
    const client = random(clients);
    // A port of its own for every connection: nothing is reused by chance.
    const end = { saddr: FIRST_CLIENT + client, sport: 1024 + (connection % 64_000) };
    for (const [flags, after] of TALK) planned.push({ time: start + after * 1000, ...end, flags });
  }
  planned.length = packets;
  return planned.sort((a, b) => a.time - b.time);
}

/**
 * A pcap (Ethernet, microseconds) of many clients that open TCP connections to one service, in memory.
 * 100,000 packets are 9 MB.
 */
export function crowdCapture(options: CrowdOptions): Uint8Array {
  const frames = plan(options).map(({ time, saddr, sport, flags }, at): FrameRecord => {
    const payload = flags === PSH_ACK ? DATA : undefined;
    const transport = { kind: 'tcp', sport, dport: 80, flags, seq: at, payload } as const;
    const packet = buildIp({ saddr, daddr: VIP, transport, id: at & 0xffff });
    return {
      sec: START + Math.floor(time / 1e6),
      nsec: (time % 1e6) * 1000,
      bytes: buildFrame({ kind: 'ethernet', srcMac: '0200ac100001', dstMac: '02000a000064' }, packet),
    };
  });
  return writePcap(frames, { linktype: 1 });
}

const FILE_HEADER = 24;

/** A capture several times over, each time later: for sizes that would take long to build. */
export function repeated(capture: Uint8Array, times: number, everySeconds: number): Uint8Array {
  const body = capture.length - FILE_HEADER;
  const all = new Uint8Array(FILE_HEADER + body * times);
  all.set(capture.subarray(0, FILE_HEADER));
  const view = new DataView(all.buffer);
  for (let round = 0; round < times; round++) {
    const start = FILE_HEADER + round * body;
    all.set(capture.subarray(FILE_HEADER), start);
    for (let at = start; at < start + body; at += 16 + view.getUint32(at + 8, true))
      view.setUint32(at, view.getUint32(at, true) + round * everySeconds, true);
  }
  return all;
}
