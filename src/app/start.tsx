import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { EngineApi } from '../engine/protocol/messages.ts';
import { type AppStore, createAppStore } from '../store/create.ts';
import { AppContext } from '../store/use-app.ts';
import '../views/ui/tokens.css';
import '../views/ui/fonts.css';
import '../views/ui/base.css';
import { App } from './app.tsx';
import { followTheme, markIdle } from './document.ts';
import { followAddress } from './link-address.ts';

/** Puts the app into `#root` with this engine and returns its store. */
export function start(engine: EngineApi): AppStore {
  const store = createAppStore(engine, window.localStorage);
  followTheme(store);
  markIdle(store);
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  createRoot(root).render(
    <StrictMode>
      <AppContext.Provider value={store}>
        <App />
      </AppContext.Provider>
    </StrictMode>,
  );
  followAddress(store);
  return store;
}
