import { pluginSchema, pluginTable, type Migration } from '@stationhouse/plugin-api';
import type { PlannedKind } from '@stationhouse/scenic-drills-common';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import type { Script } from './packs/pack.js';

const PLUGIN_ID = 'scenic-drills';

/** Degrees, WGS-84. */
export interface Position {
  readonly longitude: number;
  readonly latitude: number;
}

export interface Gate extends Partial<Position> {
  readonly name: string;
  /** The unit outside the police network that keeps it: see `outsideUnits`. */
  readonly unit?: string | undefined;
}

export interface Danger extends Partial<Position> {
  readonly name: string;
  readonly kind: 'height' | 'water' | 'road' | 'crowd' | 'other';
}

/** A scenic site in a station's area. Of persons it holds the operator's contact alone (P1). */
@Entity('drill_site', { schema: pluginSchema(PLUGIN_ID) })
export class SiteRow {
  @PrimaryColumn('uuid') stationId!: string;
  @PrimaryColumn('uuid') id!: string;
  /** Grows with every change. */
  @Column('integer') version!: number;
  @Column('text') name!: string;
  /** As 5A; null where it has none. */
  @Column('text', { nullable: true }) grade!: string | null;
  /** Corners of its outline in their order; empty where nobody drew it. */
  @Column('jsonb') area!: readonly Position[];
  @Column('jsonb') gates!: readonly Gate[];
  /** Edges of water, each a line. */
  @Column('jsonb') waters!: readonly { readonly name: string; readonly line: readonly Position[] }[];
  @Column('jsonb') dangers!: readonly Danger[];
  @Column('text', { nullable: true }) broadcast!: string | null;
  @Column('text', { nullable: true }) visitorCentre!: string | null;
  /** Visitors a day. */
  @Column('integer', { nullable: true }) capacity!: number | null;
  @Column('text', { nullable: true }) operatorContact!: string | null;
  @Column('text', { nullable: true }) operatorPhone!: string | null;
  @Column('uuid', { nullable: true }) operatorUnit!: string | null;
  /** The command that added it: a repetition of the same one adds nothing. */
  @Column('text') madeKey!: string;
}

/** What the plugin keeps of a drill beside its instance: the script, which no form could hold. */
@Entity('drill', { schema: pluginSchema(PLUGIN_ID) })
export class DrillRow {
  @PrimaryColumn('uuid') stationId!: string;
  @PrimaryColumn('uuid') instanceId!: string;
  @Column('uuid') siteId!: string;
  @Column('text') kind!: string;
  @Column('jsonb') script!: Script;
  /** The drill it repeats. */
  @Column('uuid', { nullable: true }) repeats!: string | null;
}

/** The drills that a site holds in a year. */
@Entity('drill_year', { schema: pluginSchema(PLUGIN_ID) })
export class YearRow {
  @PrimaryColumn('uuid') stationId!: string;
  @PrimaryColumn('uuid') siteId!: string;
  @PrimaryColumn('integer') year!: number;
  @Column('integer') version!: number;
  @Column('jsonb') entries!: readonly PlannedKind[];
}

class Drills1795478400064 implements MigrationInterface {
  readonly name = 'Drills1795478400064';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE drill_site (station_id uuid NOT NULL, id uuid NOT NULL, version integer NOT NULL, name text NOT NULL, grade text CHECK (grade ~ '^[1-5]A$'), area jsonb NOT NULL, gates jsonb NOT NULL,
         waters jsonb NOT NULL, dangers jsonb NOT NULL, broadcast text, visitor_centre text, capacity integer CHECK (capacity > 0), operator_contact text, operator_phone text, operator_unit uuid, made_key text NOT NULL,
         PRIMARY KEY (station_id, id), UNIQUE (station_id, name), UNIQUE (station_id, made_key))`,
    );
    await runner.query(
      `CREATE TABLE drill (station_id uuid NOT NULL, instance_id uuid NOT NULL, site_id uuid NOT NULL, kind text NOT NULL, script jsonb NOT NULL, repeats uuid,
         PRIMARY KEY (station_id, instance_id), FOREIGN KEY (station_id, site_id) REFERENCES drill_site)`,
    );
    await runner.query('CREATE INDEX drill_of_site ON drill (station_id, site_id, instance_id DESC)');
    await runner.query(
      `CREATE TABLE drill_year (station_id uuid NOT NULL, site_id uuid NOT NULL, year integer NOT NULL, version integer NOT NULL, entries jsonb NOT NULL,
         PRIMARY KEY (station_id, site_id, year), FOREIGN KEY (station_id, site_id) REFERENCES drill_site ON DELETE CASCADE)`,
    );
    for (const table of ['drill_site', 'drill', 'drill_year']) for (const statement of pluginTable(PLUGIN_ID, table, 'station')) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['drill_year', 'drill', 'drill_site']) await runner.query(`DROP TABLE ${table}`);
  }
}

export const drillEntities = [SiteRow, DrillRow, YearRow];
export const drillMigrations: readonly Migration[] = [Drills1795478400064];
