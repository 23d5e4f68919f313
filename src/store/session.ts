import type { OpenResult, Progress } from '../engine/protocol/messages.ts';
import type { AppState, EvidenceSlice, SessionSlice, SliceContext } from './state.ts';

/** Opening, cancelling, failing. A failure leaves the case before as it was. */
export function createSession({ engine, get, set, track }: SliceContext): {
  slice: SessionSlice & EvidenceSlice;
  /** Shows what the engine makes of the case that is open. */
  reopen(request: () => Promise<OpenResult>): Promise<void>;
} {
  /** Counts attempts: what an attempt that was cancelled or overtaken has to complain about is not shown. */
  let attempt = 0;
  const begin = (): number => {
    if (get().opening) engine.cancel();
    set({ opening: true, progress: null });
    attempt += 1;
    return attempt;
  };
  /** The first packet that IPVS decided something about is where a reader begins. */
  const toFirstDecision = async (): Promise<void> => {
    const start = { event: -1, step: 0 };
    const found = await track(engine.move(start, 'next-decision'));
    if (found && found.event >= 0) get().go(found);
    else get().go(get().overview?.events ? { event: 0, step: Number.POSITIVE_INFINITY } : start);
  };
  /** @param time uptime to go to; null = where a reader begins */
  const opened = (
    mine: number,
    result: OpenResult | undefined,
    scenario: string | null,
    time: number | null = null,
  ): void => {
    if (mine === attempt) set({ opening: false, progress: null });
    if (!result) return;
    if (!result.ok) {
      if (mine !== attempt) return;
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
      home: false,
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
      nearRow: -1,
      logTotal: -1,
      logCurrent: -1,
      logCache: new Map(),
      conns: null,
      evidence: null,
    });
    get().forgetSeedSearch();
    showEntries(get());
    if (time === null) void toFirstDecision();
    else void get().goTime(time);
  };
  const slice: SessionSlice & EvidenceSlice = {
    info: null,
    overview: null,
    scenarios: [],
    scenario: null,
    opening: false,
    progress: null,
    failure: null,
    home: false,
    async loadScenarios() {
      set({ scenarios: (await track(engine.scenarios())) ?? [] });
    },
    async openFirst() {
      set({ opening: true });
      await get().loadScenarios();
      const [first] = get().scenarios;
      if (first) await get().openScenario(first.name);
      else set({ opening: false });
    },
    setHome(home) {
      set({ home });
    },
    async openFiles(files) {
      if (files.length === 0) return;
      const mine = begin();
      const onProgress = (progress: Progress) => {
        if (mine === attempt) set({ progress });
      };
      opened(mine, await track(engine.open(files, onProgress)), null);
    },
    async openScenario(name) {
      const mine = begin();
      opened(mine, await track(engine.openScenario(name)), name);
    },
    cancelOpening() {
      attempt += 1;
      set({ opening: false, progress: null });
      engine.cancel();
    },
    dismissFailure() {
      set({ failure: null });
    },
    evidence: null,
    async loadEvidence() {
      const { info } = get();
      const evidence = await track(engine.evidence());
      if (evidence && info === get().info) set({ evidence });
    },
    async changeEvidence(id, change) {
      const mine = begin();
      const time = get().moment?.time ?? null;
      const onProgress = (progress: Progress) => {
        if (mine === attempt) set({ progress });
      };
      // biome-ignore lint/correctness/useHookAtTopLevel: a method of the engine, no hook
      opened(mine, await track(engine.useEvidence(id, change, onProgress)), null, time);
    },
    async caseText() {
      return (await track(engine.caseText())) ?? '';
    },
  };
  return {
    slice,
    async reopen(request) {
      const { scenario } = get();
      const mine = begin();
      opened(mine, await track(request()), scenario);
    },
  };
}

/** A case without packets that begins with entries has nothing to show in Path. */
function showEntries({ info, view, setView }: Pick<AppState, 'info' | 'view' | 'setView'>): void {
  if (info && info.packets === 0 && info.started > 0 && view === 'path') setView('table');
}
