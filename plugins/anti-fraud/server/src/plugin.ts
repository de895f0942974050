import { text } from '@stationhouse/kernel';
import { definePlugin, personal, workflow } from '@stationhouse/plugin-api';
import { rules, screens } from '@stationhouse/anti-fraud-common';
import { metrics } from './metrics.js';

/** Anti-fraud dissuasion (反诈预警劝阻): what it brings, on one page. */
export default definePlugin({
  id: 'anti-fraud',
  version: '1.0.0',
  platform: '^1.0.0',
  title: text('反诈预警劝阻', 'Anti-fraud dissuasion'),
  workflows: [workflow('../../workflows/anti-fraud.yaml', import.meta.url)],
  rules,
  screens,
  metrics,
  purposes: { handling: text('办理反诈预警劝阻事项', 'Handling what is recorded') },
  // Every field its data mark `x-personal`: its class, why it is kept, and how long after the instance is closed.
  personalData: {
    place: personal('P1', 'handling', 'P1Y'),
    summary: personal('P2', 'handling', 'P1Y'),
    result: personal('P2', 'handling', 'P1Y'),
  },
});
