import type { PublicPage } from '@stationhouse/plugin-web';

/** What anybody may open of anti-fraud on the external surface. */
export const publicPages: readonly PublicPage[] = [{ pluginId: 'anti-fraud', question: 'callback', load: () => import('./PublicCallback.js') }];
