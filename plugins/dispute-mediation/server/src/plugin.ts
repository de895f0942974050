import { rules } from '@stationhouse/dispute-mediation-common';
import { text } from '@stationhouse/kernel';
import { definePlugin, personal, workflow } from '@stationhouse/plugin-api';
import { mediationAgreement } from './agreement-document.js';
import { agreementDocument, withdrawAgreementDocument } from './agreement.js';
import { metrics } from './metrics.js';
import { disputeReported } from './reported.js';
import { disputeSettled } from './settled.js';
import { settings } from './settings.js';

/** Dispute mediation (矛盾纠纷调解): one dispute, one file, from registration through its three follow-ups. */
export default definePlugin({
  id: 'dispute-mediation',
  version: '1.0.0',
  platform: '^1.0.0',
  title: text('矛盾纠纷调解', 'Dispute mediation'),
  workflows: ['dispute-mediation', 'leader-assignment', 'unit-answer'].map((id) => workflow(`../../workflows/${id}.yaml`, import.meta.url)),
  rules,
  automations: [agreementDocument, withdrawAgreementDocument],
  documents: [mediationAgreement],
  events: { publishes: [disputeSettled] },
  inbound: [disputeReported],
  settings,
  metrics,
  purposes: { mediation: text('调解矛盾纠纷', 'Mediating disputes') },
  personalData: {
    place: personal('P1', 'mediation', 'P3Y'),
    request: personal('P1', 'mediation', 'P3Y'),
    unitRequest: personal('P1', 'mediation', 'P3Y'),
    answer: personal('P1', 'mediation', 'P3Y'),
    reason: personal('P1', 'mediation', 'P3Y'),
    point: personal('P1', 'mediation', 'P3Y'),
    'point.longitude': personal('P1', 'mediation', 'P3Y'),
    'point.latitude': personal('P1', 'mediation', 'P3Y'),
    summary: personal('P2', 'mediation', 'P3Y'),
    riskReason: personal('P2', 'mediation', 'P3Y'),
    measures: personal('P2', 'mediation', 'P3Y'),
    terms: personal('P2', 'mediation', 'P3Y'),
    parties: personal('P2', 'mediation', 'P3Y'),
    'parties.name': personal('P2', 'mediation', 'P3Y'),
    'parties.phone': personal('P2', 'mediation', 'P3Y'),
    'parties.consent': personal('P2', 'mediation', 'P3Y'),
    'parties.statement': personal('P2', 'mediation', 'P3Y'),
    'parties.minor': personal('P3', 'mediation', 'P3Y'),
    signatures: personal('P2', 'mediation', 'P3Y'),
    'parties.guardian': personal('P2', 'mediation', 'P3Y'),
    'parties.guardian.name': personal('P2', 'mediation', 'P3Y'),
    'parties.guardian.phone': personal('P2', 'mediation', 'P3Y'),
  },
});
