import { useSyncExternalStore } from 'react';

/** Does a media query hold now? */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
  );
}

/** How much room there is: with less than `small` panels get narrower, with less than `narrow` the objects are a sheet. */
export type Room = 'wide' | 'small' | 'narrow';

export function useRoom(): Room {
  const narrow = useMedia('(max-width: 900px)');
  const small = useMedia('(max-width: 1180px)');
  return narrow ? 'narrow' : small ? 'small' : 'wide';
}
