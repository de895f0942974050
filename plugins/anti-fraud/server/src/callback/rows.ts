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

/** What a check of a code came to. */
export type CallbackOutcome = 'genuine' | 'unknown' | 'used' | 'expired' | 'locked';
/** How a code was read back: to a desk of the police by phone or in person, or by the person alone on the public page. */
export type CallbackWay = 'PHONE' | 'IN_PERSON' | 'PUBLIC';

/** A check of a code, whatever it came to: wrong ones are counted, and the anti-fraud centre sees how often somebody poses as an officer. */
@Entity('callback_check', { schema: pluginSchema(PLUGIN_ID) })
export class CallbackCheckRow {
  @PrimaryColumn('uuid') bureauId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('timestamptz') at!: Date;
  /** Whose wrong codes count together; null for the public page. Shown to nobody. */
  @Column('uuid', { nullable: true }) accountId!: string | null;
  @Column('text') way!: CallbackWay;
  @Column('text') outcome!: CallbackOutcome;
  /** The station where it was checked, as it was called then; null for the bureau and the public page. */
  @Column('text', { nullable: true }) checkedAt!: string | null;
  /** The station that issued the code; null for a code that nobody issued. */
  @Column('text', { nullable: true }) issuedBy!: string | null;
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
    await runner.query(
      `CREATE TABLE callback_check (bureau_id uuid NOT NULL, id uuid NOT NULL, at timestamptz NOT NULL, account_id uuid, way text NOT NULL CHECK (way IN ('PHONE', 'IN_PERSON', 'PUBLIC')),
         outcome text NOT NULL CHECK (outcome IN ('genuine', 'unknown', 'used', 'expired', 'locked')), checked_at text, issued_by text, PRIMARY KEY (bureau_id, id))`,
    );
    await runner.query('CREATE INDEX callback_check_latest ON callback_check (bureau_id, at DESC, id DESC)');
    for (const table of ['callback_code', 'callback_check']) for (const statement of pluginTable(PLUGIN_ID, table, 'bureau')) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE callback_code');
    await runner.query('DROP TABLE callback_check');
  }
}

export const callbackEntities = [CallbackCodeRow, CallbackCheckRow];
export const callbackMigrations: readonly Migration[] = [CallbackCodes1795392000000];
