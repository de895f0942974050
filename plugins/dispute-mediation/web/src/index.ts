import { text } from '@stationhouse/kernel';
import { definePluginWeb } from '@stationhouse/plugin-web';

/** The web half of dispute mediation: the station's disputes by risk, and the way to open one. */
export default definePluginWeb({
  id: 'dispute-mediation',
  title: text('矛盾纠纷调解', 'Dispute mediation'),
  pages: [{ path: '', title: text('矛盾纠纷', 'Disputes'), permission: 'instance.read', load: () => import('./Disputes.js') }],
  panels: [],
});
