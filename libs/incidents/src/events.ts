import type { Tenant } from '@stationhouse/database';
import { text, type Id } from '@stationhouse/kernel';
import { defineEvent, type EventPublisher, type PluginEventType } from '@stationhouse/workflow-runtime';
import type { IncidentRecord } from './register/incident.js';
import { CATEGORIES } from './register/vocabulary.js';

/** Data of {@link incidentClassified}. */
export type IncidentClassified = {
  readonly incidentId: Id;
  readonly category: string;
};

/** The house tells plugins what a live incident is about: when it is taken down, and when its category is corrected. Imported ones are history. */
export const incidentClassified = defineEvent<IncidentClassified>({
  type: 'incident.classified',
  version: 1,
  title: text('警情定类', 'An incident was classified'),
  data: {
    type: 'object',
    required: ['incidentId', 'category'],
    properties: {
      incidentId: { type: 'string', format: 'uuid' },
      category: { type: 'string', enum: CATEGORIES.map(({ code }) => code) },
    },
  },
});

/** What the register publishes. */
export const incidentEvents: readonly PluginEventType[] = [incidentClassified];

/** Says what an incident is about as of one of its versions; said again, it is the same event. For the caller's transaction. */
export async function publishCategory(publisher: EventPublisher, tenant: Tenant, { stationId, id, version, categoryCode }: Pick<IncidentRecord, 'stationId' | 'id' | 'version' | 'categoryCode'>): Promise<void> {
  await publisher.publish(tenant, stationId, { event: incidentClassified, data: { incidentId: id, category: categoryCode }, origin: `incident:${id}:${version}`, incidentId: id });
}
