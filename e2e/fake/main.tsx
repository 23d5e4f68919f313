import { start } from '../../src/app/start.tsx';
import { createFakeEngine } from '../../src/testing/fake/engine.ts';

// `?home` shows the start page; else a case is open at packet 9, step 27.
const store = start(createFakeEngine());
if (!location.search.includes('home')) {
  void store
    .getState()
    .openScenario('persistent')
    .then(() => {
      if (!location.search.includes('first')) store.getState().go({ event: 8, step: 27 });
    });
}
