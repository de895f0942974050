import { pluginSchema, pluginTable, type Migration } from '@stationhouse/plugin-api';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const PLUGIN_ID = 'anti-fraud';

/** A bank's branch in a station's area: where people go to pay. Nothing of it is personal. */
@Entity('branch', { schema: pluginSchema(PLUGIN_ID) })
export class BranchRow {
  @PrimaryColumn('uuid') stationId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** Grows with every change. */
  @Column('integer') version!: number;
  @Column('text') bank!: string;
  @Column('text') name!: string;
  @Column('text') address!: string;
  @Column('text', { nullable: true }) phone!: string | null;
  /** Degrees, WGS-84; both or neither. */
  @Column('double precision', { nullable: true }) longitude!: number | null;
  @Column('double precision', { nullable: true }) latitude!: number | null;
  /** The command that added it: a repetition of the same one adds nothing. */
  @Column('text') madeKey!: string;
}

class Branches1795392000850 implements MigrationInterface {
  readonly name = 'Branches1795392000850';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE branch (station_id uuid NOT NULL, id uuid NOT NULL, version integer NOT NULL, bank text NOT NULL, name text NOT NULL, address text NOT NULL, phone text,
         longitude double precision CHECK (longitude BETWEEN -180 AND 180), latitude double precision CHECK (latitude BETWEEN -90 AND 90), made_key text NOT NULL,
         PRIMARY KEY (station_id, id), UNIQUE (station_id, bank, name), UNIQUE (station_id, made_key), CHECK ((longitude IS NULL) = (latitude IS NULL)))`,
    );
    for (const statement of pluginTable(PLUGIN_ID, 'branch', 'station')) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE branch');
  }
}

export const branchEntities = [BranchRow];
export const branchMigrations: readonly Migration[] = [Branches1795392000850];
