import { ROLES } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The life of a station: what is known of it and since when, and who works the records of one that is closed (docs/adr/0031). */
export class Succession1700000000262 implements MigrationInterface {
  readonly name = 'Succession1700000000262';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Closed stations cannot be reopened: restore a backup instead.');
  }
}

/** The successors of the stations in scope: who works at the predecessor's records reads who else does. */
const SUCCESSORS = '(SELECT s.successor_id FROM station s WHERE s.successor_id IS NOT NULL AND s.id = ANY ((SELECT app.station_ids())::uuid[]))';

const STATEMENTS = [
  `ALTER TABLE station
     ADD COLUMN version integer NOT NULL DEFAULT 1, ADD COLUMN population_as_of date, ADD COLUMN address text, ADD COLUMN phone text,
     ADD COLUMN former_codes text[] NOT NULL DEFAULT '{}', ADD COLUMN closed_at timestamptz, ADD COLUMN successor_id uuid,
     ADD FOREIGN KEY (bureau_id, successor_id) REFERENCES station, ADD CHECK (successor_id IS NULL OR (closed_at IS NOT NULL AND successor_id <> id))`,
  `COMMENT ON COLUMN station.successor_id IS 'whose people work its records now: itself open, or closed with no successor; a later merger moves it on'`,
  `COMMENT ON COLUMN station.former_codes IS 'codes that stand in numbers it gave: no other station of the bureau gets one of them'`,
  'CREATE INDEX station_successor ON station (successor_id) WHERE successor_id IS NOT NULL',
  // A station that somebody closed stays closed, and belongs to its successors alone: nothing reopens it, nothing takes its successor away.
  `CREATE FUNCTION app.keep_closed() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF OLD.closed_at IS NOT NULL AND (NEW.closed_at IS DISTINCT FROM OLD.closed_at OR (OLD.successor_id IS NULL) <> (NEW.successor_id IS NULL)) THEN
       RAISE EXCEPTION 'a closed station is not reopened';
     END IF;
     RETURN NEW;
   END $$`,
  'CREATE TRIGGER kept BEFORE UPDATE ON station FOR EACH ROW EXECUTE FUNCTION app.keep_closed()',
  `CREATE POLICY successor ON membership FOR SELECT USING (station_id IN ${SUCCESSORS})`,
  `CREATE POLICY successor ON shift FOR SELECT USING (station_id IN ${SUCCESSORS})`,
  `CREATE POLICY successor ON shift_officer FOR SELECT USING (station_id IN ${SUCCESSORS})`,
  `CREATE VIEW serving WITH (security_invoker = true) AS
     SELECT m.station_id, m.bureau_id, m.id, m.account_id, m.role, m.team_id, m.post_id, NULL::uuid AS succeeding FROM membership m WHERE m.ended_at IS NULL
     UNION ALL
     SELECT s.id, m.bureau_id, m.id, m.account_id, m.role, NULL, NULL, m.station_id
       FROM station s JOIN membership m ON m.station_id = s.successor_id JOIN account a ON a.bureau_id = m.bureau_id AND a.id = m.account_id
      WHERE m.ended_at IS NULL AND a.surface = 'internal'`,
  `COMMENT ON VIEW serving IS 'who holds a role at a station now: its own people and, where it is closed, the officers of its successor ("succeeding")'`,
  `GRANT SELECT ON serving TO ${ROLES.app}, ${ROLES.unscoped}`,
];
