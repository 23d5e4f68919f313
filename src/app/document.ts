import type { AppStore } from '../store/create.ts';

/** Sets `data-theme` on the document from the choice, or from the system until one is made. */
export function followTheme(store: AppStore): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const { theme } = store.getState();
    const shown = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
    document.documentElement.dataset.theme = shown;
    const ground = getComputedStyle(document.documentElement).getPropertyValue('--bg-1').trim();
    for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]'))
      meta.content = ground;
  };
  apply();
  dark.addEventListener('change', apply);
  store.subscribe((state, before) => {
    if (state.theme !== before.theme) apply();
  });
}

/**
 * `data-idle` on the document: `true` when no request is under way and two frames have been drawn since.
 * Browser tests wait for it instead of sleeping.
 */
export function markIdle(store: AppStore): void {
  const root = document.documentElement;
  let check = 0;
  const later = () => {
    const mine = ++check;
    root.dataset.idle = 'false';
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (mine === check && store.getState().pending === 0) root.dataset.idle = 'true';
      }),
    );
  };
  later();
  store.subscribe(later);
}
