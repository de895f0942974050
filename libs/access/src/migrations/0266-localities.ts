import { ROLES, secureTable, tenantReach } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The communities and grid cells of a bureau by name, and which station polices each (docs/adr/0031). */
export class Localities1700000000266 implements MigrationInterface {
  readonly name = 'Localities1700000000266';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE locality');
  }
}

const STATEMENTS = [
  `CREATE FUNCTION app.rings_of(area jsonb) RETURNS polygon[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
     SELECT array_agg((SELECT string_agg(format('(%s,%s)', corner ->> 0, corner ->> 1), ',' ORDER BY place)::polygon FROM jsonb_array_elements(ring) WITH ORDINALITY AS c (corner, place)))
       FROM jsonb_array_elements(CASE area ->> 'type' WHEN 'Polygon' THEN jsonb_build_array(area -> 'coordinates') WHEN 'MultiPolygon' THEN area -> 'coordinates' END) AS p (polygon)
            CROSS JOIN LATERAL jsonb_array_elements(p.polygon) AS r (ring) $$`,
  `GRANT EXECUTE ON FUNCTION app.rings_of(jsonb) TO ${ROLES.app}`,
  `CREATE TABLE locality (
     bureau_id uuid NOT NULL, id uuid NOT NULL, station_id uuid NOT NULL, kind text NOT NULL CHECK (kind IN ('community', 'gridCell')), code text NOT NULL, name text NOT NULL, community_code text, area jsonb,
     rings polygon[] GENERATED ALWAYS AS (app.rings_of(area)) STORED,
     PRIMARY KEY (bureau_id, id), UNIQUE (bureau_id, code), FOREIGN KEY (bureau_id, station_id) REFERENCES station, FOREIGN KEY (bureau_id, community_code) REFERENCES locality (bureau_id, code),
     CHECK (kind = 'gridCell' OR community_code IS NULL)
   )`,
  `COMMENT ON TABLE locality IS 'a community (社区) or grid cell (网格), and the station that polices it'`,
  `COMMENT ON COLUMN locality.community_code IS 'of a grid cell: the community it is part of, where that is known; it may be another station’s'`,
  `COMMENT ON COLUMN locality.area IS 'where it lies: GeoJSON Polygon or MultiPolygon, WGS-84; null where nobody drew it'`,
  `COMMENT ON COLUMN locality.rings IS 'the lines of its area, holes among them: a place inside an odd number of them is in it'`,
  'CREATE INDEX locality_station ON locality (bureau_id, station_id)',
  ...secureTable('locality', 'bureau'),
  // A station reads the names of what it polices.
  `CREATE POLICY policed ON locality FOR SELECT USING (${tenantReach('station')})`,
];
