import { ROLES, secureTable, secureTableBy, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What bureaus and stations make of workflows – overlays, the versions they lead to – and the batches that move running instances. */
export class Configuration1700000000510 implements MigrationInterface {
  readonly name = 'Configuration1700000000510';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The tables of configuration cannot be undone: restore a backup instead.');
  }
}

const SCOPE = 'scope_id = ANY ((SELECT app.station_ids())::uuid[]) OR scope_id = ANY ((SELECT app.bureau_ids())::uuid[])';
/** What a bureau sets its stations may read. */
const fromAbove = (table: string) => `CREATE POLICY readable ON ${table} FOR SELECT USING (scope_id IN (SELECT s.bureau_id FROM station s WHERE s.id = ANY ((SELECT app.station_ids())::uuid[])))`;

const OVERLAYS = [
  `CREATE TABLE overlay (
     scope_id uuid NOT NULL, workflow text NOT NULL, level text NOT NULL CHECK (level IN ('bureau', 'station')), bureau_id uuid NOT NULL,
     revision integer NOT NULL, template integer NOT NULL, extensions jsonb NOT NULL DEFAULT '[]', hash text, conflicts jsonb,
     stations_total integer, stations_done integer NOT NULL DEFAULT 0, stations_kept integer NOT NULL DEFAULT 0,
     changed_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (scope_id, workflow)
   )`,
  `COMMENT ON COLUMN overlay.hash IS 'of a bureau''s: the definition that stations without an overlay of their own start instances on'`,
  `COMMENT ON COLUMN overlay.extensions IS 'what other plugins added to that template when this revision was put on it'`,
  `COMMENT ON COLUMN overlay.conflicts IS 'why the overlay could not follow a new template or what stands above it; until somebody decides, what was holds on'`,
  `COMMENT ON COLUMN overlay.stations_total IS 'how many stations a bureau''s revision is brought to; null before that has begun'`,
  ...secureTableBy('overlay', SCOPE, ['SELECT', 'INSERT', 'UPDATE']),
  fromAbove('overlay'),
  `CREATE TABLE overlay_revision (
     scope_id uuid NOT NULL, workflow text NOT NULL, revision integer NOT NULL, template integer NOT NULL,
     content json NOT NULL, source text, hash text NOT NULL, because text NOT NULL,
     origin text NOT NULL CHECK (origin IN ('published', 'restored', 'rebased', 'campaign')), restored integer,
     published_by uuid, published_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (scope_id, workflow, revision)
   )`,
  `COMMENT ON COLUMN overlay_revision.source IS 'as somebody wrote it; null for what the house brought onto a new template by itself'`,
  ...secureTableBy('overlay_revision', SCOPE, ['SELECT', 'INSERT']),
  fromAbove('overlay_revision'),
  `CREATE TABLE station_version (
     station_id uuid NOT NULL, workflow text NOT NULL, hash text NOT NULL, template integer NOT NULL, extensions jsonb NOT NULL DEFAULT '[]',
     bureau_revision integer, station_revision integer, settings text NOT NULL, since timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (station_id, workflow)
   )`,
  `COMMENT ON TABLE station_version IS 'the definition that a station with an overlay of its own, or with other plugins on the workflow than is usual, starts instances on, and the layers it is made of'`,
  ...secureTable('station_version', 'station'),
  `CREATE TABLE configuration_command (
     scope_id uuid NOT NULL, account_id uuid NOT NULL, key text NOT NULL, command text NOT NULL, answer jsonb, at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (scope_id, account_id, key)
   )`,
  'CREATE INDEX configuration_command_at ON configuration_command (scope_id, at)',
  ...secureTableBy('configuration_command', SCOPE, ['SELECT', 'INSERT', 'UPDATE (answer)', 'DELETE']),
];

