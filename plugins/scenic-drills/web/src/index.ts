import { text } from '@stationhouse/kernel';
import { definePluginWeb } from '@stationhouse/plugin-web';
import { reviewOpens, reviewPages } from './review/pages.js';

/** The web half of scenic-drills. */
export default definePluginWeb({
  id: 'scenic-drills',
  title: text('景区演练', 'Scenic-area drills'),
  pages: [...reviewPages],
  panels: [],
  actions: [],
  opens: [...reviewOpens],
  rules: () => import('@stationhouse/scenic-drills-common'),
});
