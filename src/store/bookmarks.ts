import type { TimelineMark } from '../engine/protocol/stops.ts';
import type { SavedBookmark } from '../trace/stops/stop.ts';
import type { Cursor } from '../trace/views.ts';
import type { SliceContext } from './state.ts';
import type { Bookmark, StopsSlice } from './stops-state.ts';

export const sameMoment = (a: Cursor, b: Cursor): boolean => a.event === b.event && a.step === b.step;
export const isBefore = (a: Cursor, b: Cursor): boolean =>
  a.event < b.event || (a.event === b.event && a.step < b.step);

export interface BookmarkParts {
  slice: Pick<StopsSlice, 'bookmarks' | 'marks' | 'addBookmark' | 'noteBookmark' | 'removeBookmark'>;
  /** Those that a case brings, in place of what was there. */
  take(saved: readonly SavedBookmark[]): Promise<void>;
  /** Finds the bookmarks again in what was opened; how many of them are not there any more. */
  keep(sameCase: boolean): Promise<number>;
  /** Hits of breakpoints, beside which the bookmarks stand on the timeline. */
  setHits(marks: readonly TimelineMark[]): void;
}

export function createBookmarks(
  { engine, get, set, track }: SliceContext,
  nextId: () => number,
): BookmarkParts {
  let hits: readonly TimelineMark[] = [];
  const show = (bookmarks: readonly Bookmark[]): void => {
    const sorted = [...bookmarks].sort((a, b) => (isBefore(a.cursor, b.cursor) ? -1 : 1));
    const marks = sorted.map(({ cursor, time, note, label }): TimelineMark => {
      return { ...cursor, time, kind: 'bookmark', label: note || label };
    });
    set({ bookmarks: sorted, marks: [...hits, ...marks] });
  };
  const place = async (saved: readonly SavedBookmark[]): Promise<Bookmark[]> => {
    if (saved.length === 0) return [];
    const placed = (await track(engine.placeBookmarks(saved))) ?? [];
    return placed.map((one) => ({ ...one, id: nextId() }));
  };
  return {
    slice: {
      bookmarks: [],
      marks: [],
      async addBookmark(note = '') {
        const { moment, bookmarks } = get();
        if (!moment) return null;
        const known = bookmarks.find(({ cursor }) => sameMoment(cursor, moment.cursor));
        if (known) return known.id;
        const placed = await track(engine.bookmarkAt(moment.cursor, note));
        if (!placed) return null;
        const bookmark = { ...placed, id: nextId() };
        show([...get().bookmarks, bookmark]);
        return bookmark.id;
      },
      noteBookmark(id, note) {
        show(get().bookmarks.map((one) => (one.id === id ? { ...one, note } : one)));
      },
      removeBookmark: (id) => show(get().bookmarks.filter((one) => one.id !== id)),
    },
    async take(saved) {
      show(await place(saved));
    },
    async keep(sameCase) {
      const placed = await place(get().bookmarks);
      const kept = sameCase ? placed : placed.filter(({ exact }) => exact);
      show(kept);
      return placed.length - kept.length;
    },
    setHits(marks) {
      hits = marks;
      show(get().bookmarks);
    },
  };
}
