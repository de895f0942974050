import { text } from '@stationhouse/kernel';
import { definePlugin, personal, workflow } from '@stationhouse/plugin-api';
import { rules } from '@stationhouse/scenic-drills-common';
import { reviewDocument } from './review/document.js';
import { reviewLookups } from './review/lookups.js';
import { reviewPaper } from './review/paper.js';

/** Drills at scenic areas (景区演练): planned, approved, played, scored and learned from; what it brings, on one page. */
export default definePlugin({
  id: 'scenic-drills',
  version: '1.0.0',
  platform: '^1.0.0',
  title: text('景区演练', 'Scenic-area drills'),
  workflows: ['drill-review', 'drill-improvement'].map((id) => workflow(`../../workflows/${id}.yaml`, import.meta.url)),
  rules,
  lookups: reviewLookups,
  automations: [reviewPaper],
  documents: [reviewDocument],
  purposes: { drills: text('演练观察与复盘', 'Observing and reviewing drills') },
  personalData: {
    'notes.words': personal('P2', 'drills', 'P1Y'),
    'notes.point': personal('P2', 'drills', 'P1Y'),
    'notes.point.longitude': personal('P2', 'drills', 'P1Y'),
    'notes.point.latitude': personal('P2', 'drills', 'P1Y'),
    wentWell: personal('P1', 'drills', 'P5Y'),
    toImprove: personal('P1', 'drills', 'P5Y'),
    returnedFor: personal('P1', 'drills', 'P1Y'),
    proof: personal('P1', 'drills', 'P5Y'),
  },
});
