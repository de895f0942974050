import { ROLES, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the stations of a bureau may know of each other's matters: names and moments, nothing of the data (docs/adr/0049). */
export class Matters1700000000810 implements MigrationInterface {
  readonly name = 'Matters1700000000810';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('What stations know of each other cannot be undone: restore a backup instead.');
  }
}

/** The stations `n` of the bureau of a station within the caller's reach. */
const OF_BUREAU = 'FROM station s JOIN station n ON n.bureau_id = s.bureau_id';
const IN_REACH = 's.id = of_station AND s.id = ANY (app.station_ids())';
/** Its matters `o` by a key; neither exercises nor what is sealed. */
const KNOWN = 'JOIN matter o ON o.station_id = n.id AND NOT o.exercise AND o.sealed_at IS NULL';

const STATEMENTS = [
  `GRANT SELECT ON matter TO ${ROLES.unscoped}`,
  `GRANT SELECT (station_id, id, status) ON instance TO ${ROLES.unscoped}`,
  `GRANT SELECT (station_id, instance_id, version, at, kind, event) ON history TO ${ROLES.unscoped}`,
  ...unscopedFunction(
    'matters_elsewhere(of_station uuid, of_instance uuid)',
    'TABLE (station_id uuid, instance_id uuid)',
    `SELECT DISTINCT o.station_id, o.instance_id ${OF_BUREAU} AND n.id <> s.id ${KNOWN}
       JOIN matter m ON m.station_id = s.id AND m.instance_id = of_instance AND NOT m.exercise AND m.key = o.key AND m.workflow = o.workflow
       JOIN instance i ON i.station_id = o.station_id AND i.id = o.instance_id AND i.status = 'running'
      WHERE ${IN_REACH}`,
  ),
  ...unscopedFunction(
    'matters_of_value(of_station uuid, of_key text)',
    'TABLE (station_id uuid, instance_id uuid, workflow text, began_at timestamptz, running boolean)',
    `SELECT o.station_id, o.instance_id, o.workflow, o.began_at, i.status = 'running' ${OF_BUREAU} ${KNOWN} AND o.key = of_key
       JOIN instance i ON i.station_id = o.station_id AND i.id = o.instance_id
      WHERE ${IN_REACH} ORDER BY o.began_at DESC, o.instance_id LIMIT 500`,
  ),
  // What was taken back did not happen.
  ...unscopedFunction(
    'matter_events(of_station uuid, of_key text, since timestamptz)',
    'TABLE (station_id uuid, instance_id uuid, workflow text, event text, at timestamptz)',
    `SELECT o.station_id, o.instance_id, o.workflow, CASE h.kind WHEN 'event' THEN h.event->>'name' ELSE split_part(h.event->>'task', '#', 2) || '.' || (h.event->>'outcome') END, h.at
       ${OF_BUREAU} ${KNOWN} AND o.key = of_key
       JOIN history h ON h.station_id = o.station_id AND h.instance_id = o.instance_id AND h.kind IN ('event', 'complete-task') AND h.at >= since
      WHERE ${IN_REACH} AND NOT EXISTS (SELECT FROM history r WHERE r.station_id = h.station_id AND r.instance_id = h.instance_id AND r.version = h.version + 1 AND r.kind = 'recall-task')
      ORDER BY h.at DESC, o.instance_id, h.version DESC LIMIT 1000`,
  ),
];
