import type { PublicPage } from '@stationhouse/plugin-web';

/** What anybody may open of three losses on the external surface. */
export const publicPages: readonly PublicPage[] = [
  { pluginId: 'three-losses', question: 'posters', load: () => import('./Posters.js') },
  { pluginId: 'three-losses', question: 'found', load: () => import('./FoundList.js') },
];
