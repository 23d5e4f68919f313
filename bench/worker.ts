import { CROWD_RULES, crowdCapture, repeated } from '../e2e/support/crowd.ts';
import { runProgram } from '../src/inputs/run-folder.ts';
import type { PacketStore } from '../src/packet/store.ts';
import { readCapture } from '../src/readers/capture.ts';
import { Playback } from '../src/trace/playback.ts';
import { Trace } from '../src/trace/trace.ts';
import { measureSeeds } from './seeds.ts';

export interface Wanted {
  what: 'packets' | 'seeds';
  packets: number;
  /** How many times the capture is repeated for reading alone. */
  times: number;
  rounds: number;
}

export interface Measured {
  name: string;
  /** Packets, or seeds. */
  packets: number;
  bytes: number;
  /** Milliseconds of each round. */
  rounds: number[];
  /** Milliseconds of the peer in the same rounds: the same bytes read and thrown away. */
  peer: number[];
}

const SECONDS = 120;
const HOUR_NS = 3600e9;

async function* pieces(blob: Blob): AsyncGenerator<Uint8Array> {
  const reader = blob.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** The peer: what it costs to have the bytes at all. */
async function raw(blob: Blob): Promise<number> {
  let sum = 0;
  for await (const piece of pieces(blob)) sum += piece.length;
  return sum;
}

async function decode(blob: Blob): Promise<PacketStore> {
  return (await readCapture(pieces(blob))).store;
}

function program(store: PacketStore) {
  return runProgram({ runJson: '', rules: CROWD_RULES, sysctl: '', actions: '' }, store).program;
}

async function decodeAndModel(blob: Blob): Promise<number> {
  const playback = new Playback(program(await decode(blob)));
  const { inputs } = playback.program;
  const end = (inputs.at(-1)?.timeNs ?? 0) + HOUR_NS;
  let events = 0;
  while (playback.step(end)) events++;
  return events;
}

async function decodeModelAndIndex(blob: Blob): Promise<number> {
  const trace = new Trace(program(await decode(blob)));
  trace.play();
  return trace.index.length;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** One round to warm up, then each round measures the work and its peer one behind the other. */
async function measure(
  name: string,
  blob: Blob,
  packets: number,
  rounds: number,
  work: (blob: Blob) => Promise<unknown>,
): Promise<Measured> {
  const measured: Measured = { name, packets, bytes: blob.size, rounds: [], peer: [] };
  await work(blob);
  for (let round = 0; round < rounds; round++) {
    measured.peer.push(await timed(() => raw(blob)));
    measured.rounds.push(await timed(() => work(blob)));
  }
  return measured;
}

async function run({ what, packets, times, rounds }: Wanted): Promise<Measured[]> {
  if (what === 'seeds') return measureSeeds(rounds);
  const capture = crowdCapture({ packets, seconds: SECONDS });
  const blob = new Blob([capture as Uint8Array<ArrayBuffer>]);
  const large = new Blob([repeated(capture, times, SECONDS + 1) as Uint8Array<ArrayBuffer>]);
  return [
    await measure('decode', blob, packets, rounds, decode),
    await measure('decode', large, packets * times, rounds, decode),
    await measure('decode + model', blob, packets, rounds, decodeAndModel),
    await measure('decode + model + index', blob, packets, rounds, decodeModelAndIndex),
  ];
}

addEventListener('message', ({ data }: MessageEvent<Wanted>) => {
  void run(data).then((measured) => postMessage(measured));
});
