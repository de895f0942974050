import { text } from '@stationhouse/kernel';
import { definePluginWeb } from '@stationhouse/plugin-web';
import { newOne } from './paths.js';

/** The web half of three-losses: its list, and the way to record one from an incident. */
export default definePluginWeb({
  id: 'three-losses',
  title: text('三失查找', 'Three losses'),
  pages: [{ path: '', title: text('三失查找', 'Three losses'), permission: 'instance.read', load: () => import('./List.js') }],
  panels: [],
  actions: [{ slot: 'incident', title: text('转三失查找', 'Open: Three losses'), permission: 'instance.start', path: (incidentId) => `${newOne}&incident=${incidentId}` }],
  rules: () => import('@stationhouse/three-losses-common'),
});
