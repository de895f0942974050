import { ROLES, secureTable, secureTableBy, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The bureau's policy on plugins, who finishes what runs when one is disabled, and personal-data assessments. */
export class Plugins1700000000540 implements MigrationInterface {
  readonly name = 'Plugins1700000000540';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Policies and assessments cannot be undone: restore a backup instead.');
  }
}

const SCOPE = 'scope_id = ANY ((SELECT app.station_ids())::uuid[]) OR scope_id = ANY ((SELECT app.bureau_ids())::uuid[])';
/** What a bureau sets its stations may read. */
const fromAbove = (table: string, column: string) => `CREATE POLICY readable ON ${table} FOR SELECT USING (${column} IN (SELECT s.bureau_id FROM station s WHERE s.id = ANY ((SELECT app.station_ids())::uuid[])))`;

const POLICIES = [
  `CREATE TABLE plugin_policy (
     bureau_id uuid NOT NULL, plugin_id text NOT NULL, policy text NOT NULL CHECK (policy IN ('mandated', 'forbidden', 'free')), reason text NOT NULL,
     longest text NOT NULL DEFAULT 'P1Y', version integer NOT NULL DEFAULT 1, set_by uuid, since timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (bureau_id, plugin_id)
   )`,
  `COMMENT ON TABLE plugin_policy IS 'what the bureau has decided; plugin_enablement carries it to each station, where commands read it'`,
  ...secureTable('plugin_policy', 'bureau', ['SELECT', 'INSERT', 'UPDATE']),
  fromAbove('plugin_policy', 'bureau_id'),
  // A station that is founded later is under the policies from its first moment on.
  `CREATE POLICY founded ON plugin_enablement FOR INSERT WITH CHECK (EXISTS (SELECT FROM station s WHERE s.id = station_id AND s.bureau_id = ANY ((SELECT app.bureau_ids())::uuid[])))`,
  `CREATE FUNCTION app.take_policies() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog AS $$
   BEGIN
     INSERT INTO plugin_enablement (station_id, plugin_id, enabled, policy)
     SELECT NEW.id, p.plugin_id, p.policy = 'mandated', p.policy FROM plugin_policy p WHERE p.bureau_id = NEW.bureau_id AND p.policy <> 'free';
     RETURN NULL;
   END $$`,
  'CREATE TRIGGER take_policies AFTER INSERT ON station FOR EACH ROW EXECUTE FUNCTION app.take_policies()',
];

const TAKEOVERS = [
  `CREATE TABLE plugin_takeover (
     station_id uuid NOT NULL, plugin_id text NOT NULL, workflow text NOT NULL, how text NOT NULL CHECK (how IN ('finish', 'cancel')),
     account_ids uuid[] NOT NULL DEFAULT '{}', roles text[] NOT NULL DEFAULT '{}', reason text, made_by uuid, made_at timestamptz NOT NULL DEFAULT app.now(),
     PRIMARY KEY (station_id, plugin_id, workflow), CHECK (how = 'cancel' OR cardinality(account_ids) + cardinality(roles) > 0), CHECK (how = 'finish' OR reason IS NOT NULL)
   )`,
  `COMMENT ON TABLE plugin_takeover IS 'who finishes the running instances of a disabled plugin, or why they are called off; gone once it is enabled again'`,
  ...secureTable('plugin_takeover', 'station'),
];

