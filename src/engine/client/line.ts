import type { Progress } from '../protocol/messages.ts';
import type { Call, EngineMethod, Reply } from '../protocol/wire.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: Error) => void;
  readonly onProgress?: (progress: Progress) => void;
}

/** As much of a worker as a line needs. */
export type LineWorker = Pick<Worker, 'addEventListener' | 'postMessage' | 'terminate'>;

/**
 * Calls that wait for their replies, by number. A worker answers all that it can, failures of calls among it: an error
 * outside of a call means that it cannot go on. It is then ended, and every call, waiting or to come, is rejected.
 */
export class Line {
  private readonly waiting = new Map<number, Waiting>();
  private next = 1;
  /** Why there is no worker any more; null = it works. */
  private failed: string | null = null;

  constructor(private readonly worker: LineWorker) {
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => this.take(data));
    worker.addEventListener('error', (event) =>
      this.fail(event.message || 'the worker could not be started'),
    );
    worker.addEventListener('messageerror', () => this.fail('an answer of the worker could not be read'));
  }

  call<T>(
    method: EngineMethod,
    args: readonly unknown[],
    onProgress?: (progress: Progress) => void,
  ): Promise<T> {
    if (this.failed !== null) return Promise.reject(new Error(this.failed));
    const id = this.next++;
    const message: Call = { id, method, args, reports: onProgress !== undefined };
    return new Promise<T>((resolve, reject) => {
      this.worker.postMessage(message);
      this.waiting.set(id, { resolve, reject, onProgress });
    });
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
    this.failed = `${message}. Reload the page to go on.`;
    this.worker.terminate();
    for (const { reject } of this.waiting.values()) reject(new Error(this.failed));
    this.waiting.clear();
  }
}
