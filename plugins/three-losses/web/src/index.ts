import { text } from '@stationhouse/kernel';
import { definePluginWeb } from '@stationhouse/plugin-web';
import { newSearch } from './paths.js';

/** The web half of three-losses: its searches, and the way to begin one from an incident. */
export default definePluginWeb({
  id: 'three-losses',
  title: text('三失查找', 'Three losses'),
  pages: [
    { path: '', title: text('三失查找', 'Three losses'), permission: 'instance.read', load: () => import('./List.js') },
    { path: 'report', title: text('登记走失', 'Report somebody missing'), permission: 'instance.start', load: () => import('./report/Report.js') },
    { path: 'hand-out/:id', title: text('广播词和纸质卡', 'Broadcast and cards'), inNavigation: false, permission: 'instance.event', load: () => import('./first/HandOut.js') },
  ],
  panels: [{ slot: 'instance', workflow: 'missing-person', title: text('第一分钟', 'The first minute'), permission: 'instance.read', load: () => import('./first/FirstMinute.js') }],
  actions: [{ slot: 'incident', title: text('转走失人员查找', 'Open a search'), permission: 'instance.start', path: (incidentId) => `${newSearch}?incident=${incidentId}` }],
  rules: () => import('@stationhouse/three-losses-common'),
});