const ASSESSMENTS = [
  `CREATE TABLE plugin_assessment (
     scope_id uuid NOT NULL, id uuid NOT NULL, level text NOT NULL CHECK (level IN ('bureau', 'station')), plugin_id text NOT NULL, plugin_version text NOT NULL,
     fingerprint text NOT NULL, items jsonb NOT NULL, document text NOT NULL, summary text NOT NULL, measures text NOT NULL, assessor text NOT NULL,
     made_by uuid NOT NULL, made_at timestamptz NOT NULL DEFAULT app.now(), valid_until timestamptz NOT NULL,
     PRIMARY KEY (scope_id, id), CHECK (valid_until > made_at)
   )`,
  `COMMENT ON TABLE plugin_assessment IS 'personal-data impact assessments (PIPL 55-56); kept for good, neither changed nor removed'`,
  `COMMENT ON COLUMN plugin_assessment.items IS 'the personal fields it covers, as the plugin declared them then: field, class, purpose, keep'`,
  'CREATE INDEX plugin_assessment_plugin ON plugin_assessment (scope_id, plugin_id, valid_until)',
  ...secureTableBy('plugin_assessment', SCOPE, ['SELECT', 'INSERT']),
  fromAbove('plugin_assessment', 'scope_id'),
  `CREATE TABLE plugin_watch (
     station_id uuid NOT NULL, plugin_id text NOT NULL, fingerprint text NOT NULL, state text NOT NULL, since timestamptz NOT NULL DEFAULT app.now(), due_at timestamptz, try_at timestamptz,
     PRIMARY KEY (station_id, plugin_id)
   )`,
  `COMMENT ON TABLE plugin_watch IS 'when the assessment of a plugin at a station is to be looked at next; nothing is due while all is well or the plugin is off'`,
  `COMMENT ON COLUMN plugin_watch.since IS 'since when the present lack is known'`,
  'CREATE INDEX plugin_watch_try ON plugin_watch (try_at) WHERE try_at IS NOT NULL',
  'CREATE INDEX plugin_watch_due ON plugin_watch (due_at) WHERE due_at IS NOT NULL',
  ...secureTable('plugin_watch', 'station', ['SELECT', 'INSERT', 'UPDATE']),
  `GRANT SELECT, UPDATE ON plugin_watch TO ${ROLES.unscoped}`,
  `GRANT SELECT ON station TO ${ROLES.unscoped}`,
  ...unscopedFunction(
    'claim_assessments(moment timestamptz, most integer, lease interval)',
    'TABLE (station_id uuid, plugin_id text, due_at timestamptz)',
    `WITH due AS MATERIALIZED (
       SELECT w.station_id, w.plugin_id FROM plugin_watch w WHERE w.try_at <= moment ORDER BY w.try_at LIMIT most FOR UPDATE SKIP LOCKED
     ), claimed AS (
       UPDATE plugin_watch w SET try_at = moment + lease FROM due WHERE w.station_id = due.station_id AND w.plugin_id = due.plugin_id RETURNING w.station_id, w.plugin_id, w.due_at
     )
     SELECT claimed.station_id, claimed.plugin_id, claimed.due_at FROM claimed ORDER BY claimed.due_at, claimed.station_id`,
  ),
  ...unscopedFunction(
    'next_assessment()',
    'TABLE (due timestamptz, try timestamptz, now timestamptz)',
    `SELECT (SELECT w.due_at FROM plugin_watch w WHERE w.due_at IS NOT NULL ORDER BY w.due_at LIMIT 1), (SELECT w.try_at FROM plugin_watch w WHERE w.try_at IS NOT NULL ORDER BY w.try_at LIMIT 1), app.now()`,
  ),
  // Stations that were founded, and plugins that were added or now hold other personal data, since somebody last looked.
  ...unscopedFunction(
    'unwatched_plugins(plugins text[], fingerprints text[])',
    'TABLE (station_id uuid, plugin_id text)',
    `SELECT s.id, p.plugin_id FROM station s CROSS JOIN unnest(plugins, fingerprints) AS p (plugin_id, fingerprint)
      WHERE NOT EXISTS (SELECT FROM plugin_watch w WHERE w.station_id = s.id AND w.plugin_id = p.plugin_id AND w.fingerprint = p.fingerprint)`,
  ),
];

const STATEMENTS = [...POLICIES, ...TAKEOVERS, ...ASSESSMENTS];
