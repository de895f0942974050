import { secureTable, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Units and people outside the police network, and the surface an account signs in on. */
export class Outside1700000000250 implements MigrationInterface {
  readonly name = 'Outside1700000000250';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The people outside cannot be undone: restore a backup instead.');
  }
}

/** The same look-ups as before, for the accounts of one surface only. */
const LOOK_UPS = [
  'DROP FUNCTION unscoped.sign_in_lookup(text)',
  'DROP FUNCTION unscoped.refresh_lookup(bytea)',
  'DROP FUNCTION unscoped.session_context(uuid, timestamptz, integer, boolean)',
  ...unscopedFunction(
    'sign_in_lookup(wanted text, on_surface text)',
    `TABLE ("bureauId" uuid, "accountId" uuid, login text, "passwordHash" text, active boolean, "invitedUntil" timestamptz, "expiresAt" timestamptz, "mustChangePassword" boolean,
            secret text, "pendingSecret" text, "secondFactorRequired" boolean)`,
    `SELECT a.bureau_id, a.id, a.login, c.password_hash, a.active, a.invited_until, a.expires_at, a.must_change_password, f.secret, f.pending_secret,
            EXISTS (SELECT FROM membership m WHERE m.account_id = a.id AND m.ended_at IS NULL AND m.role = ANY (b.second_factor_roles))
       FROM account a JOIN bureau b ON b.id = a.bureau_id
       JOIN credential c ON c.bureau_id = a.bureau_id AND c.account_id = a.id
       LEFT JOIN second_factor f ON f.bureau_id = a.bureau_id AND f.account_id = a.id
      WHERE lower(a.login) = lower(wanted) AND a.surface = on_surface`,
  ),
  ...unscopedFunction(
    'refresh_lookup(wanted bytea, on_surface text)',
    'TABLE ("bureauId" uuid, "accountId" uuid, "sessionId" uuid, "tokenId" uuid, login text)',
    `SELECT t.bureau_id, s.account_id, t.session_id, t.id, a.login
       FROM refresh_token t JOIN session s ON s.id = t.session_id JOIN account a ON a.id = s.account_id WHERE t.token_hash = wanted AND a.surface = on_surface`,
  ),
  ...unscopedFunction(
    'session_context(wanted uuid, moment timestamptz, idle_minutes integer, touch boolean, on_surface text)',
    `TABLE (state text, "bureauId" uuid, "accountId" uuid, login text, "displayName" text, "secondFactor" boolean, "mustChangePassword" boolean,
     "secondFactorRequired" boolean, "idleLockMinutes" integer, memberships jsonb, "bureauStationIds" uuid[])`,
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
     ), held AS (
       SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'role', m.role, 'bureauId', m.bureau_id, 'stationId', m.station_id, 'teamId', m.team_id, 'postId', m.post_id) ORDER BY m.id), '[]') AS memberships,
              coalesce(bool_or(m.station_id IS NULL), false) AS at_bureau, coalesce(bool_or(m.role = ANY (found.second_factor_roles)), false) AS required
         FROM found JOIN membership m ON m.account_id = found.account_id AND m.ended_at IS NULL
     )
     SELECT found.state, found.bureau_id, found.account_id, found.login, found.display_name, found.second_factor, found.must_change_password,
            held.required, found.idle, held.memberships,
            CASE WHEN held.at_bureau THEN ARRAY(SELECT st.id FROM station st WHERE st.bureau_id = found.bureau_id ORDER BY st.id) ELSE '{}'::uuid[] END
       FROM found CROSS JOIN held`,
  ),
];

const STATEMENTS = [
  `ALTER TABLE account
     ADD COLUMN surface text NOT NULL DEFAULT 'internal' CHECK (surface IN ('internal', 'external')),
     ADD COLUMN invited_until timestamptz, ADD COLUMN expires_at timestamptz`,
  `CREATE TABLE outside_unit (
     station_id uuid NOT NULL REFERENCES station (id), id uuid NOT NULL,
     name text NOT NULL, kind text NOT NULL, contact text, phone text, active boolean NOT NULL DEFAULT true,
     PRIMARY KEY (station_id, id), UNIQUE (station_id, name)
   )`,
  `CREATE TABLE outside_person (
     station_id uuid NOT NULL REFERENCES station (id), id uuid NOT NULL UNIQUE REFERENCES account (id),
     outside_unit_id uuid NOT NULL, role text NOT NULL, phone text, invited_by uuid, invited_at timestamptz NOT NULL,
     PRIMARY KEY (station_id, id), FOREIGN KEY (station_id, outside_unit_id) REFERENCES outside_unit
   )`,
  'CREATE INDEX outside_person_unit ON outside_person (station_id, outside_unit_id)',
  ...secureTable('outside_unit', 'station', ['SELECT', 'INSERT', 'UPDATE']),
  ...secureTable('outside_person', 'station', ['SELECT', 'INSERT', 'UPDATE']),
  ...LOOK_UPS,
];
