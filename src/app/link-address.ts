import { hasCase } from '../session/link/fragment.ts';
import type { AppStore } from '../store/create.ts';
import type { AskedFor } from '../store/share-state.ts';

/** Links in the page's address: the fragment, which no server ever gets, and cases that lie elsewhere. */

/** The page without query and fragment. */
function page(): string {
  const { origin, pathname } = window.location;
  return `${origin === 'null' ? 'file://' : origin}${pathname}`;
}

export function linkTo(fragment: string): string {
  return page() + fragment;
}

/** A link that asks its reader for a file, by its name and what is in it. */
export function fileLink(name: string, sha256: string): string {
  return `${page()}#file=${encodeURIComponent(name)}&sha256=${sha256}`;
}

const LONGEST = 2000;

function askedFile(fragment: string): AskedFor | null {
  if (!fragment.startsWith('#file=')) return null;
  const fields = new URLSearchParams(fragment.slice(1));
  const what = (fields.get('file') ?? '').slice(0, 200);
  const sha256 = fields.get('sha256') ?? '';
  return what && /^[0-9a-f]{64}$/.test(sha256) ? { kind: 'file', what, sha256 } : null;
}

/** `?case=https://...`: only https, and only when it can be read as an address. */
function askedUrl(query: string): AskedFor | null {
  const text = new URLSearchParams(query).get('case');
  if (!text || text.length > LONGEST || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== 'https:') return null;
  return { kind: 'url', what: url.href, sha256: '' };
}

export function askedFor({ hash, search }: Pick<Location, 'hash' | 'search'>): AskedFor | null {
  return askedFile(hash) ?? askedUrl(search);
}

/**
 * Opens what the address asks for, now and when it changes. The fragment of a link stays as long as its case is open, so
 * that the page can be loaded again; with another case it goes.
 */
export function followAddress(store: AppStore): void {
  const { location, history } = window;
  const follow = (first: boolean): void => {
    const state = store.getState();
    const asked = askedFor(location);
    const opened = hasCase(location.hash)
      ? state.followLink(location.hash)
      : first
        ? state.openFirst()
        : Promise.resolve();
    // Opening a case closes what floats over the one before.
    if (asked) void opened.then(() => state.setAsked(asked));
  };
  window.addEventListener('hashchange', () => follow(false));
  store.subscribe(({ info, followed }, before) => {
    const isOther = info !== before.info && before.info !== null && followed === null;
    if (isOther && location.hash !== '') history.replaceState(null, '', location.pathname + location.search);
  });
  follow(true);
}
