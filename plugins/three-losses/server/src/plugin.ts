import { text } from '@stationhouse/kernel';
import { definePlugin, personal, workflow } from '@stationhouse/plugin-api';
import { rules } from '@stationhouse/three-losses-common';
import { metrics } from './metrics.js';

/** Three losses (三失查找): what it brings, on one page. */
export default definePlugin({
  id: 'three-losses',
  version: '1.0.0',
  platform: '^1.0.0',
  title: text('三失查找', 'Three losses'),
  workflows: [workflow('../../workflows/three-losses.yaml', import.meta.url)],
  rules,
  metrics,
  purposes: { handling: text('办理三失查找事项', 'Handling what is recorded') },
  // Every field its data mark `x-personal`: its class, why it is kept, and how long after the instance is closed.
  personalData: {
    place: personal('P1', 'handling', 'P1Y'),
    summary: personal('P2', 'handling', 'P1Y'),
    result: personal('P2', 'handling', 'P1Y'),
  },
});
