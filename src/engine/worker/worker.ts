import type { Progress } from '../protocol/messages.ts';
import type { Call, EngineMethod, Reply } from '../protocol/wire.ts';
import { Engine } from './engine.ts';

/**
 * The worker: an engine behind messages. Calls run one after the other, those that stop something at once, and beside them
 * the comparison, runs to a stop and counts of hits: these take long, let other calls in between, and end when the case
 * changes. A sketch of a moment is answered while another moment is still on its way.
 */
const engine = new Engine();
let queue: Promise<void> = Promise.resolve();

const AT_ONCE: ReadonlySet<EngineMethod> = new Set([
  'cancel',
  'sketch',
  'pauseOpening',
  'goOnOpening',
  'cutFigure',
  'comparison',
  'runToStop',
  'endRun',
  'countHits',
  'whatIf',
  'stopWhatIf',
]);

function reply(message: Reply): void {
  postMessage(message);
}

async function run({ id, method, args, reports }: Call): Promise<void> {
  const onProgress = (progress: Progress): void => reply({ id, progress });
  try {
    const call = engine[method] as (...values: unknown[]) => unknown;
    const value = await call.apply(engine, reports ? [...args, onProgress] : [...args]);
    reply({ id, value });
  } catch (failure) {
    reply({ id, failure: failure instanceof Error ? failure.message : String(failure) });
  }
}

addEventListener('message', ({ data }: MessageEvent<Call>) => {
  if (AT_ONCE.has(data.method)) void run(data);
  else queue = queue.then(() => run(data));
});
