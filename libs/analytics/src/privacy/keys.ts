import { createHmac, randomBytes } from 'node:crypto';
import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { STEP } from './rounding.js';

/**
 * The offsets by which cells are rounded: of every cell one, from a key of its station that is made when it is first needed and never changes.
 * Another key would round anew, and the mean of many roundings is the count.
 */
export class CellOffsets {
  private constructor(
    private readonly metric: string,
    private readonly keys: ReadonlyMap<Id, Buffer>,
  ) {}

  static async of(tenant: Tenant, metric: string, stationIds: readonly Id[]): Promise<CellOffsets> {
    const ids = [...stationIds];
    const read = () => tenant.sql<{ id: Id; key: Buffer }>('SELECT station_id AS id, key FROM figure_key WHERE station_id = ANY ($1)', [ids]);
    let rows = await read();
    if (rows.length < new Set(ids).size) {
      await tenant.sql('INSERT INTO figure_key (station_id, key) SELECT * FROM unnest($1::uuid[], $2::bytea[]) ON CONFLICT DO NOTHING', [ids, ids.map(() => randomBytes(32))]);
      rows = await read();
    }
    return new CellOffsets(metric, new Map(rows.map(({ id, key }) => [id, key])));
  }

  /** 0 … 4 of the cell of a station. @param cell what tells it from the other cells of the metric */
  of(stationId: Id, cell: readonly (string | null)[]): number {
    const key = this.keys.get(stationId);
    if (key === undefined) throw new Error(`No key of station ${stationId}.`);
    // 48 bits: the five remainders are equally likely but for one part in 10¹³.
    return createHmac('sha256', key).update(JSON.stringify([this.metric, ...cell])).digest().readUIntBE(0, 6) % STEP;
  }
}
