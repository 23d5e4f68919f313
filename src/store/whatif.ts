import type { Alternative, ChangedPacket } from '../trace/whatif-views.ts';
import { latestWins } from './latest.ts';
import type { SliceContext } from './state.ts';
import { sortedRows, type WhatIfSlice } from './whatif-state.ts';
import { holds, merge, pagesOf } from './windows.ts';

/** Up to so many events what may help is tried by itself. */
const BY_ITSELF = 60_000;
/** The preset that is tried by itself. */
const SUGGESTED = 'suggest';
const NOTHING_CHANGED = { changedTotal: 0, changedRows: new Map<number, ChangedPacket>() };

export function createWhatIf({ engine, get, set, track }: SliceContext): WhatIfSlice {
  const isOf = (of: WhatIfSlice['whatIfOf']): boolean => of === get().whatIfOf && of?.info === get().info;

  const run = async (): Promise<void> => {
    const { whatIfOf: of, alternatives } = get();
    if (!of) return;
    set({ whatIfProgress: { phase: 'replaying', done: 0, total: 1, unit: 'inputs' } });
    const view = await track(
      engine.whatIf({ service: of.service, alternatives }, (whatIfProgress) => {
        if (isOf(of)) set({ whatIfProgress });
      }),
    );
    if (!isOf(of) || alternatives !== get().alternatives) return;
    set({ whatIfProgress: null });
    if (!view) return;
    set({ whatIf: view });
    const { whatIfChosen } = get();
    const isThere = view.rows.some(({ alternative }) => alternative.id === whatIfChosen);
    const [best] = sortedRows({ whatIf: view, whatIfSort: get().whatIfSort });
    get().chooseAlternative(isThere ? whatIfChosen : (best?.alternative.id ?? ''));
  };

  const begin = async (of: NonNullable<WhatIfSlice['whatIfOf']>): Promise<void> => {
    const presets = await track(engine.whatIfPresets(of.service));
    if (!presets || !isOf(of)) return;
    const suggested = presets.find(({ id }) => id === SUGGESTED)?.alternatives ?? [];
    const few = (get().overview?.events ?? 0) <= BY_ITSELF;
    set({ presets, alternatives: few ? suggested : [] });
    await run();
  };

  const loadChanged = latestWins(async ({ first, last }: { first: number; last: number }) => {
    const { whatIfChosen, whatIfOf } = get();
    if (whatIfChosen === '' || !whatIfOf) return;
    const { from, count } = pagesOf(first, last);
    const window = await track(engine.changedPackets(whatIfChosen, from, count));
    if (!window || whatIfChosen !== get().whatIfChosen || !isOf(whatIfOf)) return;
    set({ changedTotal: window.total, changedRows: merge(get().changedRows, window.from, window.rows) });
  });

  return {
    whatIf: null,
    whatIfOf: null,
    alternatives: [],
    presets: [],
    whatIfProgress: null,
    whatIfSort: 'split',
    whatIfChosen: '',
    ...NOTHING_CHANGED,
    needWhatIf(service) {
      const { info, growing, whatIfOf } = get();
      if (!info || growing) return;
      if (whatIfOf?.info === info && whatIfOf.service === service) return;
      const of = { info, service };
      set({
        whatIf: null,
        whatIfOf: of,
        alternatives: [],
        presets: [],
        whatIfChosen: '',
        ...NOTHING_CHANGED,
      });
      void begin(of);
    },
    tryAlternatives(more) {
      const known = get().alternatives;
      const isNew = ({ id }: Alternative): boolean => !known.some((one) => one.id === id);
      set({ alternatives: [...known, ...more.filter(isNew)] });
      if (more.length === 1) get().chooseAlternative(more[0].id);
      void run();
    },
    dropAlternative(id) {
      set({ alternatives: get().alternatives.filter((one) => one.id !== id) });
      void run();
    },
    stopWhatIf() {
      set({ whatIfProgress: null });
      void track(engine.stopWhatIf());
    },
    sortWhatIf: (whatIfSort) => set({ whatIfSort }),
    chooseAlternative(whatIfChosen) {
      set({ whatIfChosen, ...NOTHING_CHANGED });
      loadChanged({ first: 0, last: 0 });
    },
    needChanged(first, last) {
      if (!holds(get().changedRows, first, last, get().changedTotal)) loadChanged({ first, last });
    },
    async showBothSides(id, packet) {
      get().setView('compare');
      await get().putAlternative(id);
      if (!packet) return;
      if ((get().sides?.shown ?? 'model') === 'model') get().go(packet.base.at);
      else await get().showSide('model', packet.base.at);
    },
    checkAlternative: async (alternative) => (await track(engine.checkAlternative(alternative))) ?? [],
  };
}
