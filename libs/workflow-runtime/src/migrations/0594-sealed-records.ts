import { sealable, secureTable } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Records that nobody sees any more (治安管理处罚法 136), and who sealed them (docs/adr/0045). */
export class SealedRecords1700000000594 implements MigrationInterface {
  readonly name = 'SealedRecords1700000000594';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Sealed records would lie open: restore a backup instead.');
  }
}

const STATEMENTS = [
  ...sealable('instance'),
  ...sealable('matter'),
  `CREATE TABLE sealed_record (
     station_id uuid NOT NULL, id uuid NOT NULL, instance_id uuid, incident_id uuid, number text NOT NULL, basis text NOT NULL, reason text NOT NULL,
     sealed_by uuid NOT NULL, sealed_at timestamptz NOT NULL DEFAULT app.now(), lifted_by uuid, lifted_at timestamptz, lift_reason text,
     PRIMARY KEY (station_id, id), CHECK (num_nonnulls(instance_id, incident_id) = 1), CHECK ((lifted_at IS NULL) = (lifted_by IS NULL)), CHECK ((lifted_at IS NULL) = (lift_reason IS NULL))
   )`,
  `COMMENT ON TABLE sealed_record IS 'the covers of sealed instances and incidents: what, by whom, on which clause; rows stay'`,
  `COMMENT ON COLUMN sealed_record.number IS 'of the instance or the incident, as people call it'`,
  `CREATE UNIQUE INDEX sealed_record_open ON sealed_record (station_id, coalesce(instance_id, incident_id)) WHERE lifted_at IS NULL`,
  'CREATE INDEX sealed_record_time ON sealed_record (station_id, sealed_at DESC, id)',
  ...secureTable('sealed_record', 'station', ['SELECT', 'INSERT', 'UPDATE (lifted_by, lifted_at, lift_reason)']),
];
