import { text } from '@stationhouse/kernel';
import { definePlugin, personal, workflow } from '@stationhouse/plugin-api';
import { rules } from '@stationhouse/scenic-drills-common';
import { offered } from './packs/pack.js';
import { PACKS } from './packs/packs.js';
import { keepSites, overseeDrills, planDrills, readDrills } from './permissions.js';
import { reviewDocument } from './review/document.js';
import { reviewLookups } from './review/lookups.js';
import { reviewPaper } from './review/paper.js';
import { drillEntities, drillMigrations } from './rows.js';
import { ScenicDrillsModule } from './server.module.js';

const WORKFLOWS = ['drill', 'drill-notice', 'drill-review', 'drill-improvement'];

/** Drills at scenic areas (景区演练): planned, approved, told of first, played, learned from; what it brings, on one page. */
export default definePlugin({
  id: 'scenic-drills',
  version: '1.0.0',
  platform: '^1.0.0',
  title: text('景区演练', 'Scenic-area drills'),
  workflows: WORKFLOWS.map((id) => workflow(`../../workflows/${id}.yaml`, import.meta.url)),
  rules,
  lookups: reviewLookups,
  automations: [reviewPaper],
  documents: [reviewDocument],
  exercises: PACKS.map(offered),
  permissions: [readDrills, planDrills, keepSites, overseeDrills],
  entities: drillEntities,
  migrations: drillMigrations,
  reads: ['station', 'instance', 'exercise'],
  server: ScenicDrillsModule,
  purposes: { drills: text('景区演练', 'Drills at scenic areas') },
  personalData: {
    // Who answered a call, and what an operator objects to.
    centreAnswered: personal('P1', 'drills', 'P1Y'),
    operatorAnswered: personal('P1', 'drills', 'P1Y'),
    objection: personal('P1', 'drills', 'P1Y'),
    // What observers noted, and what was learned.
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
