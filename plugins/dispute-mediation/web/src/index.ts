import { text } from '@stationhouse/kernel';
import { definePluginWeb } from '@stationhouse/plugin-web';
import { fromIncident } from './incident.js';
import { newDispute } from './paths.js';

/** The web half of dispute mediation: the station's disputes by risk, on a list and on a map, and the ways to open one. */
export default definePluginWeb({
  id: 'dispute-mediation',
  title: text('矛盾纠纷调解', 'Dispute mediation'),
  pages: [{ path: '', title: text('矛盾纠纷', 'Disputes'), permission: 'instance.read', load: () => import('./Disputes.js') }],
  panels: [],
  widgets: [{ id: 'open', place: 'station', title: text('矛盾纠纷', 'Disputes'), permission: 'instance.read', size: 'wide', load: () => import('./DisputesWidget.js') }],
  actions: [{ slot: 'incident', title: text('转为矛盾纠纷', 'Open a dispute'), permission: 'instance.start', path: (incidentId) => `${newDispute}&incident=${incidentId}` }],
  hints: [{ workflow: 'dispute-mediation', tasks: ['grade', 'safetyVisit'], load: () => import('./RiskHint.js') }],
  starts: [{ workflow: 'dispute-mediation', fromIncident }],
  rules: () => import('@stationhouse/dispute-mediation-common'),
});
