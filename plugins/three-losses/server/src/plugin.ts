import { text } from '@stationhouse/kernel';
import { definePlugin, personal, workflow } from '@stationhouse/plugin-api';
import { rules } from '@stationhouse/three-losses-common';
import { propertyReceipt } from './property/receipt-document.js';
import { receiptDocument } from './property/receipt.js';
import { matchProperty } from './property/permissions.js';
import { matchEntities, matchMigrations } from './property/rows.js';
import { publicPages, publicSettings } from './posters.js';
import { metrics } from './metrics.js';
import { directGround, exportGround, readGround, reportGround } from './search/permissions.js';
import { recordingEntities, recordingKeptWith, recordingMigrations } from './recording/rows.js';
import { groundEntities, groundKeptWith, groundMigrations } from './search/rows.js';
import { ThreeLossesModule } from './server.module.js';

const WORKFLOWS = ['missing-person', 'video-request', 'post-question', 'found-person', 'lost-property', 'found-property', 'distress'];
const search = (dataClass: 'P1' | 'P2' | 'P3', keep = 'P1Y') => personal(dataClass, 'search', keep);
const property = (keep = 'P1Y') => personal('P2', 'property', keep);

/** Three losses (三失查找): people who are missing or found first, property, people in distress; what it brings, on one page. */
export default definePlugin({
  id: 'three-losses',
  version: '1.0.0',
  platform: '^1.0.0',
  title: text('三失查找', 'Three losses'),
  workflows: WORKFLOWS.map((id) => workflow(`../../workflows/${id}.yaml`, import.meta.url)),
  rules,
  metrics,
  automations: [receiptDocument],
  documents: [propertyReceipt],
  settings: publicSettings,
  publicQuestions: publicPages,
  permissions: [readGround, directGround, reportGround, exportGround, matchProperty],
  entities: [...groundEntities, ...recordingEntities, ...matchEntities],
  migrations: [...groundMigrations, ...recordingMigrations, ...matchMigrations],
  keptWith: { ...groundKeptWith, ...recordingKeptWith },
  reads: ['instance'],
  server: ThreeLossesModule,
  purposes: {
    search: text('查找走失人员、交接被发现人员', 'Finding who is missing, handing over who was found'),
    property: text('查找、招领遗失物品', 'Finding and returning lost property'),
    distress: text('救助情绪失落人员', 'Keeping people in distress safe'),
  },
  // Every field its data mark `x-personal`: its class, why it is kept, and how long after the instance is closed.
  personalData: {
    person: search('P2'),
    'person.group': search('P2'),
    'person.age': search('P2'),
    'person.sex': search('P2'),
    'person.name': search('P2'),
    'person.height': search('P2', 'P90D'),
    'person.clothing': search('P2', 'P90D'),
    'person.features': search('P2', 'P90D'),
    'person.phone': search('P2', 'P90D'),
    'person.minor': personal('P3', 'distress', 'P90D'),
    'person.contact': personal('P2', 'distress', 'P90D'),
    reporter: search('P2'),
    'reporter.name': search('P2'),
    'reporter.phone': search('P2'),
    'reporter.relation': search('P2'),
    place: search('P2'),
    lastPlace: search('P2'),
    point: search('P2', 'P90D'),
    'point.longitude': search('P2', 'P90D'),
    'point.latitude': search('P2', 'P90D'),
    risks: search('P2', 'P90D'),
    urgencyReasons: search('P2', 'P90D'),
    health: search('P3', 'P30D'),
    account: search('P3', 'P90D'),
    findings: personal('P3', 'distress', 'P90D'),
    consent: personal('P2', 'distress', 'P90D'),
    condition: search('P2'),
    foundPlace: search('P2'),
    claims: search('P2', 'P90D'),
    'claims.place': search('P2', 'P90D'),
    'claims.note': search('P2', 'P90D'),
    corrections: search('P2', 'P90D'),
    'corrections.fromPlace': search('P2', 'P90D'),
    'corrections.toPlace': search('P2', 'P90D'),
    clues: search('P2', 'P90D'),
    'clues.place': search('P2', 'P90D'),
    'clues.point': search('P2', 'P90D'),
    'clues.point.longitude': search('P2', 'P90D'),
    'clues.point.latitude': search('P2', 'P90D'),
    'clues.note': search('P2', 'P90D'),
    neighbours: search('P2', 'P90D'),
    'neighbours.place': search('P2', 'P90D'),
    'neighbours.words': search('P2', 'P90D'),
    posterText: search('P2', 'P30D'),
    broadcastText: search('P2', 'P30D'),
    tips: search('P2', 'P30D'),
    'tips.place': search('P2', 'P30D'),
    'tips.words': search('P2', 'P30D'),
    'tips.phone': search('P2', 'P30D'),
    guardian: search('P2'),
    'guardian.name': search('P2'),
    'guardian.proof': search('P2'),
    mayTell: search('P2'),
    safePlace: search('P2', 'P90D'),
    sight: search('P1', 'P30D'),
    seen: search('P2', 'P30D'),
    answer: search('P1', 'P30D'),
    description: property(),
    lostPlace: property(),
    owner: property(),
    'owner.name': property(),
    'owner.phone': property(),
    details: property(),
    finder: property(),
    'finder.name': property(),
    'finder.phone': property(),
    serial: property(),
    applicants: property('P3Y'),
    'applicants.name': property('P3Y'),
    'applicants.phone': property('P3Y'),
    'applicants.proof': property('P3Y'),
    'applicants.reason': property('P3Y'),
    claimant: property('P3Y'),
    'claimant.name': property('P3Y'),
    'claimant.phone': property('P3Y'),
    'claimant.proof': property('P3Y'),
  },
});
