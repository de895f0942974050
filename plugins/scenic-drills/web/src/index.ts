import { text } from '@stationhouse/kernel';
import { definePluginWeb } from '@stationhouse/plugin-web';
import { drillPage } from './paths.js';
import { reviewOpens, reviewPages } from './review/pages.js';

/** The web half of scenic-drills. */
export default definePluginWeb({
  id: 'scenic-drills',
  title: text('景区演练', 'Scenic-area drills'),
  pages: [
    { path: '', title: text('景区演练', 'Scenic-area drills'), permission: 'drill.read', load: () => import('./drills/Drills.js') },
    { path: 'drills/:id', title: text('景区演练', 'Drill'), inNavigation: false, permission: 'drill.read', load: () => import('./drills/DrillPage.js') },
    { path: 'new', title: text('制定演练', 'Plan a drill'), inNavigation: false, permission: 'drill.plan', load: () => import('./drills/NewDrill.js') },
    { path: 'sites', title: text('景区', 'Scenic sites'), permission: 'drill.read', load: () => import('./sites/Sites.js') },
    { path: 'year', title: text('年度演练计划', 'Drills of the year'), permission: 'drill.read', load: () => import('./year/YearPage.js') },
    { place: 'bureau', path: 'year', title: text('景区演练', 'Drills of sites'), permission: 'drill.oversee', load: () => import('./year/BureauYear.js') },
    ...reviewPages,
  ],
  panels: [],
  actions: [],
  opens: [{ workflow: 'drill', path: drillPage }, ...reviewOpens],
  rules: () => import('@stationhouse/scenic-drills-common'),
});
