import { start } from '../../src/app/start.tsx';
import { createEngine } from '../../src/engine/client/create-engine.ts';
import { randomOf } from '../../src/testing/random.ts';
import { inputFiles } from './input.ts';
import type { AppPage, Dropped, Shown } from './pages.ts';

const store = start(createEngine());
let long: number[] = [];
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) long.push(duration);
}).observe({ type: 'longtask', buffered: true });

/** Resolves when the frame that is being made has been painted. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });
}

/** Waits, frame by frame, until something holds and is on the screen. */
function onScreen(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (holds()) void painted().then(resolve);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

const isIdle = (): boolean => store.getState().pending === 0 && !store.getState().opening;

function hasRows(): boolean {
  return document.querySelectorAll('[data-panel-id=packets] [role=option]').length > 0;
}

async function drop(): Promise<Dropped> {
  await onScreen(isIdle);
  const dataTransfer = new DataTransfer();
  for (const file of inputFiles()) dataTransfer.items.add(file);
  const before = store.getState().info;
  const begin = performance.now();
  for (const type of ['dragenter', 'dragover', 'drop'])
    document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  const failed = (): boolean => store.getState().failure !== null;
  await onScreen(() => failed() || (store.getState().info !== before && hasRows()));
  const screen = performance.now() - begin;
  await onScreen(isIdle);
  const { failure } = store.getState();
  if (failure) throw new Error(failure.headline);
  return { screen, ready: performance.now() - begin };
}

async function show(count: number, seed: number): Promise<Shown> {
  const random = randomOf(seed);
  const events = store.getState().overview?.events ?? 0;
  const shown = { first: [] as number[], whole: [] as number[] };
  store.getState().setView('table');
  for (let n = 0; n < count; n++) {
    const event = random(events);
    await onScreen(isIdle);
    const begin = performance.now();
    store.getState().go({ event, step: Number.POSITIVE_INFINITY });
    const isThere = (): boolean => store.getState().moment?.cursor.event === event;
    await onScreen(isThere);
    shown.first.push(performance.now() - begin);
    await onScreen(() => isIdle() && isThere());
    shown.whole.push(performance.now() - begin);
  }
  return shown;
}

const page: AppPage = {
  drop,
  show,
  longTasks() {
    const told = long;
    long = [];
    return told;
  },
};

window.bench = page;
