import type { FindingsSlice } from './findings-state.ts';
import type { SliceContext } from './state.ts';

/** Findings come by themselves once a case is played; the detectors look in slices, so that stepping stays free. */
export function createFindings({ engine, get, set, track }: SliceContext): FindingsSlice {
  const look = async (): Promise<void> => {
    const { info } = get();
    const isStill = (): boolean => info !== null && info === get().findingsOf && info === get().info;
    while (isStill()) {
      const answer = await engine.findings();
      if (!isStill()) return;
      set({ findings: answer.view, findingsDone: { done: answer.done, of: answer.detectors } });
      if (answer.view) return;
    }
  };
  return {
    findings: null,
    findingsOf: null,
    findingsDone: { done: 0, of: 0 },
    findingChosen: null,
    needFindings() {
      const { info, findingsOf, growing } = get();
      if (!info || growing || info === findingsOf) return;
      set({ findings: null, findingsOf: info, findingsDone: { done: 0, of: 0 } });
      void track(look());
    },
    chooseFinding: (findingChosen) => set({ findingChosen }),
  };
}
