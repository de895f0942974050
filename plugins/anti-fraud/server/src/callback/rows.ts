import { pluginSchema, pluginTable, type Migration } from '@stationhouse/plugin-api';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const PLUGIN_ID = 'anti-fraud';

/** A call-back code of an alert: what whoever answers 110 or 96110 anywhere in the bureau may be told, and nothing of the person. */
@Entity('callback_code', { schema: pluginSchema(PLUGIN_ID) })
export class CallbackCodeRow {
  @PrimaryColumn('uuid') bureauId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** The alert and its station; read by the platform alone, when the alert is told. */
  @Column('uuid') alertStationId!: string;
  @Column('uuid') alertId!: string;
  /** The station and the officer as they were called when the code was issued. */
  @Column('text') stationName!: string;
  /** IANA name: in it the station's moments are told. */
  @Column('text') timeZone!: string;
  @Column('uuid') officerId!: string;
  @Column('text') officerName!: string;
  /** Ids of the roles the officer held at the station. */
  @Column('text', { array: true }) officerRoles!: string[];
  /** A keyed hash: the digits are kept nowhere. */
  @Column('text') hash!: string;
  /** The alert is an exercise's. */
  @Column('boolean') exercise!: boolean;
  @Column('timestamptz') issuedAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  /** A newer code took its place. */
  @Column('timestamptz', { nullable: true }) replacedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) usedAt!: Date | null;
  @Column('uuid', { nullable: true }) usedBy!: string | null;
  /** The command it was used by, so that a repetition of the same one is answered the same. */
  @Column('text', { nullable: true }) usedKey!: string | null;
}

/** A code that was not one. */
@Entity('callback_guess', { schema: pluginSchema(PLUGIN_ID) })
export class CallbackGuessRow {
  @PrimaryColumn('uuid') bureauId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') accountId!: string;
  @Column('timestamptz') at!: Date;
}

class CallbackCodes1795392000000 implements MigrationInterface {
  readonly name = 'CallbackCodes1795392000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE callback_code (bureau_id uuid NOT NULL, id uuid NOT NULL, alert_station_id uuid NOT NULL, alert_id uuid NOT NULL, station_name text NOT NULL, time_zone text NOT NULL, officer_id uuid NOT NULL,
         officer_name text NOT NULL, officer_roles text[] NOT NULL, hash text NOT NULL, exercise boolean NOT NULL, issued_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
         replaced_at timestamptz, used_at timestamptz, used_by uuid, used_key text, PRIMARY KEY (bureau_id, id), UNIQUE (bureau_id, hash))`,
    );
    await runner.query('CREATE UNIQUE INDEX callback_code_live ON callback_code (bureau_id, alert_id) WHERE used_at IS NULL AND replaced_at IS NULL');
    await runner.query('CREATE TABLE callback_guess (bureau_id uuid NOT NULL, id uuid NOT NULL, account_id uuid NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (bureau_id, id))');
    await runner.query('CREATE INDEX callback_guess_latest ON callback_guess (bureau_id, at DESC)');
    for (const table of ['callback_code', 'callback_guess']) for (const statement of pluginTable(PLUGIN_ID, table, 'bureau')) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE callback_code');
    await runner.query('DROP TABLE callback_guess');
  }
}

export const callbackEntities = [CallbackCodeRow, CallbackGuessRow];
export const callbackMigrations: readonly Migration[] = [CallbackCodes1795392000000];