const MIGRATIONS = [
  `CREATE TABLE migration_batch (
     scope_id uuid NOT NULL, id uuid NOT NULL, level text NOT NULL CHECK (level IN ('bureau', 'station')), workflow text NOT NULL,
     station_ids uuid[] NOT NULL, decisions jsonb NOT NULL, because text NOT NULL,
     phase text NOT NULL CHECK (phase IN ('rehearsal', 'run', 'undo')), suspended boolean NOT NULL DEFAULT false,
     created_by uuid NOT NULL, created_at timestamptz NOT NULL DEFAULT app.now(), started_by uuid, started_at timestamptz,
     PRIMARY KEY (scope_id, id)
   )`,
  ...secureTableBy('migration_batch', SCOPE, ['SELECT', 'INSERT', 'UPDATE (phase, suspended, started_by, started_at)']),
  `CREATE TABLE migration_plan (
     scope_id uuid NOT NULL, batch_id uuid NOT NULL, source text NOT NULL, target text NOT NULL, plan jsonb NOT NULL,
     PRIMARY KEY (scope_id, batch_id, source, target)
   )`,
  ...secureTableBy('migration_plan', SCOPE, ['SELECT', 'INSERT']),
  `CREATE TABLE migration_part (
     station_id uuid NOT NULL, batch_id uuid NOT NULL, target text NOT NULL, reached uuid, rehearsed_at timestamptz, report jsonb NOT NULL DEFAULT '{}',
     PRIMARY KEY (station_id, batch_id)
   )`,
  `COMMENT ON TABLE migration_part IS 'a station''s part of a batch: the version it leads to, how far the rehearsal has come, and what it found'`,
  ...secureTable('migration_part', 'station', ['SELECT', 'INSERT', 'UPDATE (reached, rehearsed_at, report)']),
  `CREATE TABLE migration_item (
     station_id uuid NOT NULL, batch_id uuid NOT NULL, instance_id uuid NOT NULL, source text NOT NULL, target text NOT NULL,
     status text NOT NULL CHECK (status IN ('ready', 'stuck', 'moved', 'undone', 'kept')), code text, state text, text jsonb, version integer,
     clocks jsonb NOT NULL DEFAULT '[]',
     PRIMARY KEY (station_id, batch_id, instance_id)
   )`,
  `COMMENT ON COLUMN migration_item.version IS 'the version of the instance that its move, or the taking back, led to'`,
  `COMMENT ON COLUMN migration_item.clocks IS 'as rehearsed: clocks that are not as they were'`,
  'CREATE INDEX migration_item_status ON migration_item (station_id, batch_id, status, instance_id)',
  ...secureTable('migration_item', 'station', ['SELECT', 'INSERT', 'UPDATE (status, code, state, text, version)']),
];

/** Bureaus where an overlay, or a station's version, is made of another template than the program brings, or of other additions of plugins than hold there. */
const STALE = `
  WITH present AS (
    SELECT p.workflow, p.template FROM unnest(workflows, templates) AS p (workflow, template)
  ), added AS (
    SELECT e->>'workflow' AS workflow, e->>'plugin' AS plugin, (e->>'byDefault')::boolean AS by_default, e->'extension' AS extension FROM jsonb_array_elements(offered) AS e
  ), usual AS (
    SELECT p.workflow, p.template, (SELECT coalesce(jsonb_agg(a.extension ORDER BY a.plugin COLLATE "C"), '[]') FROM added a WHERE a.workflow = p.workflow AND a.by_default) AS extensions FROM present p
  ), concerned AS (
    SELECT v.station_id, v.workflow FROM station_version v UNION SELECT e.station_id, a.workflow FROM plugin_enablement e JOIN added a ON a.plugin = e.plugin_id
  )
  SELECT o.bureau_id, o.workflow FROM overlay o JOIN usual u ON u.workflow = o.workflow WHERE o.template <> u.template OR (o.level = 'bureau' AND o.extensions <> u.extensions)
  UNION
  SELECT s.bureau_id, c.workflow FROM concerned c JOIN usual u ON u.workflow = c.workflow JOIN station s ON s.id = c.station_id
    LEFT JOIN station_version v ON v.station_id = c.station_id AND v.workflow = c.workflow
    CROSS JOIN LATERAL (SELECT coalesce(jsonb_agg(a.extension ORDER BY a.plugin COLLATE "C") FILTER (WHERE coalesce(e.enabled, a.by_default)), '[]') AS extensions
      FROM added a LEFT JOIN plugin_enablement e ON e.station_id = c.station_id AND e.plugin_id = a.plugin WHERE a.workflow = c.workflow) AS here
   WHERE coalesce(v.extensions, u.extensions) <> here.extensions OR v.template <> u.template`;

const STATEMENTS = [
  // Which edition of its workflow a plugin's definition is: 1, 2, 3, … An overlay names the one it is written for.
  'ALTER TABLE definition ADD COLUMN template integer',
  'CREATE UNIQUE INDEX definition_template ON definition (workflow, template) WHERE template IS NOT NULL',
  // What a version of a bureau or station is made of, as it was first frozen.
  'ALTER TABLE definition ADD COLUMN made_of jsonb',
  'CREATE INDEX definition_hash ON definition (hash)',
  fromAbove('definition'),
  // A task or clock that goes on in a new version may have another name there.
  `GRANT UPDATE (ref, key) ON task TO ${ROLES.app}`,
  `GRANT UPDATE (ref) ON clock TO ${ROLES.app}`,
  ...OVERLAYS,
  ...MIGRATIONS,
  `GRANT SELECT ON overlay, station_version, plugin_enablement, station TO ${ROLES.unscoped}`,
  ...unscopedFunction('stale_overlays(workflows text[], templates integer[], offered jsonb)', 'TABLE (bureau_id uuid, workflow text)', STALE),
];
