import { text } from '@stationhouse/kernel';
import { definePluginWeb } from '@stationhouse/plugin-web';

/** The web half of scenic-drills. */
export default definePluginWeb({ id: 'scenic-drills', title: text('景区演练', 'Scenic-area drills'), pages: [], panels: [], actions: [] });
