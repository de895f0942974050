import { text } from '@stationhouse/kernel';
import { definePluginWeb } from '@stationhouse/plugin-web';
import { newAlert } from './paths.js';

/** The web half of anti-fraud: the station's alerts by grade, and the ways to record one. */
export default definePluginWeb({
  id: 'anti-fraud',
  title: text('反诈预警劝阻', 'Anti-fraud dissuasion'),
  pages: [
    { path: '', title: text('反诈预警', 'Fraud alerts'), permission: 'instance.read', load: () => import('./Alerts.js') },
    { path: 'callback', title: text('核验回拨', 'Check a call-back'), permission: 'callbackCode.check', load: () => import('./CallbackCheck.js') },
  ],
  panels: [{ slot: 'instance', workflow: 'fraud-alert', title: text('回拨核实', 'Call-back check'), permission: 'callbackCode.issue', load: () => import('./CallbackPanel.js') }],
  actions: [{ slot: 'incident', title: text('转为反诈预警', 'Open a fraud alert'), permission: 'instance.start', path: (incidentId) => `${newAlert}&incident=${incidentId}` }],
  rules: () => import('@stationhouse/anti-fraud-common'),
});
