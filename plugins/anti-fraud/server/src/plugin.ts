import { rules, screens } from '@stationhouse/anti-fraud-common';
import { text } from '@stationhouse/kernel';
import { definePlugin, personal, workflow } from '@stationhouse/plugin-api';
import { alertRaised } from './alerts.js';
import { branchEntities, branchMigrations } from './branches/rows.js';
import { keepBranches, readBranches } from './branches/permissions.js';
import { checkCallbackCodes, issueCallbackCodes, overseeCallbackChecks } from './callback/permissions.js';
import { publicCheck } from './callback/public.js';
import { callbackEntities, callbackMigrations } from './callback/rows.js';
import { settings } from './callback/settings.js';
import { drilledNight } from './drilled-night.js';
import { lookups } from './lookups.js';
import { metrics } from './metrics.js';
import { AntiFraudModule } from './server.module.js';
import { readTraces } from './traces/permissions.js';

/** Nothing is held against anybody who was not being swindled, or would not listen (D). */
const SOONER = { falseAlert: 'P90D', refused: 'P90D' };

/** Anti-fraud dissuasion (反诈预警劝阻): from an alert's first second to the revisit; what it brings, on one page. */
export default definePlugin({
  id: 'anti-fraud',
  version: '1.0.0',
  platform: '^1.0.0',
  title: text('反诈预警劝阻', 'Anti-fraud dissuasion'),
  workflows: ['fraud-alert', 'payment-stop', 'call-request', 'fraud-lecture'].map((id) => workflow(`../../workflows/${id}.yaml`, import.meta.url)),
  rules,
  screens,
  inbound: [alertRaised],
  lookups,
  metrics,
  exercises: [drilledNight],
  settings,
  permissions: [issueCallbackCodes, checkCallbackCodes, overseeCallbackChecks, readBranches, keepBranches, readTraces],
  publicQuestions: [publicCheck],
  entities: [...callbackEntities, ...branchEntities],
  migrations: [...callbackMigrations, ...branchMigrations],
  reads: ['incident', 'instance', 'station'],
  server: AntiFraudModule,
  purposes: { dissuasion: text('劝阻正在受骗的群众', 'Dissuading people from paying swindlers'), paymentStop: text('紧急止付', 'Stopping a payment'), publicity: text('反诈宣讲', 'Lectures against fraud') },
  // Every field its data mark `x-personal`: its class, why it is kept, and how long after the instance is closed – or after which ending how long instead.
  personalData: {
    person: personal('P2', 'dissuasion', 'P1Y', SOONER),
    'person.name': personal('P2', 'dissuasion', 'P1Y', SOONER),
    'person.phone': personal('P2', 'dissuasion', 'P1Y', SOONER),
    'person.address': personal('P2', 'dissuasion', 'P1Y', SOONER),
    'person.minor': personal('P3', 'dissuasion', 'P90D'),
    'person.guardian': personal('P2', 'dissuasion', 'P90D'),
    'person.guardian.name': personal('P2', 'dissuasion', 'P90D'),
    'person.guardian.phone': personal('P2', 'dissuasion', 'P90D'),
    narrative: personal('P2', 'dissuasion', 'P1Y', SOONER),
    contacts: personal('P2', 'dissuasion', 'P1Y', SOONER),
    'contacts.note': personal('P2', 'dissuasion', 'P1Y', SOONER),
    overrides: personal('P2', 'dissuasion', 'P1Y', SOONER),
    'overrides.reason': personal('P2', 'dissuasion', 'P1Y', SOONER),
    whereabouts: personal('P2', 'dissuasion', 'P90D'),
    door: personal('P1', 'dissuasion', 'P7D'),
    account: personal('P3', 'paymentStop', 'P7D'),
    'account.number': personal('P3', 'paymentStop', 'P7D'),
    'account.bank': personal('P3', 'paymentStop', 'P7D'),
    'account.holder': personal('P3', 'paymentStop', 'P7D'),
    openQuestions: personal('P1', 'publicity', 'P1Y'),
    answers: personal('P1', 'publicity', 'P1Y'),
  },
});
