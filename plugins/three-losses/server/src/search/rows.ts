import { pluginSchema, pluginTable, type Migration } from '@stationhouse/plugin-api';
import type { LostPersonKind, Position, SearchMethod, Surroundings, Terrain, Visibility, Weight } from '@stationhouse/three-losses-common/search';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const PLUGIN_ID = 'three-losses';
const schema = pluginSchema(PLUGIN_ID);

/** Who said something, and when. */
export interface Said {
  readonly byId: string;
  readonly byName: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Who searches a segment: an account of the station, a linked unit, or a team called by a name. */
export interface Assignee {
  readonly kind: 'account' | 'unit' | 'team';
  /** Of the account or the unit; null for a team. */
  readonly id: string | null;
  readonly name: string;
}

/** What the prior of a search is reckoned by, where somebody said otherwise than the data do. */
@Entity('search_basis', { schema })
export class BasisRow {
  @PrimaryColumn('uuid') stationId!: string;
  @PrimaryColumn('uuid') instanceId!: string;
  @Column('integer') version!: number;
  /** Whose statistics hold; null: as the data of the instance say. */
  @Column('text', { nullable: true }) kind!: LostPersonKind | null;
  @Column('text') surroundings!: Surroundings;
  /** Share that is by vehicle or in somebody's house; null: the default. */
  @Column('double precision', { nullable: true }) elsewhere!: number | null;
  @Column('text') reason!: string;
  @Column('jsonb') said!: Said;
}

/** A part of the ground that one team searches in one go. */
@Entity('search_segment', { schema })
export class SegmentRow {
  @PrimaryColumn('uuid') stationId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') instanceId!: string;
  /** Grows with every change. */
  @Column('integer') version!: number;
  /** Its place in the order in which segments are shown. */
  @Column('integer') position!: number;
  @Column('text') name!: string;
  /** Closed, counter-clockwise, WGS-84, as in a GeoJSON Polygon. */
  @Column('jsonb') outline!: readonly Position[];
  @Column('text') terrain!: Terrain;
  @Column('jsonb', { nullable: true }) weight!: (Weight & Said) | null;
  @Column('jsonb', { nullable: true }) danger!: ({ readonly factor: number; readonly reason: string } & Said) | null;
  @Column('jsonb', { nullable: true }) assignee!: (Assignee & Said) | null;
  @Column('jsonb') drawn!: Said;
  /** Removed segments stay on record and count for nothing. */
  @Column('jsonb', { nullable: true }) removed!: Said | null;
  /** The moments of both, and the share of it that its passes have covered, for figures. */
  @Column('timestamptz') drawnAt!: Date;
  @Column('timestamptz', { nullable: true }) removedAt!: Date | null;
  @Column('double precision') covered!: number;
  /** The command that drew it: a repetition of the same one draws nothing. */
  @Column('text') madeKey!: string;
}

/** One pass through one segment. Never changed, never deleted: withdrawn with a reason. */
@Entity('search_pass', { schema })
export class PassRow {
  @PrimaryColumn('uuid') stationId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') instanceId!: string;
  @Column('uuid') segmentId!: string;
  @Column('text') method!: SearchMethod;
  /** Who searched, as whoever recorded it calls them. */
  @Column('text') team!: string;
  @Column('integer') searchers!: number;
  @Column('timestamptz') fromAt!: Date;
  @Column('timestamptz') toAt!: Date;
  @Column('text', { nullable: true }) visibility!: Visibility | null;
  @Column('boolean') night!: boolean;
  /** Range of detection that was measured on the spot, metres, and by whom. */
  @Column('double precision', { nullable: true }) rangeM!: number | null;
  @Column('text', { nullable: true }) rangeBy!: string | null;
  @Column('double precision', { nullable: true }) speedMs!: number | null;
  /** Of the segment, as somebody judged; 0 to 1. */
  @Column('double precision', { nullable: true }) share!: number | null;
  @Column('uuid', { array: true }) trackIds!: string[];
  @Column('text', { nullable: true }) note!: string | null;
  @Column('jsonb') recorded!: Said;
  @Column('jsonb', { nullable: true }) withdrawn!: (Said & { readonly reason: string }) | null;
  @Column('text') madeKey!: string;
}

/** What a device wrote down on the way, made simpler where it had to be. */
@Entity('search_track', { schema })
export class TrackRow {
  @PrimaryColumn('uuid') stationId!: string;
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid') instanceId!: string;
  @Column('text') name!: string;
  /** Who carried it. */
  @Column('text', { nullable: true }) team!: string | null;
  /** `phone`: recorded on the way, and kept fix by fix apart from this row. */
  @Column('text') format!: 'gpx' | 'geojson' | 'phone';
  /** What the sender declared; kept are WGS-84. */
  @Column('text') coordinateSystem!: string;
  @Column('integer') pointsRead!: number;
  @Column('integer') pointsKept!: number;
  /** Points without a place that could be read. */
  @Column('integer') unreadable!: number;
  /** The line stays within so many metres of what was read; null where every point was kept. */
  @Column('double precision', { nullable: true }) simplifiedToM!: number | null;
  /** Stretch by stretch, each point as `[longitude, latitude]`, with its moment in milliseconds since 1970 where there is one. */
  @Column('jsonb') lines!: readonly (readonly (readonly number[])[])[];
  @Column('double precision') lengthM!: number;
  @Column('timestamptz', { nullable: true }) fromAt!: Date | null;
  @Column('timestamptz', { nullable: true }) toAt!: Date | null;
  @Column('jsonb') added!: Said;
  @Column('jsonb', { nullable: true }) withdrawn!: (Said & { readonly reason: string }) | null;
  @Column('text') madeKey!: string;
}

class SearchGround1795478400600 implements MigrationInterface {
  readonly name = 'SearchGround1795478400600';

