import type { EngineApi, InputFile, OpenResult, Progress } from '../protocol/messages.ts';
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
    const id = this.next++;
    const message: Call = { id, method, args };
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, onProgress });
      this.worker.postMessage(message);
    });
  }

  send(method: EngineMethod): void {
    this.worker.postMessage({ id: 0, method, args: [] } satisfies Call);
  }

  private take(reply: Reply): void {
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
    for (const { reject } of this.waiting.values()) reject(new Error(message));
    this.waiting.clear();
  }
}

/** The engine in a worker of its own: the window never waits for it. */
export function createEngine(): EngineApi {
  const line = new Line();
  const finder = new SeedFinder(seedWorkers);
  return {
    open: (files: readonly InputFile[], onProgress) => line.call<OpenResult>('open', [files], onProgress),
    openScenario: (name) => line.call('openScenario', [name]),
    scenarios: () => line.call('scenarios', []),
    cancel: () => line.send('cancel'),
    moment: (query) => line.call('moment', [query]),
    rows: (query) => line.call('rows', [query]),
    conns: (query) => line.call('conns', [query]),
    log: (query) => line.call('log', [query]),
    move: (cursor, move) => line.call('move', [cursor, move]),
    rowOf: (event, query) => line.call('rowOf', [event, query]),
    eventAt: (time) => line.call('eventAt', [time]),
    bucketOf: (tuple) => line.call('bucketOf', [tuple]),
    sides: () => line.call('sides', []),
    show: (side, onProgress) => line.call('show', [side], onProgress),
    comparison: (onProgress) => line.call('comparison', [], onProgress),
    comparedRows: (from, count) => line.call('comparedRows', [from, count]),
    comparedRow: (side, cursor) => line.call('comparedRow', [side, cursor]),
    takeAway: () => line.call('takeAway', []),
    unreadLines: (from, count) => line.call('unreadLines', [from, count]),
    chooseKernel: (name, onProgress) => line.call('chooseKernel', [name], onProgress),
    putProfile: (profile) => line.call('putProfile', [profile]),
    putFiles: (files, onProgress) => line.call('putFiles', [files], onProgress),
    nudge: (seconds, onProgress) => line.call('nudge', [seconds], onProgress),
    planSeedSearch: (query) => line.call('planSeedSearch', [query]),
    findSeed: (plan, onProgress) => finder.find(plan, onProgress),
    stopFindingSeed: () => finder.stop(),
    withSeed: (choice) => line.call('withSeed', [choice]),
    caseText: () => line.call('caseText', []),
    evidence: () => line.call('evidence', []),
    useEvidence: (id, change, onProgress) => line.call('useEvidence', [id, change], onProgress),
  };
}
