import { ROLES, secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where incidents happened, for maps, and the patrol plans made from them (docs/adr/0042). */
export class Places1700000000780 implements MigrationInterface {
  readonly name = 'Places1700000000780';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Patrol plans would be lost: restore a backup instead.');
  }
}

const STATEMENTS = [
  // A place, a moment and a category: nothing of it says who. A place that retention made coarse is none: many would fall together on its corners.
  `CREATE VIEW fact.place WITH (security_invoker = true) AS
     SELECT i.station_id, i.received_at, i.category, i.channel, CASE WHEN i.erased_at IS NULL THEN i.longitude END AS longitude, CASE WHEN i.erased_at IS NULL THEN i.latitude END AS latitude
       FROM public.incident i`,
  `GRANT SELECT ON fact.place TO ${ROLES.app}`,
  `CREATE TABLE patrol_plan (
     station_id uuid NOT NULL REFERENCES station (id), id uuid NOT NULL, version integer NOT NULL DEFAULT 1, starts_on date NOT NULL, note text NOT NULL, basis jsonb NOT NULL, stints jsonb NOT NULL,
     changed_by uuid NOT NULL, changed_at timestamptz NOT NULL DEFAULT app.now(), withdrawn_at timestamptz, made_by uuid NOT NULL, made_key text NOT NULL, made_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (station_id, id), UNIQUE (station_id, made_by, made_key)
   )`,
  `COMMENT ON TABLE patrol_plan IS 'where and when a station patrols in a week, as somebody decided it'`,
  `COMMENT ON COLUMN patrol_plan.basis IS 'what it was decided on: the categories and the grid of the recommendation'`,
  ...secureTable('patrol_plan', 'station', ['SELECT', 'INSERT', 'UPDATE (version, note, stints, changed_by, changed_at, withdrawn_at)']),
];
