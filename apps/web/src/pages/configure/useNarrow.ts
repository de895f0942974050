import { useSyncExternalStore } from 'react';

const query = '(max-width: 760px)';

/** True on a phone: the drawer covers the page there. */
export function useNarrow(): boolean {
  return useSyncExternalStore((listener) => {
    const media = window.matchMedia(query);
    media.addEventListener('change', listener);
    return () => media.removeEventListener('change', listener);
  }, () => window.matchMedia(query).matches);
}
