import { ROLES, secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was erased of instances whose time was over, and what is kept on somebody's word. */
export class Retention1700000000558 implements MigrationInterface {
  readonly name = 'Retention1700000000558';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('What was erased is gone: restore a backup instead.');
  }
}

/** An instance on hold is erased by nobody, whatever a program thinks. */
const HELD = `
CREATE FUNCTION app.refuse_held() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog AS $held$
BEGIN
  IF EXISTS (SELECT FROM legal_hold h WHERE h.station_id = NEW.station_id AND h.instance_id = NEW.instance_id AND h.lifted_at IS NULL) THEN
    RAISE EXCEPTION 'The instance is on legal hold: nothing of it is erased.' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $held$`;

const STATEMENTS = [
  `CREATE TABLE legal_hold (
     station_id uuid NOT NULL, id uuid NOT NULL, instance_id uuid, incident_id uuid, number text NOT NULL, reason text NOT NULL, review_at timestamptz NOT NULL,
     placed_by uuid NOT NULL, placed_at timestamptz NOT NULL DEFAULT app.now(), lifted_by uuid, lifted_at timestamptz, lift_reason text, warned_for timestamptz,
     PRIMARY KEY (station_id, id), CHECK (num_nonnulls(instance_id, incident_id) = 1), CHECK ((lifted_at IS NULL) = (lifted_by IS NULL)), CHECK ((lifted_at IS NULL) = (lift_reason IS NULL))
   )`,
  `COMMENT ON TABLE legal_hold IS 'instances and incidents of which nothing is erased until somebody lifts it; rows stay'`,
  `COMMENT ON COLUMN legal_hold.number IS 'of the instance or the incident, as people call it'`,
  `COMMENT ON COLUMN legal_hold.warned_for IS 'the review date whose passing somebody was told of'`,
  'CREATE UNIQUE INDEX legal_hold_open ON legal_hold (station_id, instance_id) WHERE lifted_at IS NULL',
  'CREATE UNIQUE INDEX legal_hold_open_incident ON legal_hold (station_id, incident_id) WHERE lifted_at IS NULL AND incident_id IS NOT NULL',
  ...secureTable('legal_hold', 'station', ['SELECT', 'INSERT', 'UPDATE (reason, review_at, lifted_by, lifted_at, lift_reason, warned_for)']),
  `CREATE TABLE erasure (
     station_id uuid NOT NULL, instance_id uuid NOT NULL, field text NOT NULL, workflow text NOT NULL, keep text NOT NULL, ended_at timestamptz NOT NULL, erased_at timestamptz NOT NULL, count integer NOT NULL,
     PRIMARY KEY (station_id, instance_id, field)
   )`,
  `COMMENT ON TABLE erasure IS 'what was erased of an instance, by which rule: a field of its data, or "*" for everything personal beside them'`,
  `COMMENT ON COLUMN erasure.count IS 'values that were removed: data, answers, events, copies for automations, files'`,
  'CREATE INDEX erasure_time ON erasure (station_id, erased_at DESC, instance_id)',
  ...secureTable('erasure', 'station', ['SELECT', 'INSERT']),
  // Over columns that nothing but closing changes.
  `CREATE INDEX instance_closed ON instance (station_id, workflow, closed_at, id) WHERE status = 'closed'`,
  HELD,
  'CREATE TRIGGER refuse_held BEFORE UPDATE ON history FOR EACH ROW EXECUTE FUNCTION app.refuse_held()',
  'CREATE TRIGGER refuse_held BEFORE INSERT ON erasure FOR EACH ROW EXECUTE FUNCTION app.refuse_held()',
  // Otherwise the history is written once and never changed.
  `GRANT UPDATE (event, effects) ON history TO ${ROLES.app}`,
  `GRANT UPDATE (name, purpose) ON attachment TO ${ROLES.app}`,
  `GRANT UPDATE (reason) ON instance_series TO ${ROLES.app}`,
  `GRANT UPDATE (reason) ON referral TO ${ROLES.app}`,
];
