import type { OpenResult } from '../engine/protocol/messages.ts';
import type { SessionSlice, SliceContext } from './state.ts';

/** Opening, cancelling, failing. A failure leaves the case before as it was. */
export function createSession({ engine, get, set, track }: SliceContext): SessionSlice {
  const opened = (result: OpenResult | undefined, scenario: string | null): void => {
    set({ opening: false, progress: null });
    if (!result) return;
    if (!result.ok) {
      set({
        failure: { headline: result.headline, problems: result.problems, files: result.files },
        overlay: null,
      });
      return;
    }
    set({
      info: result.info,
      overview: result.overview,
      scenario,
      failure: null,
      overlay: null,
      bucket: null,
      client: null,
      conn: null,
      zoom: { from: 0, to: 1 },
      moment: null,
      rowFilter: '',
      rowTotal: 0,
      rowCache: new Map(),
      activeRow: -1,
      logTotal: 0,
      logCurrent: -1,
      logCache: new Map(),
      conns: null,
    });
    get().go(
      result.overview.events > 0 ? { event: 0, step: Number.POSITIVE_INFINITY } : { event: -1, step: 0 },
    );
  };
  return {
    info: null,
    overview: null,
    scenarios: [],
    scenario: null,
    opening: false,
    progress: null,
    failure: null,
    async loadScenarios() {
      set({ scenarios: (await track(engine.scenarios())) ?? [] });
    },
    async openFiles(files) {
      if (files.length === 0) return;
      set({ opening: true, progress: null });
      opened(await track(engine.open(files, (progress) => set({ progress }))), null);
    },
    async openScenario(name) {
      set({ opening: true, progress: null });
      opened(await track(engine.openScenario(name)), name);
    },
    cancelOpening() {
      engine.cancel();
    },
    dismissFailure() {
      set({ failure: null });
    },
    async caseText() {
      return (await track(engine.caseText())) ?? '';
    },
  };
}
