import type { Database } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { SharesAnswering } from '@stationhouse/workflow-runtime';
import type { Deed } from './deeds.js';

interface Answering {
  /** The station that answers, and who is on duty there. */
  readonly stationId: Id;
  readonly accountId: Id;
  /** The search it was asked for. */
  readonly instanceId: Id;
  readonly deed: Extract<Deed, { readonly do: 'neighbour' }>;
  readonly idempotencyKey: string;
}

/** A neighbouring station answers what it was asked, as it does from its own page. @throws Error where it was not asked */
export async function answerAsNeighbour({ database, neighbours }: { readonly database: Database; readonly neighbours: Pick<SharesAnswering, 'answer'> }, answering: Answering): Promise<void> {
  const { stationId, accountId, instanceId, deed: { answer, place, words }, idempotencyKey } = answering;
  await database.inTenant({ stationIds: [stationId], bureauIds: [], accountId }, async (tenant) => {
    const [request] = await tenant.sql<{ id: Id }>(`SELECT id FROM share_request WHERE station_id = $1 AND instance_id = $2 AND direction = 'in'`, [stationId, instanceId]);
    if (request === undefined) throw new Error(`The demo's station ${stationId} was not asked to help with ${instanceId}.`);
    await neighbours.answer(tenant, stationId, accountId, { requestId: request.id, answer, place, words, idempotencyKey });
  });
}
