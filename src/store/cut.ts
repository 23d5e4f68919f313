import { type CutText, NOTHING_CUT } from '../engine/protocol/cut.ts';
import type { CutSlice } from './cut-state.ts';
import { keep, type Memory, recallText } from './memory.ts';
import type { SessionParts } from './session.ts';
import type { SliceContext } from './state.ts';

const KEY = 'ipvscope.memory-limit';
/** Megabytes. */
const DEFAULT_LIMIT = 2500;
const LEAST_LIMIT = 10;
const SHARE_OF_DEVICE = 512;

/** Half of what the device has, where the browser tells. */
function defaultLimit(): number {
  const device: unknown = typeof navigator === 'undefined' ? null : Reflect.get(navigator, 'deviceMemory');
  return typeof device === 'number' ? Math.min(DEFAULT_LIMIT, device * SHARE_OF_DEVICE) : DEFAULT_LIMIT;
}

function recalledLimit(memory: Memory | null): number {
  const limit = Number(recallText(memory, KEY));
  return Number.isFinite(limit) && limit >= LEAST_LIMIT ? limit : defaultLimit();
}

export function createCut(
  { engine, get, set, track }: SliceContext,
  memory: Memory | null,
  load: SessionParts['load'],
): CutSlice {
  const tell = (): void => void track(engine.setMemoryBudget(get().memoryLimit * 1e6));
  const count = async (cut: CutText): Promise<void> => {
    set({ cutFigure: null });
    const figure = await track(engine.cutFigure(cut));
    if (figure && get().cut === cut) set({ cutFigure: figure });
  };
  return {
    cutView: null,
    cut: NOTHING_CUT,
    cutFigure: null,
    memoryLimit: recalledLimit(memory),
    setMemoryLimit(megabytes) {
      if (!(megabytes >= LEAST_LIMIT)) return;
      keep(memory, KEY, String(megabytes));
      set({ memoryLimit: megabytes });
      tell();
    },
    tellMemoryLimit: tell,
    async askForCut() {
      set({ overlay: 'cut', cutView: null, cutFigure: null });
      const cutView = await track(engine.cutView());
      if (!cutView || get().overlay !== 'cut') return;
      set({ cutView, cut: cutView.cut ?? NOTHING_CUT });
      await count(get().cut);
    },
    async setCut(change) {
      const cut = { ...get().cut, ...change };
      set({ cut });
      await count(cut);
    },
    async openCut(cut) {
      const waits = get().cutView?.asked ?? false;
      const time = waits ? undefined : get().moment?.time;
      set({ overlay: null, cutView: null });
      await load((onProgress) => engine.openCut(cut, onProgress), {
        scenario: null,
        ...(time !== undefined && { arrive: () => get().goTime(time) }),
      });
    },
    leaveCut() {
      void track(engine.leaveCut());
      set({ overlay: null, cutView: null });
    },
  };
}
