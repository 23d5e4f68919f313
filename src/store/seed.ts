import type { OpenResult } from '../engine/protocol/messages.ts';
import type { SeedSlice, SliceContext } from './state.ts';

/** The search of a seed. It goes on when its dialog is closed, and ends when another case is opened. */
export function createSeed(
  { engine, get, set, track }: SliceContext,
  reopen: (request: () => Promise<OpenResult>) => Promise<void>,
): SeedSlice {
  /** Counts questions: the answer to one that was overtaken is not shown. */
  let asked = 0;
  let search = 0;
  const plan = async (): Promise<void> => {
    asked += 1;
    const mine = asked;
    const { seedQuery } = get();
    const made = seedQuery.text.trim() === '' ? null : await track(engine.planSeedSearch(seedQuery));
    if (mine === asked) set({ seedPlan: made ?? null });
  };
  return {
    seedQuery: { text: '', bits: 'listed' },
    seedPlan: null,
    seedSearching: false,
    seedProgress: null,
    seedAnswer: null,
    async setSeedQuery(query) {
      get().forgetSeedSearch();
      set({ seedQuery: { ...get().seedQuery, ...query } });
      await plan();
    },
    askForSeed(listing) {
      set({ overlay: 'seed' });
      if (listing !== undefined) void get().setSeedQuery({ text: listing });
      else if (!get().seedPlan) void plan();
    },
    async startSeedSearch() {
      const { seedPlan } = get();
      if (!seedPlan || seedPlan.jobs.length === 0) return;
      search += 1;
      const mine = search;
      set({ seedSearching: true, seedProgress: null, seedAnswer: null });
      try {
        const seedAnswer = await engine.findSeed(seedPlan, (seedProgress) => {
          if (mine === search) set({ seedProgress });
        });
        if (mine === search) set({ seedSearching: false, seedAnswer });
      } catch (cause) {
        if (mine !== search) return;
        const engineError = cause instanceof Error ? cause.message : String(cause);
        set({ seedSearching: false, engineError });
      }
    },
    stopSeedSearch() {
      if (get().seedSearching) engine.stopFindingSeed();
    },
    forgetSeedSearch() {
      get().stopSeedSearch();
      search += 1;
      asked += 1;
      set({ seedPlan: null, seedSearching: false, seedProgress: null, seedAnswer: null });
    },
    async takeSeed({ seed, xor, bits, inOrder, of }) {
      await reopen(() => engine.withSeed({ seed, xor, bits, inOrder, of }));
    },
  };
}
