import type { OpenedLink } from '../engine/protocol/links.ts';
import type { OpenResult, Progress } from '../engine/protocol/messages.ts';
import type { AppState, EvidenceSlice, SessionSlice, SliceContext } from './state.ts';
import { WHOLE_MAP } from './table-state.ts';
import { FRESH_TIMELINE } from './timeline.ts';

export interface SessionParts {
  slice: SessionSlice & EvidenceSlice;
  /** Runs a request that loads a case and takes what it gives. True = it was loaded. */
  /** Shows what the engine makes of the case that is open. */
  reopen(request: () => Promise<OpenResult>): Promise<void>;
  load(ask: (onProgress: OnProgress) => Promise<OpenResult>, taken: Taken): Promise<boolean>;
}

/** Until the engine is asked how far it is. */
const GROWING: Progress = { phase: 'running the model', done: 0, total: 0, unit: 'packets' };

type OnProgress = (progress: Progress) => void;

/** What becomes of a case that was loaded. */
export interface Taken {
  scenario: string | null;
  /** Moves the cursor; left out = to the first decision. */
  arrive?: () => Promise<void>;
  /** What is kept of the case before. */
  keep?: Partial<AppState>;
  /** Another side of the case: what was compared stays. */
  sameCase?: boolean;
}

/** What others do when a case was loaded. */
export interface OnLoaded {
  /** Its model is still running. */
  growing(): void;
  opened(sameCase: boolean): Promise<void>;
  /** A link leads somewhere. */
  follow(link: OpenedLink): void;
}

/** Opening, cancelling, failing. A failure leaves the case before as it was. */
export function createSession({ engine, get, set, track }: SliceContext, others: OnLoaded): SessionParts {
  /** Counts attempts: what an attempt that was cancelled or overtaken has to complain about is not shown. */
  let attempt = 0;
  /** The engine was told to pause since the last attempt began. */
  let waits = false;
  const begin = (): number => {
    if (get().opening) engine.cancel();
    // A pause that came too late for the attempt before is not for this one.
    else if (waits) engine.goOnOpening();
    waits = false;
    set({ opening: true, openingPaused: false, progress: null });
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
  const opened = (mine: number, result: OpenResult | undefined, taken: Taken): boolean => {
    const waiting = result?.ok === true && result.growing === true && get().openingPaused;
    if (mine === attempt) set({ opening: false, openingPaused: waiting, progress: null });
    if (!result) return false;
    if (!result.ok) {
      if (mine !== attempt) return false;
      if (result.asks) {
        void get().askForCut();
        return false;
      }
      set({
        failure: { headline: result.headline, problems: result.problems, files: result.files },
        overlay: null,
      });
      return false;
    }
    set({
      info: result.info,
      overview: result.overview,
      scenario: taken.scenario,
      failure: null,
      home: false,
      overlay: null,
      bucket: null,
      client: null,
      server: null,
      mapZoom: WHOLE_MAP,
      conn: null,
      zoom: { from: 0, to: 1 },
      ...FRESH_TIMELINE,
      moment: null,
      rowFilter: '',
      rowTotal: 0,
      rowCache: new Map(),
      rowsScanned: null,
      logFilter: '',
      found: null,
      examples: {},
      logScanning: false,
      activeRow: -1,
      nearRow: -1,
      logTotal: -1,
      logCurrent: -1,
      logCache: new Map(),
      conns: null,
      evidence: null,
      followed: null,
      link: null,
      growing: result.growing ? GROWING : null,
      chartViews: {},
      sparks: null,
      ...taken.keep,
    });
    if (!taken.sameCase) get().forgetSeedSearch();
    if (result.growing) others.growing();
    showEntries(get());
    if (result.link) others.follow(result.link);
    else void (taken.arrive ?? toFirstDecision)();
    void others.opened(taken.sameCase ?? false);
    return true;
  };
  const load: SessionParts['load'] = async (ask, taken) => {
    const mine = begin();
    const onProgress = (progress: Progress) => {
      if (mine === attempt) set({ progress });
    };
    return opened(mine, await track(ask(onProgress)), taken);
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
      // How far it is can be read and stopped, so nothing lies over it.
      set({ overlay: null });
      get().tellMemoryLimit();
      void track(engine.showEarly(true));
      await load((onProgress) => engine.open(files, onProgress), { scenario: null });
    },
    async openScenario(name) {
      await load(() => engine.openScenario(name), { scenario: name });
    },
    cancelOpening() {
      attempt += 1;
      set({ opening: false, openingPaused: false, progress: null });
      engine.cancel();
    },
    openingPaused: false,
    pauseOpening() {
      if (!get().opening && !get().growing) return;
      set({ openingPaused: true });
      waits = true;
      engine.pauseOpening();
    },
    goOnOpening() {
      set({ openingPaused: false });
      engine.goOnOpening();
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
      const time = get().moment?.time;
      const ask = (onProgress: OnProgress) => engine.useEvidence(id, change, onProgress);
      await load(ask, { scenario: null, ...(time !== undefined && { arrive: () => get().goTime(time) }) });
    },
    async caseText() {
      return (await track(engine.caseText(get().savedStops()))) ?? '';
    },
  };
  return {
    slice,
    load,
    async reopen(request) {
      await load(request, { scenario: get().scenario });
    },
  };
}

/** A case without packets that begins with entries has nothing to show in Path. */
function showEntries({ info, view, setView }: Pick<AppState, 'info' | 'view' | 'setView'>): void {
  if (info && info.packets === 0 && info.started > 0 && view === 'path') setView('table');
}
