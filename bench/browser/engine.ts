import { createEngine } from '../../src/engine/client/create-engine.ts';
import type { OpenResult } from '../../src/engine/protocol/messages.ts';
import { randomOf } from '../../src/testing/random.ts';
import type { Cursor } from '../../src/trace/views.ts';
import { inputFiles, timed } from './input.ts';
import type { EnginePage, Filtered, Opened, SeedSpeed, Stepped } from './pages.ts';
import { painted } from './paint.ts';
import ReadWorker from './read-worker.ts?worker';
import SeedsWorker from './seeds-worker.ts?worker';

const engine = createEngine();
/** Events of the run that is loaded. */
let events = 0;

/** What a worker answers to a message, once. */
function answer<T>(worker: Worker, message: unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<T>) => {
      worker.terminate();
      resolve(data);
    });
    worker.addEventListener('error', (event) => reject(new Error(event.message)));
    worker.postMessage(message);
  });
}

function loaded(result: OpenResult): Extract<OpenResult, { ok: true }> {
  if (!result.ok) throw new Error(result.headline);
  events = result.overview.events;
  return result;
}

async function open(): Promise<Opened> {
  const files = inputFiles().map((file) => ({ name: file.name, data: file }));
  const start = performance.now();
  // Progress is asked for as the app does.
  const { info } = loaded(await engine.open(files, () => {}));
  return { ms: performance.now() - start, packets: info.packets, events };
}

const moment = (cursor: Cursor) => engine.moment({ cursor, bucket: null, client: null, want: [] });

async function visit(count: number, seed: number): Promise<void> {
  const random = randomOf(seed);
  for (let n = 0; n < count; n++) await moment({ event: random(events), step: Number.POSITIVE_INFINITY });
}

async function step(count: number, seed: number): Promise<Stepped> {
  const random = randomOf(seed);
  const stepped = { steps: [] as number[], forward: [] as number[], back: [] as number[] };
  for (let n = 0; n < count; n++) {
    let cursor: Cursor = { event: random(events), step: 1 };
    const moved = async (move: 'into' | 'into-back'): Promise<void> => {
      cursor = await engine.move(cursor, move);
      await moment(cursor);
    };
    stepped.steps.push(await timed(() => moment(cursor)));
    stepped.forward.push(await timed(() => moved('into')));
    stepped.back.push(await timed(() => moved('into-back')));
  }
  return stepped;
}

async function filter(text: string): Promise<Filtered> {
  const start = performance.now();
  let first = 0;
  for (;;) {
    const rows = await engine.rows({ from: 0, count: 50, filter: text, kinds: ['packet'] });
    if (first === 0 && (rows.complete || rows.rows.length > 0)) first = performance.now() - start;
    if (rows.complete)
      return { first, all: performance.now() - start, found: rows.total, packets: rows.scanned };
  }
}

const page: EnginePage = {
  open,
  visit,
  step,
  filter,
  read: async () => (await answer<{ ms: number }>(new ReadWorker(), inputFiles()[0])).ms,
  rerun: (seed) =>
    timed(async () => loaded(await engine.withSeed({ seed, xor: 0, bits: 12, inOrder: 0, of: 0 }))),
  async paint(count, seed) {
    const random = randomOf(seed);
    const tables = [];
    for (let n = 0; n < count; n++) {
      const cursor = { event: random(events), step: Number.POSITIVE_INFINITY };
      tables.push((await engine.moment({ cursor, bucket: null, client: null, want: ['table'] })).table);
    }
    return painted(tables);
  },
  seeds: (rounds, workers) =>
    Promise.all(
      Array.from({ length: workers }, () => answer<readonly SeedSpeed[]>(new SeedsWorker(), rounds)),
    ),
};

window.bench = page;
