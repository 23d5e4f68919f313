import type { GrowingSlice } from './growing-state.ts';
import type { SliceContext } from './state.ts';

/** Milliseconds between two looks at a run that is still being played. */
const GAP_MS = 500;
/** A look that takes long is followed by a rest that is so many times as long: the model must get on. */
const RESTS = 4;

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** @param onGrown what is seen of the run is asked for again; `whole` = for the last time */
export function createGrowing(
  { engine, get, set, track }: SliceContext,
  onGrown: (whole: boolean) => void,
): { slice: GrowingSlice; watch(): void } {
  /** Until the run is complete, or another one is open. */
  const follow = async (): Promise<void> => {
    const { info } = get();
    for (let pause = GAP_MS; ; ) {
      await rest(pause);
      if (info !== get().info) return;
      const asked = performance.now();
      const { overview, progress } = await engine.grown();
      if (info !== get().info) return;
      set({ overview, growing: progress });
      onGrown(progress === null);
      if (progress === null) return;
      pause = Math.max(GAP_MS, (performance.now() - asked) * RESTS);
    }
  };
  return { slice: { growing: null }, watch: () => void track(follow()) };
}
