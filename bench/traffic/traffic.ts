import { randomOf } from '../../src/testing/random.ts';
import { Due } from './due.ts';
import { type FrameOptions, FrameWriter, type Sink } from './frame-writer.ts';
import { ip4, TCP, WEB } from './services.ts';
import { ACK, FIN, PACKETS_A_CONNECTION, ROUND, SYN } from './talks.ts';

export interface TrafficOptions extends FrameOptions {
  readonly packets: number;
  readonly seed: number;
}

/** A stock of connections that stay, and packets that meet them in no order. */
export interface StandingOptions extends TrafficOptions {
  /** Connections that are opened before the first of `packets` comes. */
  readonly live: number;
}

/** Microseconds since 1970 at which the traffic begins. */
const START = 1_761_998_500e6;
const CONNECTIONS_A_SECOND = 800;
const CLIENTS = 40_000;
const FIRST_CLIENT = ip4(172, 16, 0, 1);
const FIRST_PORT = 1024;
const PORTS = 64_000;
/** Fewer than any timeout of an entry that has seen a SYN. */
const OPENING_SECONDS = 20;

/** Connections that are under way, in columns. */
class Running {
  private free: number[] = [];
  private used = 0;
  talk = new Uint8Array(256);
  said = new Uint8Array(256);
  client = new Uint32Array(256);
  port = new Uint16Array(256);
  /** Next sequence number of the client and of the service. */
  mine = new Uint32Array(256);
  theirs = new Uint32Array(256);

  /** The slot of connection `number`, which has said nothing yet. */
  begin(number: number, random: (below: number) => number): number {
    const slot = this.take();
    this.talk[slot] = number % ROUND.length;
    this.said[slot] = 0;
    this.client[slot] = FIRST_CLIENT + random(CLIENTS);
    this.port[slot] = FIRST_PORT + (number % PORTS);
    this.mine[slot] = random(2 ** 32);
    this.theirs[slot] = random(2 ** 32);
    return slot;
  }

  private take(): number {
    const known = this.free.pop();
    if (known !== undefined) return known;
    if (this.used === this.talk.length) this.grow();
    return this.used++;
  }

  give(slot: number): void {
    this.free.push(slot);
  }

  private grow(): void {
    const { talk, said, client, port, mine, theirs } = this;
    const size = talk.length * 2;
    this.talk = new Uint8Array(size);
    this.said = new Uint8Array(size);
    this.client = new Uint32Array(size);
    this.port = new Uint16Array(size);
    this.mine = new Uint32Array(size);
    this.theirs = new Uint32Array(size);
    this.talk.set(talk);
    this.said.set(said);
    this.client.set(client);
    this.port.set(port);
    this.mine.set(mine);
    this.theirs.set(theirs);
  }
}

/**
 * Traffic as a director sees it on the side of its clients, as a pcap file: 800 connections a second from 40,000
 * clients, ten packets each on the average, TCP from SYN to FIN and UDP, to the services of services.ts. Same options,
 * same bytes.
 */
export function writeTraffic(options: TrafficOptions, sink: Sink): void {
  const { packets, seed, payload } = options;
  const random = randomOf(seed);
  const writer = new FrameWriter(sink, options);
  const running = new Running();
  const due = new Due();
  const gap = 1e6 / CONNECTIONS_A_SECOND;
  const most = Math.ceil(packets / PACKETS_A_CONNECTION);
  let opened = 0;
  let begins = START;
  for (let left = packets; left > 0; ) {
    while (opened < most && begins <= due.time) {
      const slot = running.begin(opened, random);
      due.push(begins, slot);
      opened++;
      begins = START + Math.floor(opened * gap) + random(gap);
    }
    const slot = due.first;
    const { time } = due;
    const { service, says } = ROUND[running.talk[slot]];
    const say = says[running.said[slot]];
    const { reply, flags, data, unseen } = say;
    const mine = running.mine[slot];
    const theirs = (running.theirs[slot] + (unseen ? payload : 0)) >>> 0;
    running.theirs[slot] = theirs;
    const ack = flags & ACK ? (reply ? mine : theirs) : 0;
    const [client, port] = [running.client[slot], running.port[slot]];
    writer.write(time, service, client, port, reply, flags, data, reply ? theirs : mine, ack);
    left--;
    if (service.protocol === TCP) {
      const length = (data ? payload : 0) + (flags & (SYN | FIN) ? 1 : 0);
      if (reply) running.theirs[slot] = theirs + length;
      else running.mine[slot] = mine + length;
    }
    const next = says[++running.said[slot]];
    if (next) due.postpone(time + Math.max(1, Math.floor(next.after * (500 + random(1000)))));
    else {
      due.drop();
      running.give(slot);
    }
  }
  writer.end();
}

/** Connections that nobody closes: `live` of them are opened in 20 s, then `packets` meet them at random within 20 s. */
export function writeStanding(options: StandingOptions, sink: Sink): void {
  const { packets, live, seed } = options;
  const random = randomOf(seed);
  const writer = new FrameWriter(sink, options);
  const meet = (time: number, n: number, flags: number): void => {
    const client = FIRST_CLIENT + (n % CLIENTS);
    const port = FIRST_PORT + Math.floor(n / CLIENTS);
    const seq = Math.imul(n, 0x9e3779b1) >>> 0;
    if (flags === SYN) writer.write(time, WEB, client, port, false, SYN, false, seq, 0);
    else writer.write(time, WEB, client, port, false, flags, false, seq + 1, 1);
  };
  const length = OPENING_SECONDS * 1e6;
  for (let n = 0; n < live; n++) meet(START + Math.floor((n / live) * length), n, SYN);
  for (let n = 0; n < packets; n++)
    meet(START + length + Math.floor((n / packets) * length), random(live), ACK);
  writer.end();
}

/** A small capture in memory. */
export function trafficBytes(options: TrafficOptions): Uint8Array {
  const pieces: Uint8Array[] = [];
  writeTraffic(options, (piece) => pieces.push(piece.slice()));
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
