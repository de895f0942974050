import { text } from '@stationhouse/kernel';
import { definePluginWeb } from '@stationhouse/plugin-web';
import { fromIncident } from './incident.js';
import { alertPage, newAlert, stopPage } from './paths.js';

/** The web half of anti-fraud: the station's alerts by grade, each with the page for the call, and the ways to record one. */
export default definePluginWeb({
  id: 'anti-fraud',
  title: text('反诈预警劝阻', 'Anti-fraud dissuasion'),
  pages: [
    { path: '', title: text('反诈预警', 'Fraud alerts'), permission: 'instance.read', load: () => import('./Alerts.js') },
    { path: 'alerts/:id', title: text('预警劝阻', 'Fraud alert'), inNavigation: false, permission: 'instance.read', load: () => import('./AlertPage.js') },
    { path: 'stops', title: text('紧急止付', 'Payment stops'), permission: 'instance.read', load: () => import('./stops/PaymentStops.js') },
    { path: 'stops/:id', title: text('紧急止付', 'Payment stop'), inNavigation: false, permission: 'instance.read', load: () => import('./stops/StopPage.js') },
    { path: 'lectures', title: text('反诈宣讲', 'Anti-fraud lectures'), permission: 'instance.read', load: () => import('./lectures/Lectures.js') },
    { path: 'callback', title: text('核验回拨', 'Check a call-back'), permission: 'callbackCode.check', load: () => import('./CallbackCheck.js') },
    { path: 'branches', title: text('银行网点', 'Bank branches'), permission: 'bankBranch.read', load: () => import('./branches/Branches.js') },
    { place: 'bureau', path: 'callback', title: text('核验回拨', 'Check a call-back'), permission: 'callbackCode.check', load: () => import('./CallbackAtBureau.js') },
  ],
  panels: [
    { slot: 'instance', workflow: 'fraud-alert', title: text('劝阻', 'Dissuasion'), permission: 'instance.read', load: () => import('./AlertPanel.js') },
    { slot: 'instance', workflow: 'fraud-alert', title: text('回拨核实', 'Call-back check'), permission: 'callbackCode.issue', load: () => import('./CallbackPanel.js') },
  ],
  widgets: [
    { id: 'open', place: 'station', title: text('反诈预警', 'Fraud alerts'), permission: 'instance.read', size: 'wide', load: () => import('./AlertsWidget.js') },
    { id: 'in-time', place: 'bureau', title: text('反诈预警及时情况', 'Fraud alerts in time'), permission: 'metric.read', size: 'wide', load: () => import('./InTimeWidget.js') },
  ],
  actions: [{ slot: 'incident', title: text('转为反诈预警', 'Open a fraud alert'), permission: 'instance.start', path: (incidentId) => `${newAlert}&incident=${incidentId}` }],
  starts: [{ workflow: 'fraud-alert', fromIncident }],
  opens: [
    { workflow: 'fraud-alert', path: alertPage },
    { workflow: 'payment-stop', path: stopPage },
  ],
  rules: () => import('@stationhouse/anti-fraud-common'),
  screens: { workflows: ['fraud-alert', 'payment-stop', 'call-request', 'fraud-lecture'], load: () => import('@stationhouse/anti-fraud-common') },
});
