import { afterEach, expect, it, vi } from 'vitest';
import { createEngine } from './create-engine.ts';

/** A worker that answers nothing by itself. */
class SilentWorker extends EventTarget {
  static last: SilentWorker;
  readonly calls: { id: number }[] = [];

  constructor() {
    super();
    SilentWorker.last = this;
  }

  postMessage(call: { id: number }): void {
    this.calls.push(call);
  }

  fail(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }

  answer(value: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: { id: this.calls.at(-1)?.id, value } }));
  }
}

function engineWith() {
  vi.stubGlobal('Worker', SilentWorker);
  const engine = createEngine();
  return { engine, worker: SilentWorker.last };
}

afterEach(() => vi.unstubAllGlobals());

it('refuses calls when the worker could not be started, those that wait and those that come', async () => {
  const { engine, worker } = engineWith();
  const waiting = engine.eventAt(1);
  worker.fail('no such script');
  await expect(waiting).rejects.toThrow('no such script');
  await expect(engine.eventAt(2)).rejects.toThrow('no such script');
});

it('goes on after an error of a worker that has answered before', async () => {
  const { engine, worker } = engineWith();
  const first = engine.eventAt(1);
  worker.answer(7);
  expect(await first).toBe(7);
  const second = engine.eventAt(2);
  worker.fail('once');
  await expect(second).rejects.toThrow('once');
  const third = engine.eventAt(3);
  worker.answer(9);
  expect(await third).toBe(9);
});
