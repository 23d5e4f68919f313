import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { AppStore } from './create.ts';
import type { AppState } from './state.ts';

/** Holds the store of the page; the composition root provides it. */
export const AppContext = createContext<AppStore | null>(null);

/** The store itself, for handlers that read state when they run. */
export function useAppStore(): AppStore {
  const store = useContext(AppContext);
  if (!store) throw new Error('useApp outside AppContext.Provider');
  return store;
}

/** Subscribes to a part of the state. The selector must return stable values (state itself, no new objects). */
export function useApp<T>(selector: (state: AppState) => T): T {
  return useStore(useAppStore(), selector);
}

/** Uptime at which the clock stands: it runs on between events while the case plays. */
export function useNow(): number {
  return useApp((state) => state.playTime ?? state.moment?.time ?? 0);
}

/** Is every step of the run indexed? Of very long runs only facts are. */
export function useDetailed(): boolean {
  return useApp((state) => state.info?.detailed ?? true);
}
