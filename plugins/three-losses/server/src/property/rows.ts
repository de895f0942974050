import { pluginSchema, pluginTable, type Migration } from '@stationhouse/plugin-api';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const PLUGIN_ID = 'three-losses';

/** What somebody said of something lost and something found: whether they are one. Ids alone; nothing personal. */
@Entity('property_match', { schema: pluginSchema(PLUGIN_ID) })
export class PropertyMatchRow {
  @PrimaryColumn('uuid') stationId!: string;
  /** Instances of lost-property and found-property. */
  @PrimaryColumn('uuid') lostId!: string;
  @PrimaryColumn('uuid') foundId!: string;
  @Column('boolean') same!: boolean;
  @Column('uuid') decidedBy!: string;
  @Column('timestamptz') decidedAt!: Date;
  /** The command it was said by: a repetition of the same one says nothing more. */
  @Column('text') saidKey!: string;
}

class PropertyMatches1795910400885 implements MigrationInterface {
  readonly name = 'PropertyMatches1795910400885';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE property_match (station_id uuid NOT NULL, lost_id uuid NOT NULL, found_id uuid NOT NULL, same boolean NOT NULL, decided_by uuid NOT NULL, decided_at timestamptz NOT NULL,
         said_key text NOT NULL, PRIMARY KEY (station_id, lost_id, found_id))`,
    );
    await runner.query('CREATE INDEX property_match_found ON property_match (station_id, found_id)');
    for (const statement of pluginTable(PLUGIN_ID, 'property_match', 'station')) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE property_match');
  }
}

export const matchEntities = [PropertyMatchRow];
export const matchMigrations: readonly Migration[] = [PropertyMatches1795910400885];
