import type { CaseSides, SideName } from '../engine/protocol/messages.ts';
import type { Cursor, Moment } from '../trace/views.ts';
import { type ComparisonParts, columnOf } from './comparison.ts';
import type { SessionParts } from './session.ts';
import type { SidesSlice, SliceContext } from './state.ts';

export interface SidesParts {
  slice: SidesSlice;
  /** A case was loaded: which kernels has it? A log is compared by itself when a capture or rules are given. */
  opened(sameCase: boolean): Promise<void>;
}

/** Where a switch began and where it led, so that switching back ends where it began. */
interface Landing {
  readonly side: SideName;
  readonly cursor: Cursor;
  readonly landed: Cursor;
}

/** Is the cursor still where a switch has led? */
export function isAt(landed: Cursor, { cursor, steps }: Pick<Moment, 'cursor' | 'steps'>): boolean {
  if (landed.event !== cursor.event) return false;
  const last = steps.at(-1)?.number ?? 0;
  return Math.min(landed.step, last) === cursor.step;
}

/** The kernels of a case: switching between them at one moment, putting others beside, what the log tells. */
export function createSides(
  { engine, get, set, track }: SliceContext,
  load: SessionParts['load'],
  comparison: ComparisonParts,
): SidesParts {
  let landing: Landing | null = null;

  const opened = async (sameCase: boolean): Promise<void> => {
    if (!sameCase) {
      landing = null;
      comparison.forget();
      set({ sides: null });
    }
    const { info } = get();
    const sides = await track(engine.sides());
    if (!sides || info !== get().info) return;
    set({ sides });
    const { capture, rules } = sides.given;
    const byItself = sides.log !== null && (capture || rules);
    if ((byItself || get().view === 'compare') && !get().comparingStopped) void get().compare();
    comparison.follow();
  };

  /** The same moment on another side, by the line that both print; null = they have none in common there. */
  const commonLine = async (side: SideName, moment: Moment): Promise<Cursor | null> => {
    const { comparedCurrent, sides } = get();
    const [from, to] = [columnOf(get(), sides?.shown ?? 'model'), columnOf(get(), side)];
    if (!from || !to || comparedCurrent < 0) return null;
    const row = await comparison.row(comparedCurrent);
    return row?.[from]?.cursor.event === moment.cursor.event ? (row[to]?.cursor ?? null) : null;
  };

  const destination = async (side: SideName, moment: Moment): Promise<Cursor | null> => {
    if (moment.cursor.event < 0) return { event: -1, step: 0 };
    if (landing?.side === side && isAt(landing.landed, moment)) return landing.cursor;
    return commonLine(side, moment);
  };

  const showSide: SidesSlice['showSide'] = async (side, at) => {
    const { moment, sides, info, scenario, rowFilter } = get();
    if (!sides || !info || !moment || sides.shown === side) return;
    if (!sides.sides.some(({ name }) => name === side)) return;
    const from = { side: sides.shown, cursor: moment.cursor };
    const to = at ?? (await destination(side, moment));
    landing = null;
    await load((onProgress) => engine.show(side, onProgress), {
      scenario,
      keep: { rowFilter, sides: { ...sides, shown: side } },
      sameCase: true,
      async arrive() {
        if (to) get().go(to);
        // A log's stamps are cut off to ticks: what the other side does within the tick is the same moment.
        else await get().goTime(moment.time + 1 / info.hz - 1e-9);
        landing = { ...from, landed: get().cursor };
      },
    });
  };

  /** What stands beside has changed: what was compared is forgotten, and compared anew when it is looked at. */
  const taken = async (sides: CaseSides | undefined, before: SideName): Promise<void> => {
    if (!sides) return;
    comparison.forget();
    set({ sides });
    if (sides.shown !== before) {
      set({ sides: { ...sides, shown: before } });
      await showSide(sides.shown);
    }
    await get().compare();
  };
  const shown = (): SideName => get().sides?.shown ?? 'model';

  const slice: SidesSlice = {
    sides: null,
    showSide,
    async putProfile(profile) {
      const before = shown();
      await taken(await track(engine.putProfile(profile)), before);
    },
    async putAlternative(id) {
      const before = shown();
      await taken(await track(engine.putAlternative(id)), before);
    },
    async putFiles(files) {
      const before = shown();
      const result = await track(engine.putFiles(files));
      if (result?.ok) await taken(await track(engine.sides()), before);
      else if (result) {
        const { headline, problems, files: read } = result;
        set({ failure: { headline, problems, files: read } });
      }
    },
    async takeAway() {
      const before = shown();
      await taken(await track(engine.takeAway()), before);
    },
    async nudge(seconds) {
      await reload((onProgress) => engine.nudge(seconds, onProgress));
    },
    async chooseKernel(name) {
      await reload((onProgress) => engine.chooseKernel(name, onProgress));
    },
    async unreadLines(from, count) {
      return (await track(engine.unreadLines(from, count))) ?? null;
    },
  };
  /** The files as another case: the cursor stays at its time. */
  const reload = async (ask: Parameters<SessionParts['load']>[0]): Promise<void> => {
    const { moment, rowFilter, overlay } = get();
    await load(ask, {
      scenario: null,
      keep: { rowFilter, overlay },
      arrive: async () => get().goTime(moment?.time ?? 0),
    });
  };
  return { slice, opened };
}
