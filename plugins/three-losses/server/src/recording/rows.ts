import { pluginSchema, pluginTable, type Migration } from '@stationhouse/plugin-api';
import type { Fix } from '@stationhouse/three-losses-common/search';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const PLUGIN_ID = 'three-losses';

/** Some fixes of a track that a phone records, as they came: never changed, so that nothing waits for anything, and a batch that comes twice is one. */
@Entity('search_positions', { schema: pluginSchema(PLUGIN_ID) })
export class PositionsRow {
  @PrimaryColumn('uuid') stationId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') instanceId!: string;
  @Column('uuid') trackId!: string;
  @Column('jsonb') fixes!: readonly Fix[];
  /** Positions that were too inexact to keep. */
  @Column('integer') leftOut!: number;
  @Column('text') madeKey!: string;
}

class SearchPositions1795478400660 implements MigrationInterface {
  readonly name = 'SearchPositions1795478400660';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE search_positions (station_id uuid NOT NULL, id uuid NOT NULL, instance_id uuid NOT NULL, track_id uuid NOT NULL, fixes jsonb NOT NULL, left_out integer NOT NULL, made_key text NOT NULL,
         PRIMARY KEY (station_id, id), UNIQUE (station_id, made_key))`,
    );
    await runner.query('CREATE INDEX search_positions_of ON search_positions (station_id, instance_id, track_id)');
    for (const statement of pluginTable(PLUGIN_ID, 'search_positions', 'station', ['SELECT', 'INSERT', 'DELETE'])) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE search_positions');
  }
}

export const recordingEntities = [PositionsRow];
export const recordingMigrations: readonly Migration[] = [SearchPositions1795478400660];
/** Where searchers went says where somebody was looked for: it goes with where they were last seen. */
export const recordingKeptWith = { search_positions: 'point' } as const;
