import { ROLES, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { BY_KEYS } from './apply-batch.js';

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

/** A station within the caller's reach. */
const IN_REACH = 's.id = of_station AND s.id = ANY (app.station_ids())';
/** What is of one matter `o` anywhere in the bureau of the station `here`, by its key; neither exercises nor what is sealed. Behind fences, so that the key alone leads there, however many stations and matters there are. */
const known = (key: string) => `CROSS JOIN LATERAL (SELECT m.* FROM matter m WHERE m.key = ${key} AND NOT m.exercise AND m.sealed_at IS NULL OFFSET 0) o
       JOIN station n ON n.id = o.station_id AND n.bureau_id = here.bureau_id`;
const HERE = `(SELECT s.id, s.bureau_id FROM station s WHERE ${IN_REACH} OFFSET 0) here`;

/** A plan is kept for as long as a connection is: what it was made on may have been nearly empty. */
const BY_KEY = ['sql', BY_KEYS] as const;

const STATEMENTS = [
  `GRANT SELECT ON matter TO ${ROLES.unscoped}`,
  `GRANT SELECT (station_id, id, status) ON instance TO ${ROLES.unscoped}`,
  `GRANT SELECT (station_id, instance_id, version, at, kind, event) ON history TO ${ROLES.unscoped}`,
  ...unscopedFunction(
    'matters_elsewhere(of_station uuid, of_instance uuid)',
    'TABLE (station_id uuid, instance_id uuid)',
    `SELECT DISTINCT o.station_id, o.instance_id
       FROM (SELECT s.id, s.bureau_id, m.key, m.workflow FROM station s JOIN matter m ON m.station_id = s.id AND m.instance_id = of_instance AND NOT m.exercise WHERE ${IN_REACH} OFFSET 0) here
       ${known('here.key')} AND n.id <> here.id AND o.workflow = here.workflow
       JOIN instance i ON i.station_id = o.station_id AND i.id = o.instance_id AND i.status = 'running'`,
    ...BY_KEY,
  ),
  ...unscopedFunction(
    'matters_of_value(of_station uuid, of_key text)',
    'TABLE (station_id uuid, instance_id uuid, workflow text, began_at timestamptz, running boolean)',
    `SELECT o.station_id, o.instance_id, o.workflow, o.began_at, i.status = 'running' FROM ${HERE} ${known('of_key')}
       JOIN instance i ON i.station_id = o.station_id AND i.id = o.instance_id ORDER BY o.began_at DESC, o.instance_id LIMIT 500`,
    ...BY_KEY,
  ),
  // What was taken back did not happen.
  ...unscopedFunction(
    'matter_events(of_station uuid, of_key text, since timestamptz)',
    'TABLE (station_id uuid, instance_id uuid, workflow text, event text, at timestamptz)',
    `SELECT o.station_id, o.instance_id, o.workflow, CASE h.kind WHEN 'event' THEN h.event->>'name' ELSE split_part(h.event->>'task', '#', 2) || '.' || (h.event->>'outcome') END, h.at
       FROM ${HERE} ${known('of_key')}
       JOIN history h ON h.station_id = o.station_id AND h.instance_id = o.instance_id AND h.kind IN ('event', 'complete-task') AND h.at >= since
      WHERE NOT EXISTS (SELECT FROM history r WHERE r.station_id = h.station_id AND r.instance_id = h.instance_id AND r.version = h.version + 1 AND r.kind = 'recall-task')
      ORDER BY h.at DESC, o.instance_id, h.version DESC LIMIT 1000`,
    ...BY_KEY,
  ),
];
