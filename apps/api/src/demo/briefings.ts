import { BriefingSourcesOfHouse, composeScheduled } from '@stationhouse/analytics';
import type { Database } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';

/** The first weekly briefing of each station, as the schedule would compose it; safe to call again. */
export async function composeBriefings(database: Database, sources: BriefingSourcesOfHouse, bureauId: Id): Promise<void> {
  const stations = await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => tenant.sql<{ id: Id }>('SELECT id FROM station WHERE bureau_id = $1 ORDER BY code', [bureauId]));
  for (const { id } of stations) await database.inTenant({ stationIds: [id], bureauIds: [] }, (tenant) => composeScheduled(tenant, sources, id));
}
