import { text } from '@stationhouse/kernel';
import { definePluginWeb } from '@stationhouse/plugin-web';
import { newOne } from './paths.js';

/** The web half of anti-fraud: its list, and the way to record one from an incident. */
export default definePluginWeb({
  id: 'anti-fraud',
  title: text('反诈预警劝阻', 'Anti-fraud dissuasion'),
  pages: [{ path: '', title: text('反诈预警劝阻', 'Anti-fraud dissuasion'), permission: 'instance.read', load: () => import('./List.js') }],
  panels: [],
  actions: [{ slot: 'incident', title: text('转反诈预警劝阻', 'Open: Anti-fraud dissuasion'), permission: 'instance.start', path: (incidentId) => `${newOne}&incident=${incidentId}` }],
  rules: () => import('@stationhouse/anti-fraud-common'),
  screens: { workflows: ['anti-fraud'], load: () => import('@stationhouse/anti-fraud-common') },
});
