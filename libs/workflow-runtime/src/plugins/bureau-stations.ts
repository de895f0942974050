import type { TenantGate } from '@stationhouse/access';
import type { Id } from '@stationhouse/kernel';

/** Every station of a bureau the caller sees; the bureau's people see all. */
export async function stationsOf(gate: TenantGate, bureauId: Id): Promise<Id[]> {
  return (await gate.inBureau(bureauId, (tenant) => tenant.sql<{ id: Id }>('SELECT id FROM station WHERE bureau_id = $1 ORDER BY code', [bureauId]))).map(({ id }) => id);
}
