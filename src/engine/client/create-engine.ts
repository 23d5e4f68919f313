import type { EngineApi, Progress } from '../protocol/messages.ts';
import type { EngineMethod } from '../protocol/wire.ts';
import { SeedFinder } from '../seed/seed-search.ts';
import { seedWorkers } from '../seed/seed-workers.ts';
import { Line } from './line.ts';

/**
 * The engine in a worker of its own: the window never waits for it. Every method goes over the wire as it is; a
 * function as its last argument hears of progress.
 */
export function createEngine(): EngineApi {
  const worker = new Worker(new URL('../worker/worker.ts', import.meta.url), {
    type: 'module',
    name: 'ipvscope',
  });
  const line = new Line(worker);
  const finder = new SeedFinder(seedWorkers);
  const own = {
    findSeed: finder.find.bind(finder),
    stopFindingSeed: finder.stop.bind(finder),
  };
  const send =
    (method: EngineMethod) =>
    (...args: unknown[]) => {
      const last = args.at(-1);
      return typeof last === 'function'
        ? line.call(method, args.slice(0, -1), last as (progress: Progress) => void)
        : line.call(method, args);
    };
  return new Proxy(own, {
    get: (target, name) => Reflect.get(target, name) ?? send(name as EngineMethod),
  }) as Partial<EngineApi> as EngineApi;
}
