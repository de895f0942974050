import { ROLES, secureTable, secureTableBy, tenantReach, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What departs from the default matrix: permissions taken from roles, parts given to accounts, access granted to a bureau's people. */
export class Rights1700000000260 implements MigrationInterface {
  readonly name = 'Rights1700000000260';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Who was given and denied what cannot be undone: restore a backup instead.');
  }
}

const TABLES = [
  `CREATE TABLE role_tightening (
     bureau_id uuid NOT NULL REFERENCES bureau, id uuid NOT NULL, station_id uuid, role text NOT NULL, permission text NOT NULL,
     reason text NOT NULL, taken_by uuid, taken_at timestamptz NOT NULL, returned_by uuid, returned_at timestamptz, return_reason text,
     PRIMARY KEY (bureau_id, id), FOREIGN KEY (bureau_id, station_id) REFERENCES station
   )`,
  'CREATE UNIQUE INDEX role_tightening_once ON role_tightening (bureau_id, role, permission, station_id) NULLS NOT DISTINCT WHERE returned_at IS NULL',
  // A station may not touch what the bureau took, and reads it all the same: it is told why its people may not.
  ...secureTableBy('role_tightening', `${tenantReach('station')} OR (station_id IS NULL AND ${tenantReach('bureau')})`, ['SELECT', 'INSERT', 'UPDATE (returned_by, returned_at, return_reason)']),
  'CREATE POLICY readable ON role_tightening FOR SELECT USING (station_id IS NULL AND bureau_id IN (SELECT s.bureau_id FROM station s WHERE s.id = ANY (app.station_ids())))',
  `CREATE TABLE delegation (
     bureau_id uuid NOT NULL, id uuid NOT NULL, account_id uuid NOT NULL, permissions text[] NOT NULL CHECK (cardinality(permissions) > 0), station_ids uuid[] NOT NULL,
     reason text NOT NULL, given_by uuid NOT NULL, given_at timestamptz NOT NULL, ends_at timestamptz NOT NULL, revoked_by uuid, revoked_at timestamptz,
     PRIMARY KEY (bureau_id, id), FOREIGN KEY (bureau_id, account_id) REFERENCES account, FOREIGN KEY (bureau_id, given_by) REFERENCES account, CHECK (given_at < ends_at)
   )`,
  'CREATE INDEX delegation_account ON delegation (account_id, ends_at)',
  ...secureTable('delegation', 'bureau', ['SELECT', 'INSERT', 'UPDATE (revoked_by, revoked_at)']),
  // A station reads who was given a part over it.
  'CREATE POLICY readable ON delegation FOR SELECT USING (station_ids && (SELECT app.station_ids()))',
  'ALTER TABLE bureau ADD COLUMN access_grant_hours integer NOT NULL DEFAULT 72 CHECK (access_grant_hours BETWEEN 1 AND 168), ADD COLUMN access_grant_always_decided boolean NOT NULL DEFAULT false',
  // Who, where, which record, why and for how long are written once; only the way through its states moves.
  `CREATE TABLE access_grant (
     station_id uuid NOT NULL, id uuid NOT NULL, bureau_id uuid NOT NULL, account_id uuid NOT NULL, record_kind text, record_id uuid, record_number text,
     purpose text NOT NULL, hours integer NOT NULL CHECK (hours BETWEEN 1 AND 168), asked_at timestamptz NOT NULL,
     decided_by uuid, decided_at timestamptz, refusal text, starts_at timestamptz, ends_at timestamptz, ended_by uuid, ended_at timestamptz,
     PRIMARY KEY (station_id, id), FOREIGN KEY (bureau_id, station_id) REFERENCES station, FOREIGN KEY (bureau_id, account_id) REFERENCES account,
     CHECK ((record_id IS NULL) = (record_kind IS NULL)), CHECK (decided_by <> account_id), CHECK (ends_at = starts_at + make_interval(hours => hours))
   )`,
  'CREATE INDEX access_grant_account ON access_grant (account_id, ends_at)',
  ...secureTable('access_grant', 'station', ['SELECT', 'INSERT', 'UPDATE (decided_by, decided_at, refusal, starts_at, ends_at, ended_by, ended_at)']),
  `CREATE FUNCTION app.keep_access_grant() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF OLD.ended_at IS NOT NULL OR OLD.refusal IS NOT NULL OR (OLD.starts_at IS NOT NULL AND (NEW.starts_at IS DISTINCT FROM OLD.starts_at OR NEW.ends_at IS DISTINCT FROM OLD.ends_at)) THEN
       RAISE EXCEPTION 'an access grant is neither lengthened nor revived';
     END IF;
     RETURN NEW;
   END $$`,
  'CREATE TRIGGER kept BEFORE UPDATE ON access_grant FOR EACH ROW EXECUTE FUNCTION app.keep_access_grant()',
  `CREATE TABLE access_grant_opening (
     station_id uuid NOT NULL, grant_id uuid NOT NULL, id uuid NOT NULL, operation text NOT NULL, record_id uuid, first_at timestamptz NOT NULL, last_at timestamptz NOT NULL, times integer NOT NULL,
     PRIMARY KEY (station_id, grant_id, id), FOREIGN KEY (station_id, grant_id) REFERENCES access_grant
   )`,
  'CREATE UNIQUE INDEX access_grant_opening_once ON access_grant_opening (station_id, grant_id, operation, record_id) NULLS NOT DISTINCT',
  // Only leak-proof comparisons reach an index under row-level security; which lines belong to any grant at all is the index's own condition.
  `CREATE INDEX audit_entry_access_grant ON audit_entry (unit_id, actor_id, sequence DESC) WHERE details ->> 'accessGrantId' IS NOT NULL`,
  ...secureTable('access_grant_opening', 'station', ['SELECT', 'INSERT', 'UPDATE (last_at, times)']),
];