  async up(runner: QueryRunner): Promise<void> {
    const keys = 'PRIMARY KEY (station_id, id), UNIQUE (station_id, made_key)';
    await runner.query(
      `CREATE TABLE search_basis (station_id uuid NOT NULL, instance_id uuid NOT NULL, version integer NOT NULL, kind text, surroundings text NOT NULL, elsewhere double precision CHECK (elsewhere BETWEEN 0 AND 0.9),
         reason text NOT NULL, said jsonb NOT NULL, PRIMARY KEY (station_id, instance_id))`,
    );
    await runner.query(
      `CREATE TABLE search_segment (station_id uuid NOT NULL, id uuid NOT NULL, instance_id uuid NOT NULL, version integer NOT NULL, position integer NOT NULL, name text NOT NULL, outline jsonb NOT NULL, terrain text NOT NULL,
         weight jsonb, danger jsonb, assignee jsonb, drawn jsonb NOT NULL, removed jsonb, drawn_at timestamptz NOT NULL, removed_at timestamptz,
         covered double precision NOT NULL CHECK (covered BETWEEN 0 AND 1), made_key text NOT NULL, ${keys})`,
    );
    await runner.query(
      `CREATE TABLE search_pass (station_id uuid NOT NULL, id uuid NOT NULL, instance_id uuid NOT NULL, segment_id uuid NOT NULL, method text NOT NULL, team text NOT NULL, searchers integer NOT NULL CHECK (searchers > 0),
         from_at timestamptz NOT NULL, to_at timestamptz NOT NULL CHECK (to_at > from_at), visibility text, night boolean NOT NULL, range_m double precision, range_by text, speed_ms double precision,
         share double precision CHECK (share > 0 AND share <= 1), track_ids uuid[] NOT NULL, note text, recorded jsonb NOT NULL, withdrawn jsonb, made_key text NOT NULL, ${keys})`,
    );
    await runner.query(
      `CREATE TABLE search_track (station_id uuid NOT NULL, id uuid NOT NULL, instance_id uuid NOT NULL, name text NOT NULL, team text, format text NOT NULL, coordinate_system text NOT NULL, points_read integer NOT NULL,
         points_kept integer NOT NULL, unreadable integer NOT NULL, simplified_to_m double precision, lines jsonb NOT NULL, length_m double precision NOT NULL, from_at timestamptz, to_at timestamptz,
         added jsonb NOT NULL, withdrawn jsonb, made_key text NOT NULL, ${keys})`,
    );
    for (const table of ['search_segment', 'search_pass', 'search_track']) await runner.query(`CREATE INDEX ${table}_of ON ${table} (station_id, instance_id)`);
    await runner.query('CREATE INDEX search_segment_drawn ON search_segment (station_id, drawn_at)');
    for (const table of ['search_basis', 'search_segment']) for (const statement of pluginTable(PLUGIN_ID, table, 'station')) await runner.query(statement);
    // What was recorded is a fact: it is withdrawn, and goes with the instance's places, and nothing else of it ever changes.
    for (const table of ['search_pass', 'search_track']) for (const statement of pluginTable(PLUGIN_ID, table, 'station', ['SELECT', 'INSERT', 'UPDATE (withdrawn)', 'DELETE'])) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['search_track', 'search_pass', 'search_segment', 'search_basis']) await runner.query(`DROP TABLE ${table}`);
  }
}

export const groundEntities = [BasisRow, SegmentRow, PassRow, TrackRow];
export const groundMigrations: readonly Migration[] = [SearchGround1795478400600];
/** All of it says where people looked for somebody: it goes with where they were last seen. */
export const groundKeptWith = { search_pass: 'point', search_track: 'point', search_segment: 'point', search_basis: 'point' } as const;
