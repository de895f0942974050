import { text } from '@stationhouse/kernel';
import { definePlugin } from '@stationhouse/plugin-api';
import { rules } from '@stationhouse/scenic-drills-common';

/** Drills at scenic areas (景区演练): planned, approved, played, scored and learned from; what it brings, on one page. */
export default definePlugin({
  id: 'scenic-drills',
  version: '1.0.0',
  platform: '^1.0.0',
  title: text('景区演练', 'Scenic-area drills'),
  workflows: [],
  rules,
  personalData: {},
});
