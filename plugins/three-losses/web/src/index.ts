import { text } from '@stationhouse/kernel';
import { definePluginWeb } from '@stationhouse/plugin-web';
import { newSearch, searchPage } from './paths.js';

/** The web half of three-losses: its searches, and the way to begin one from an incident. */
export default definePluginWeb({
  id: 'three-losses',
  title: text('三失查找', 'Three losses'),
  pages: [
    { path: '', title: text('三失查找', 'Three losses'), permission: 'instance.read', load: () => import('./List.js') },
    { path: 'searches/:id', title: text('走失人员查找', 'Missing person'), inNavigation: false, permission: 'instance.read', load: () => import('./search/SearchPage.js') },
  ],
  panels: [
    { slot: 'instance', workflow: 'missing-person', title: text('群众提供的情况', 'What the public said'), permission: 'instance.read', load: () => import('./posters/TipsPanel.js') },
    { slot: 'instance', workflow: 'lost-property', title: text('可能是同一件', 'May be the very thing'), permission: 'property.match', load: () => import('./property/LostPanel.js') },
    { slot: 'instance', workflow: 'found-property', title: text('可能是同一件', 'May be the very thing'), permission: 'property.match', load: () => import('./property/FoundPanel.js') },
  ],
  actions: [{ slot: 'incident', title: text('转走失人员查找', 'Open a search'), permission: 'instance.start', path: (incidentId) => `${newSearch}&incident=${incidentId}` }],
  opens: [{ workflow: 'missing-person', path: searchPage }],
  rules: () => import('@stationhouse/three-losses-common'),
});
