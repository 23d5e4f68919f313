import { expect, test } from 'vitest';
import { uptimeOf } from '../kernel/lib/jiffies.ts';
import type { IpPacket } from '../packet/packet.ts';
import { recordedProgram, recordedText } from '../testing/recorded.ts';
import { cloneMachine } from './clone.ts';
import { outcomeOf } from './outcome.ts';
import { Playback } from './playback.ts';
import { Recorder } from './recorder.ts';
import { lookBack } from './rewind.ts';
import { StepProbe } from './step-probe.ts';

/** A probe that keeps what the host sends. */
class Sent extends StepProbe {
  readonly messages: { readonly stamp: string; readonly ip: IpPacket }[] = [];

  constructor(private readonly stamp: () => string) {
    super();
  }

  override transmit(ip: IpPacket): void {
    super.transmit(ip);
    this.messages.push({ stamp: this.stamp(), ip });
  }
}

const payloadOf = ({ transport }: IpPacket): string =>
  transport.kind === 'udp' && transport.payload ? Buffer.from(transport.payload).toString('hex') : '';

/**
 * The three datagrams that the recorded master sent, in the kernel's own jiffies (those that stamp its log). Two things are
 * not in the recording: the bytes behind the first 80 of each, because 128 bytes of each frame were captured (length,
 * number of entries and the first two of them are there); and when the thread was started, which decides at which of the
 * 104 jiffies between two looks it wakes up. That is taken from the first datagram; the other instants follow.
 */
test('a master sends what the recorded one sent', () => {
  const program = recordedProgram('0289-sync-master');
  const playback = new Playback(program);
  const { ipvs } = playback;
  const probe = new Sent(() => uptimeOf(ipvs.params.hz, ipvs.jiffies).toFixed(6));
  ipvs.probe = probe;
  while (playback.step(20e9));
  const captured = Array.from({ length: program.packets.length }, (_, i) => program.packets.ip(i));
  const datagrams = captured.flatMap((ip) => (ip?.transport.kind === 'udp' ? [ip] : []));
  const stamps = recordedText('0289-sync-master', 'dmesg.txt').matchAll(
    /\[ *(\S+)\] IPVS: lookup\/out UDP 192\.168\.1\.1:52606->224\.0\.0\.81:8848/g,
  );
  expect(probe.messages.map(({ ip }) => ip.length)).toEqual(datagrams.map(({ length }) => length));
  expect(datagrams.map((ip) => payloadOf(ip).length / 2)).toEqual([80, 80, 80]);
  expect(probe.messages.map(({ ip }) => payloadOf(ip).slice(0, 160))).toEqual(datagrams.map(payloadOf));
  expect(probe.messages.map(({ stamp }) => stamp)).toEqual(Array.from(stamps, ([, stamp]) => stamp));
  expect(probe.messages[0].ip).toMatchObject({ daddr: 0xe0000051, ttl: 1, length: 1224 });
});

test('buffers of a master are what they were when a packet is taken back', () => {
  const playback = new Playback(recordedProgram('0289-sync-master'));
  const { ipvs } = playback;
  const recorder = new Recorder();
  ipvs.probe = recorder;
  const threads = () =>
    structuredClone(ipvs.sync.ms.map(({ sync_buff, looked_at }) => ({ sync_buff, looked_at })));
  let changed = 0;
  for (let before = threads(); ; before = threads()) {
    recorder.begin();
    const ran = playback.step(12e9, () => recorder.begin());
    if (!ran) break;
    const after = threads();
    if (JSON.stringify(after) !== JSON.stringify(before)) changed++;
    lookBack(ipvs, recorder.rawSteps, 0, () => expect(threads()).toEqual(before));
    expect(threads()).toEqual(after);
  }
  expect(changed).toBeGreaterThan(60);
});

test('a copy of a master in the middle sends the same', () => {
  const program = recordedProgram('0289-sync-master');
  const first = new Playback(program);
  while (first.step(7e9));
  const copy = new Playback(program, cloneMachine(first.ipvs), first.next, false);
  const messages = [first, copy].map((playback) => {
    const probe = new Sent(() => String(playback.ipvs.jiffies));
    playback.ipvs.probe = probe;
    while (playback.step(20e9));
    return probe.messages.map(({ stamp, ip }) => `${stamp} ${payloadOf(ip)}`);
  });
  expect(messages[0]).toHaveLength(2);
  expect(messages[1]).toEqual(messages[0]);
});

test('messages in the list say what they hold', () => {
  const playback = new Playback(recordedProgram('0289-sync-master'));
  const probe = new StepProbe();
  playback.ipvs.probe = probe;
  const whats: string[] = [];
  for (;;) {
    probe.begin();
    const event = playback.step(20e9, () => probe.begin());
    if (!event) break;
    whats.push(outcomeOf(event, probe.facts).what);
  }
  expect(whats.filter((what) => what.startsWith('sync'))).toEqual(
    expect.arrayContaining([
      'sync message sent',
      'sync v1, syncid 7, 33 entries',
      'sync thread: nothing to send yet',
    ]),
  );
});
