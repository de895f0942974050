import { ROLES, secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ways that instances took, kept beside their history, and what was noticed in how work is recorded. */
export class Conformance1700000000800 implements MigrationInterface {
  readonly name = 'Conformance1700000000800';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('What was noticed and answered cannot be undone: restore a backup instead.');
  }
}

const STATEMENTS = [
  // Both are made from the history, and made anew from it at any time: one short row in place of ten wide ones.
  `CREATE TABLE instance_way (
     station_id uuid NOT NULL, id uuid NOT NULL, states text[] NOT NULL, went text[] NOT NULL,
     PRIMARY KEY (station_id, id)
   )`,
  `COMMENT ON TABLE instance_way IS 'what instances of the station passed through, in the order they entered it, and what came next beside each; named by its hash'`,
  ...secureTable('instance_way', 'station', ['SELECT', 'INSERT']),
  `CREATE TABLE instance_path (
     station_id uuid NOT NULL, instance_id uuid NOT NULL, version integer NOT NULL, way_id uuid NOT NULL, begins integer[] NOT NULL, lasts integer[] NOT NULL, buckets smallint[] NOT NULL,
     PRIMARY KEY (station_id, instance_id)
   )`,
  `COMMENT ON TABLE instance_path IS 'the stays of an instance, place by place of its way: seconds after its start, and how long; null while it goes on'`,
  `COMMENT ON COLUMN instance_path.version IS 'of the instance, up to which its history is in here'`,
  `COMMENT ON COLUMN instance_path.buckets IS 'how long, in hundredths of a natural logarithm of seconds'`,
  ...secureTable('instance_path', 'station', ['SELECT', 'INSERT', 'UPDATE']),
  `CREATE TABLE pattern_flag (
     station_id uuid NOT NULL, id uuid NOT NULL, rule text NOT NULL, subject_id uuid, team_id uuid, occasion text NOT NULL,
     from_at timestamptz, until_at timestamptz, records uuid[] NOT NULL, facts jsonb NOT NULL,
     found_at timestamptz NOT NULL DEFAULT app.now(), expires_at timestamptz NOT NULL, version integer NOT NULL DEFAULT 1,
     answer text CHECK (answer IN ('explained', 'followedUp')), reason text, answered_by uuid, answered_key text, answered_at timestamptz,
     PRIMARY KEY (station_id, id), UNIQUE (station_id, rule, occasion), CHECK ((answer IS NULL) = (answered_at IS NULL))
   )`,
  `COMMENT ON TABLE pattern_flag IS 'a question to whoever leads: it is in nobody''s record; once it expires, only that there was one is left, to be counted'`,
  `COMMENT ON COLUMN pattern_flag.occasion IS 'names what was noticed within the rule, so that looking again notices nothing twice'`,
  `COMMENT ON COLUMN pattern_flag.facts IS 'counts, seconds and metres: nothing of what was written'`,
  `CREATE INDEX pattern_flag_expires ON pattern_flag (station_id, expires_at) WHERE subject_id IS NOT NULL`,
  ...secureTable('pattern_flag', 'station', ['SELECT', 'INSERT', 'UPDATE (subject_id, team_id, occasion, from_at, until_at, records, facts, version, answer, reason, answered_by, answered_key, answered_at)']),
  `CREATE TABLE pattern_setting (
     station_id uuid NOT NULL, rule text NOT NULL, enabled boolean NOT NULL, thresholds jsonb NOT NULL, version integer NOT NULL DEFAULT 1, changed_by uuid, changed_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (station_id, rule)
   )`,
  `COMMENT ON TABLE pattern_setting IS 'what a station set of a rule; the rule''s own defaults where there is none'`,
  ...secureTable('pattern_setting', 'station', ['SELECT', 'INSERT', 'UPDATE']),
  `CREATE VIEW fact.flag WITH (security_invoker = true) AS SELECT f.station_id, f.id, f.rule, f.answer, f.found_at FROM public.pattern_flag f`,
  `GRANT SELECT ON fact.flag TO ${ROLES.app}`,
];
