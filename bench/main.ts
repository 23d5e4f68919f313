import type { Measured, Wanted } from './worker.ts';

declare global {
  interface Window {
    /** Runs the rounds in a worker; called from outside the page. */
    bench(wanted: Wanted): Promise<Measured[]>;
  }
}

window.bench = (wanted) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Measured[]>) => {
      worker.terminate();
      resolve(data);
    });
    worker.addEventListener('error', (event) => reject(new Error(event.message)));
    worker.postMessage(wanted);
  });
