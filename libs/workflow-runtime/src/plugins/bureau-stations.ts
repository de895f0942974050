import type { TenantGate } from '@stationhouse/access';
import { badInput, notFound, text, type Id } from '@stationhouse/kernel';

const MOST_CHOSEN = 1_000;

/** Every station of a bureau that works; the bureau's people see all. A closed one has no use for a plugin. */
export async function stationsOf(gate: TenantGate, bureauId: Id): Promise<Id[]> {
  return (await gate.inBureau(bureauId, (tenant) => tenant.sql<{ id: Id }>('SELECT id FROM station WHERE bureau_id = $1 AND closed_at IS NULL ORDER BY code', [bureauId]))).map(({ id }) => id);
}

/** Every station of the bureau, or those of it that are named. @throws StationhouseError BAD_INPUT, NOT_FOUND for another bureau's */
export async function chosenOf(gate: TenantGate, bureauId: Id, chosen: readonly Id[] | null | undefined): Promise<Id[]> {
  const all = await stationsOf(gate, bureauId);
  if (chosen === null || chosen === undefined) return all;
  if (chosen.length === 0 || chosen.length > MOST_CHOSEN) throw badInput('atStationIds', text(`请选择 1 至 ${MOST_CHOSEN} 个派出所。`, `Choose 1 to ${MOST_CHOSEN} stations.`));
  if (chosen.some((id) => !all.includes(id))) throw notFound(text('派出所', 'Station'));
  return [...new Set(chosen)];
}
