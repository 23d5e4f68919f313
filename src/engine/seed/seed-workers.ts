import type { RangeResult, SeedRange, SeedRunner } from './runner.ts';

/** As many workers as the machine has processors. */
export function seedWorkers(): SeedRunner[] {
  return Array.from({ length: Math.max(1, navigator.hardwareConcurrency || 1) }, workerRunner);
}

function workerRunner(): SeedRunner {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
    name: 'ipvscope seed',
  });
  return {
    use: (job) => worker.postMessage(job),
    run: (range: SeedRange) =>
      new Promise<RangeResult>((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<RangeResult>) => resolve(data);
        worker.onerror = (event) => reject(new Error(event.message || 'a worker could not be started'));
        worker.postMessage(range);
      }),
    close: () => worker.terminate(),
  };
}
