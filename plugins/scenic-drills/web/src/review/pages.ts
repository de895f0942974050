import { text } from '@stationhouse/kernel';
import type { PluginOpening, PluginPage } from '@stationhouse/plugin-web';
import { reviewPage } from './paths.js';

/** What a drill is observed, scored and learned from on. */
export const reviewPages: readonly PluginPage[] = [
  { path: 'reviews', title: text('演练复盘', 'Drill reviews'), permission: 'instance.read', load: () => import('./Reviews.js') },
  { path: 'reviews/:id', title: text('演练复盘', 'Drill review'), inNavigation: false, permission: 'instance.read', load: () => import('./ReviewPage.js') },
  { path: 'reviews/:id/observe', title: text('观察演练', 'Observe a drill'), inNavigation: false, permission: 'instance.read', load: () => import('../observing/ObservePage.js') },
  { path: 'reviews/:id/board', title: text('演练大屏', 'Drill board'), inNavigation: false, permission: 'instance.read', load: () => import('../observing/BoardPage.js') },
  { path: 'improvements', title: text('演练整改', 'Improvements'), permission: 'instance.read', load: () => import('./Improvements.js') },
  { path: 'from-search', title: text('由真实查找编演练', 'A drill from a past search'), inNavigation: false, permission: 'exercise.direct', load: () => import('./FromSearch.js') },
];

export const reviewOpens: readonly PluginOpening[] = [{ workflow: 'drill-review', path: reviewPage }];
