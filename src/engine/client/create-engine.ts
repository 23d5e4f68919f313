import type { EngineApi, Progress } from '../protocol/messages.ts';
import type { Call, EngineMethod, Reply } from '../protocol/wire.ts';
import { SeedFinder } from '../seed/seed-search.ts';
import { seedWorkers } from '../seed/seed-workers.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: Error) => void;
  readonly onProgress?: (progress: Progress) => void;
}

/** Calls that wait for their replies, by number. */
class Line {
  private readonly waiting = new Map<number, Waiting>();
  private next = 1;
  private readonly worker: Worker;
  /** The worker has answered before: an error of it then is one of a call, and it lives on. */
  private started = false;
  /** Why the worker never started; null = it has, or may still. */
  private broken: string | null = null;

  constructor() {
    this.worker = new Worker(new URL('../worker/worker.ts', import.meta.url), {
      type: 'module',
      name: 'ipvscope',
    });
    this.worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => this.take(data));
    this.worker.addEventListener('error', (event) =>
      this.fail(event.message || 'the worker could not be started'),
    );
  }

  call<T>(
    method: EngineMethod,
    args: readonly unknown[],
    onProgress?: (progress: Progress) => void,
  ): Promise<T> {
    if (this.broken !== null) return Promise.reject(new Error(this.broken));
    const id = this.next++;
    const message: Call = { id, method, args, reports: onProgress !== undefined };
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, onProgress });
      this.worker.postMessage(message);
    });
  }

  private take(reply: Reply): void {
    this.started = true;
    const waiting = this.waiting.get(reply.id);
    if (!waiting) return;
    if ('progress' in reply) {
      waiting.onProgress?.(reply.progress);
      return;
    }
    this.waiting.delete(reply.id);
    if ('failure' in reply) waiting.reject(new Error(reply.failure));
    else waiting.resolve(reply.value as never);
  }

  private fail(message: string): void {
    if (!this.started) this.broken = message;
    for (const { reject } of this.waiting.values()) reject(new Error(message));
    this.waiting.clear();
  }
}

/**
 * The engine in a worker of its own: the window never waits for it. Every method goes over the wire as it is; a
 * function as its last argument hears of progress.
 */
export function createEngine(): EngineApi {
  const line = new Line();
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