/**
 * What an account's rights follow from, at a moment of real time. Runs with its caller's reach: sign-in's look-up reads all of it,
 * an explanation what its reader may see. Who serves a station comes with 0262-succession.ts. Its statements are planned once: PostgreSQL would plan them
 * for each request, which takes twice as long as they do.
 */
const STANDING = `CREATE FUNCTION app.standing_of(of_account uuid, of_bureau uuid, moment timestamptz) RETURNS jsonb LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, app SET plan_cache_mode = force_generic_plan AS $standing$
  DECLARE
    held jsonb;
    at_bureau boolean;
    roles text[];
    stations uuid[];
  BEGIN
    SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'role', m.role, 'bureauId', m.bureau_id, 'stationId', m.station_id, 'teamId', m.team_id, 'postId', m.post_id, 'succeeding', m.succeeding) ORDER BY m.id, m.station_id), '[]'),
           coalesce(bool_or(m.station_id IS NULL), false), coalesce(array_agg(m.role), '{}'), coalesce(array_agg(m.station_id), '{}')
      INTO held, at_bureau, roles, stations
      FROM serving m WHERE m.account_id = of_account AND m.bureau_id = of_bureau;
    RETURN jsonb_build_object(
      'memberships', held,
      'bureauStationIds', CASE WHEN at_bureau THEN (SELECT coalesce(jsonb_agg(s.id ORDER BY s.id), '[]') FROM station s WHERE s.bureau_id = of_bureau) ELSE '[]' END,
      'tightenings', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'role', t.role, 'permission', t.permission, 'stationId', t.station_id) ORDER BY t.id), '[]')
          FROM role_tightening t WHERE t.bureau_id = of_bureau AND t.returned_at IS NULL AND (t.role = ANY (roles) OR t.role = 'bureau-admin') AND (t.station_id IS NULL OR t.station_id = ANY (stations))),
      'delegations', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'permissions', d.permissions, 'stationIds', d.station_ids, 'until', d.ends_at) ORDER BY d.id), '[]')
          FROM delegation d WHERE d.account_id = of_account AND d.bureau_id = of_bureau AND d.revoked_at IS NULL AND d.ends_at > moment),
      'accessGrants', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'stationId', g.station_id, 'recordId', g.record_id, 'until', g.ends_at) ORDER BY g.id), '[]')
          FROM access_grant g WHERE at_bureau AND g.account_id = of_account AND g.bureau_id = of_bureau AND g.starts_at <= moment AND g.ends_at > moment AND g.ended_at IS NULL));
  END $standing$`;

const LOOK_UP = [
  `GRANT SELECT ON role_tightening, delegation, access_grant TO ${ROLES.unscoped}`,
  STANDING,
  `REVOKE ALL ON FUNCTION app.standing_of(uuid, uuid, timestamptz) FROM PUBLIC`,
  `GRANT EXECUTE ON FUNCTION app.standing_of(uuid, uuid, timestamptz) TO ${ROLES.app}, ${ROLES.unscoped}`,
  'DROP FUNCTION unscoped.session_context(uuid, timestamptz, integer, boolean, text)',
  ...unscopedFunction(
    'session_context(wanted uuid, moment timestamptz, idle_minutes integer, touch boolean, on_surface text)',
    `TABLE (state text, "bureauId" uuid, "accountId" uuid, login text, "displayName" text, "secondFactor" boolean, "mustChangePassword" boolean,
     "secondFactorRequired" boolean, "idleLockMinutes" integer, standing jsonb)`,
    `WITH found AS (
       SELECT s.id, s.last_seen_at, a.bureau_id, a.id AS account_id, a.login, a.display_name, a.second_factor, a.must_change_password,
              b.second_factor_roles, least(coalesce(b.idle_lock_minutes, idle_minutes), idle_minutes) AS idle,
              CASE WHEN s.ended_at IS NOT NULL OR s.expires_at <= moment OR NOT a.active OR a.expires_at <= moment THEN 'ended'
                   WHEN s.last_seen_at + make_interval(mins => least(coalesce(b.idle_lock_minutes, idle_minutes), idle_minutes)) <= moment THEN 'locked'
                   ELSE 'live' END AS state
         FROM session s JOIN account a ON a.id = s.account_id JOIN bureau b ON b.id = a.bureau_id
        WHERE s.id = wanted AND a.surface = on_surface
     ), seen AS (
       UPDATE session SET last_seen_at = moment FROM found
        WHERE session.id = found.id AND touch AND found.state = 'live' AND found.last_seen_at < moment - interval '15 seconds'
     )
     SELECT found.state, found.bureau_id, found.account_id, found.login, found.display_name, found.second_factor, found.must_change_password,
            coalesce((SELECT bool_or(held ->> 'role' = ANY (found.second_factor_roles)) FROM jsonb_array_elements(standing -> 'memberships') AS held), false), found.idle, standing
       FROM found CROSS JOIN LATERAL app.standing_of(found.account_id, found.bureau_id, moment) AS standing`,
  ),
];

const STATEMENTS = [...TABLES, ...LOOK_UP];
