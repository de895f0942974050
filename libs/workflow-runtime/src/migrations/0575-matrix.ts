import { ROLES, secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the bureau's overview counts by – how far stations deviate, how long conflicts wait, what is overdue –, and campaigns. */
export class Matrix1700000000575 implements MigrationInterface {
  readonly name = 'Matrix1700000000575';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...COUNTS, ...CAMPAIGNS]) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('What stations hold cannot be undone: restore a backup instead.');
  }
}

const COUNTS = [
  `ALTER TABLE station_version ADD COLUMN changes integer NOT NULL DEFAULT 0`,
  `COMMENT ON COLUMN station_version.changes IS 'places in which the station''s own overlay changes what its bureau gives it'`,
  'ALTER TABLE overlay ADD COLUMN conflicts_since timestamptz',
  `COMMENT ON COLUMN overlay.conflicts_since IS 'since when something waits for a decision; null while nothing does'`,
  'CREATE INDEX overlay_waiting ON overlay (scope_id) WHERE conflicts IS NOT NULL',
  // The share of tasks that were late, from the index alone: months of a thousand stations are never read row by row.
  `CREATE INDEX task_punctual ON task (station_id, due_at) INCLUDE (completed_at, instance_id) WHERE NOT exercise AND status <> 'CANCELLED' AND due_at IS NOT NULL`,
];

const CAMPAIGNS = [
  `CREATE TABLE campaign (
     bureau_id uuid NOT NULL, id uuid NOT NULL, workflow text NOT NULL, revision integer NOT NULL, because text NOT NULL, effective_on date,
     paused boolean NOT NULL DEFAULT false, withdrawn_at timestamptz, started_by uuid NOT NULL, started_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (bureau_id, id)
   )`,
  `COMMENT ON TABLE campaign IS 'a revision of the bureau''s overlay on its way to chosen stations (docs/adr/0027)'`,
  `COMMENT ON COLUMN campaign.effective_on IS 'from the beginning of which day of the station''s; at once when null'`,
  ...secureTable('campaign', 'bureau', ['SELECT', 'INSERT', 'UPDATE (paused, withdrawn_at)']),
  `CREATE POLICY readable ON campaign FOR SELECT USING (bureau_id IN (SELECT s.bureau_id FROM station s WHERE s.id = ANY ((SELECT app.station_ids())::uuid[])))`,
  `CREATE TABLE campaign_station (
     station_id uuid NOT NULL, campaign_id uuid NOT NULL, bureau_id uuid NOT NULL, carried_at timestamptz, before integer, taken_back_at timestamptz,
     PRIMARY KEY (station_id, campaign_id)
   )`,
  `COMMENT ON COLUMN campaign_station.before IS 'the revision the station held before; null where that was the bureau''s standing one'`,
  'CREATE INDEX campaign_station_campaign ON campaign_station (campaign_id)',
  ...secureTable('campaign_station', 'station', ['SELECT', 'INSERT', 'UPDATE (carried_at, before, taken_back_at)']),
  `CREATE TABLE bureau_adoption (
     station_id uuid NOT NULL, workflow text NOT NULL, revision integer NOT NULL,
     PRIMARY KEY (station_id, workflow)
   )`,
  `COMMENT ON TABLE bureau_adoption IS 'which revision of the bureau''s overlay holds at a station, where it is not the standing one'`,
  ...secureTable('bureau_adoption', 'station'),
  // A station that goes back to what its bureau gives everybody has no version of its own any more.
  `GRANT DELETE ON station_version TO ${ROLES.app}`,
];
