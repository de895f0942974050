import { currentRequest, type TenantGate } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { readMetrics } from '../permissions.js';

/** Runs `work` where the caller reaches its bureau, and the stations whose figures it reads: what is shared with one of those is shared with it. */
export function inReach<Result>(gate: TenantGate, bureauId: Id, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
  const stationIds = currentRequest().abilities.stationIds().filter((stationId) => gate.may(readMetrics.id, { stationId }));
  return gate.inScope({ stationIds, bureauIds: [bureauId] }, work);
}
