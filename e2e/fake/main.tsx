import { start } from '../../src/app/start.tsx';
import { createFakeEngine } from '../../src/testing/fake/engine.ts';
import { createRunsEngine } from '../../src/testing/fake/runs/engine.ts';

// `?run=crowd` (or held, mixed) opens one of the made-up runs. `?home` shows the start page; else a case is open at packet 9, step 27.
const run = new URLSearchParams(location.search).get('run');
const store = start(run === null ? createFakeEngine() : createRunsEngine());
if (run !== null) void store.getState().openScenario(run);
else if (!location.search.includes('home')) {
  void store
    .getState()
    .openScenario('persistent')
    .then(() => {
      if (!location.search.includes('first')) store.getState().go({ event: 8, step: 27 });
    });
}
