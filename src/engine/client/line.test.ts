import { describe, expect, it } from 'vitest';
import type { Call } from '../protocol/wire.ts';
import { Line, type LineWorker } from './line.ts';

class FakeWorker extends EventTarget {
  readonly calls: Call[] = [];
  ended = false;

  postMessage(call: Call): void {
    this.calls.push(call);
  }

  terminate(): void {
    this.ended = true;
  }

  answer(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  fail(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

function lineTo(worker: FakeWorker): Line {
  return new Line(worker as unknown as LineWorker);
}

describe('a line to a worker', () => {
  it('brings each answer to its call, whatever their order', async () => {
    const worker = new FakeWorker();
    const line = lineTo(worker);
    const [one, two] = [line.call('eventAt', [1]), line.call('eventAt', [2])];
    worker.answer({ id: worker.calls[1].id, value: 'second' });
    worker.answer({ id: worker.calls[0].id, failure: 'no such event' });
    await expect(two).resolves.toBe('second');
    await expect(one).rejects.toThrow('no such event');
    expect(worker.ended).toBe(false);
  });

  it('rejects what waits and what comes later when the worker fails', async () => {
    const worker = new FakeWorker();
    const line = lineTo(worker);
    const waiting = line.call('eventAt', [1]);
    worker.fail('out of memory');
    await expect(waiting).rejects.toThrow('out of memory. Reload the page');
    await expect(line.call('eventAt', [2])).rejects.toThrow('out of memory. Reload the page');
    expect(worker.calls).toHaveLength(1);
    expect(worker.ended).toBe(true);
  });

  it('rejects them too when the worker never starts', async () => {
    const worker = new FakeWorker();
    const line = lineTo(worker);
    worker.fail('');
    await expect(line.call('eventAt', [1])).rejects.toThrow('the worker could not be started');
  });
});
