import { ROLES, secureTable, secureTableBy, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bureaus, stations, teams, posts, accounts, memberships, shifts, and the tables of sign-in. */
export class Organisation1700000000020 implements MigrationInterface {
  readonly name = 'Organisation1700000000020';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The organisation cannot be undone: restore a backup instead.');
  }
}

/** Opens a part of a table to readers beyond its tenant policy. */
const readable = (table: string, reach: string) => `CREATE POLICY readable ON ${table} FOR SELECT USING (${reach})`;

/** The bureaus of the stations in scope. A station reads its bureau's own people, nothing of other stations. */
const BUREAU_OF_STATIONS = '(SELECT s.bureau_id FROM station s WHERE s.id = ANY (app.station_ids()))';

const ORGANISATION = [
  `CREATE TABLE bureau (
     id uuid PRIMARY KEY,
     name text NOT NULL, code text NOT NULL UNIQUE, time_zone text NOT NULL,
     idle_lock_minutes integer CHECK (idle_lock_minutes > 0),
     second_factor_roles text[] NOT NULL DEFAULT '{}'
   )`,
  `CREATE TABLE station (
     bureau_id uuid NOT NULL REFERENCES bureau, id uuid NOT NULL UNIQUE,
     name text NOT NULL, code text NOT NULL, kind text NOT NULL, time_zone text NOT NULL,
     area jsonb, population integer CHECK (population >= 0), unrouted boolean NOT NULL DEFAULT false,
     PRIMARY KEY (bureau_id, id), UNIQUE (bureau_id, code)
   )`,
  ...secureTableBy('bureau', 'id = ANY (app.bureau_ids())', ['SELECT', 'INSERT', 'UPDATE']),
  ...secureTable('station', 'bureau', ['SELECT', 'INSERT', 'UPDATE']),
  readable('station', 'id = ANY (app.station_ids())'),
  readable('bureau', `id IN ${BUREAU_OF_STATIONS}`),
  `CREATE TABLE team (
     station_id uuid NOT NULL REFERENCES station (id), id uuid NOT NULL, name text NOT NULL,
     PRIMARY KEY (station_id, id), UNIQUE (station_id, name)
   )`,
  `CREATE TABLE post (
     station_id uuid NOT NULL REFERENCES station (id), id uuid NOT NULL, name text NOT NULL, team_id uuid,
     PRIMARY KEY (station_id, id), UNIQUE (station_id, name), FOREIGN KEY (station_id, team_id) REFERENCES team
   )`,
  ...secureTable('team', 'station'),
  ...secureTable('post', 'station'),
];

const PEOPLE = [
  `CREATE TABLE account (
     bureau_id uuid NOT NULL REFERENCES bureau, id uuid NOT NULL UNIQUE,
     login text NOT NULL, display_name text NOT NULL, active boolean NOT NULL DEFAULT true,
     second_factor boolean NOT NULL DEFAULT false, must_change_password boolean NOT NULL DEFAULT true,
     locked_until timestamptz,
     PRIMARY KEY (bureau_id, id)
   )`,
  'CREATE UNIQUE INDEX account_login ON account (lower(login))',
  `CREATE TABLE membership (
     bureau_id uuid NOT NULL, id uuid NOT NULL, account_id uuid NOT NULL, role text NOT NULL,
     station_id uuid, team_id uuid, post_id uuid,
     granted_by uuid, granted_at timestamptz NOT NULL DEFAULT app.now(), ended_by uuid, ended_at timestamptz,
     PRIMARY KEY (bureau_id, id),
     FOREIGN KEY (bureau_id, account_id) REFERENCES account,
     FOREIGN KEY (bureau_id, station_id) REFERENCES station,
     FOREIGN KEY (station_id, team_id) REFERENCES team,
     FOREIGN KEY (station_id, post_id) REFERENCES post,
     CHECK (station_id IS NOT NULL OR (team_id IS NULL AND post_id IS NULL))
   )`,
  `CREATE UNIQUE INDEX membership_once ON membership (account_id, role, station_id, team_id, post_id) NULLS NOT DISTINCT WHERE ended_at IS NULL`,
  'CREATE INDEX membership_station ON membership (station_id, account_id)',
  // Ended memberships stay readable, so that old records keep the names of who acted.
  ...secureTableBy('membership', '(station_id = ANY (app.station_ids())) OR (station_id IS NULL AND bureau_id = ANY (app.bureau_ids()))', [
    'SELECT',
    'INSERT',
    'UPDATE (ended_by, ended_at)',
  ]),
  readable('membership', `station_id IS NULL AND bureau_id IN ${BUREAU_OF_STATIONS}`),
  ...secureTable('account', 'bureau', ['SELECT', 'INSERT', 'UPDATE']),
  readable('account', 'id IN (SELECT m.account_id FROM membership m)'),
  `CREATE TABLE shift (
     station_id uuid NOT NULL REFERENCES station (id), id uuid NOT NULL,
     starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL, team_id uuid, commander_id uuid REFERENCES account (id), backup_id uuid REFERENCES account (id),
     PRIMARY KEY (station_id, id), FOREIGN KEY (station_id, team_id) REFERENCES team, CHECK (starts_at < ends_at)
   )`,
  'CREATE INDEX shift_time ON shift (station_id, starts_at)',
  `CREATE TABLE shift_officer (
     station_id uuid NOT NULL, shift_id uuid NOT NULL, account_id uuid NOT NULL REFERENCES account (id),
     PRIMARY KEY (station_id, shift_id, account_id), FOREIGN KEY (station_id, shift_id) REFERENCES shift ON DELETE CASCADE
   )`,
  ...secureTable('shift', 'station'),
  ...secureTable('shift_officer', 'station'),
];

/** Secrets have no SELECT privilege at all: the closed list's look-ups hand them to sign-in and to nothing else. */
const SIGN_IN = [
  `CREATE TABLE credential (
     bureau_id uuid NOT NULL, account_id uuid NOT NULL, password_hash text NOT NULL,
     PRIMARY KEY (bureau_id, account_id), FOREIGN KEY (bureau_id, account_id) REFERENCES account
   )`,
  `CREATE TABLE second_factor (
     bureau_id uuid NOT NULL, account_id uuid NOT NULL, secret text, pending_secret text, last_step bigint,
     PRIMARY KEY (bureau_id, account_id), FOREIGN KEY (bureau_id, account_id) REFERENCES account
   )`,
  `CREATE TABLE session (
     bureau_id uuid NOT NULL, id uuid NOT NULL UNIQUE, account_id uuid NOT NULL,
     opened_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, last_seen_at timestamptz NOT NULL,
     ended_at timestamptz, ended_because text CHECK (ended_because IN ('signedOut', 'refreshReused', 'passwordChanged', 'deactivated')),
     address text, client text,
     PRIMARY KEY (bureau_id, id), FOREIGN KEY (bureau_id, account_id) REFERENCES account
   )`,
  'CREATE INDEX session_account ON session (bureau_id, account_id)',
  `CREATE TABLE refresh_token (
     bureau_id uuid NOT NULL, id uuid NOT NULL, session_id uuid NOT NULL, token_hash bytea NOT NULL UNIQUE,
     issued_at timestamptz NOT NULL, used_at timestamptz,
     PRIMARY KEY (bureau_id, id), FOREIGN KEY (bureau_id, session_id) REFERENCES session ON DELETE CASCADE
   )`,
  // Attempts are counted by what was typed, so that an unknown login locks like a known one.
  `CREATE TABLE sign_in_attempt (
     login_hash bytea PRIMARY KEY, failures integer NOT NULL, locked_until timestamptz, last_at timestamptz NOT NULL
   )`,
  'CREATE INDEX sign_in_attempt_last ON sign_in_attempt (last_at)',
  'ALTER TABLE sign_in_attempt ENABLE ROW LEVEL SECURITY',
  'ALTER TABLE sign_in_attempt FORCE ROW LEVEL SECURITY',
  ...secureTable('credential', 'bureau', ['SELECT (bureau_id, account_id)', 'INSERT', 'UPDATE (password_hash)']),
  ...secureTable('second_factor', 'bureau', ['SELECT (bureau_id, account_id, last_step)', 'INSERT', 'UPDATE', 'DELETE']),
  ...secureTable('session', 'bureau'),
  ...secureTable('refresh_token', 'bureau', ['SELECT (bureau_id, id, session_id, issued_at, used_at)', 'INSERT', 'UPDATE (used_at)', 'DELETE']),
];

const LOOK_UPS = [
  `GRANT SELECT ON bureau, station, account, membership, credential, second_factor, session, refresh_token TO ${ROLES.unscoped}`,
  `GRANT UPDATE (last_seen_at) ON session TO ${ROLES.unscoped}`,
  `GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_attempt TO ${ROLES.unscoped}`,
  ...unscopedFunction(
    'begin_sign_in_attempt(hash bytea, moment timestamptz, most integer, minutes integer)',
    'TABLE (admitted boolean, failures integer, "lockedUntil" timestamptz)',
    beginAttempt(),
    'plpgsql',
  ),
  ...unscopedFunction('settle_sign_in_attempt(hash bytea, succeeded boolean)', 'void', settleAttempt(), 'plpgsql'),
  ...unscopedFunction(
    'sign_in_lookup(wanted text)',
    `TABLE ("bureauId" uuid, "accountId" uuid, login text, "passwordHash" text, active boolean, "mustChangePassword" boolean,
            secret text, "pendingSecret" text, "secondFactorRequired" boolean)`,
    `SELECT a.bureau_id, a.id, a.login, c.password_hash, a.active, a.must_change_password, f.secret, f.pending_secret,
            EXISTS (SELECT FROM membership m WHERE m.account_id = a.id AND m.ended_at IS NULL AND m.role = ANY (b.second_factor_roles))
       FROM account a JOIN bureau b ON b.id = a.bureau_id
       JOIN credential c ON c.bureau_id = a.bureau_id AND c.account_id = a.id
       LEFT JOIN second_factor f ON f.bureau_id = a.bureau_id AND f.account_id = a.id
      WHERE lower(a.login) = lower(wanted)`,
  ),
  ...unscopedFunction(
    'refresh_lookup(wanted bytea)',
    'TABLE ("bureauId" uuid, "accountId" uuid, "sessionId" uuid, "tokenId" uuid, login text)',
    `SELECT t.bureau_id, s.account_id, t.session_id, t.id, a.login
       FROM refresh_token t JOIN session s ON s.id = t.session_id JOIN account a ON a.id = s.account_id WHERE t.token_hash = wanted`,
  ),
  `GRANT DELETE ON session, refresh_token TO ${ROLES.unscoped}`,
  ...unscopedFunction('sweep_sessions(before timestamptz)', 'TABLE (swept bigint)', `WITH gone AS (DELETE FROM session WHERE expires_at < before RETURNING 1) SELECT count(*) FROM gone`),
  ...unscopedFunction('session_context(wanted uuid, moment timestamptz, idle_minutes integer, touch boolean)', sessionColumns(), sessionContext()),
];

/**
 * Counts an attempt before the password is looked at, so that many at once cannot outrun the lock: the last one
 * allowed locks, and a success settles it. Failures older than the lock's length do not count.
 */
function beginAttempt(): string {
  return `
  #variable_conflict use_column
  BEGIN
    DELETE FROM sign_in_attempt WHERE last_at < moment - interval '1 day';
    RETURN QUERY
    INSERT INTO sign_in_attempt AS known (login_hash, failures, last_at) VALUES (hash, 1, moment)
    ON CONFLICT (login_hash) DO UPDATE SET
      failures = CASE WHEN known.last_at <= moment - make_interval(mins => minutes) THEN 1 ELSE known.failures + 1 END,
      locked_until = CASE WHEN known.last_at > moment - make_interval(mins => minutes) AND known.failures + 1 >= most THEN moment + make_interval(mins => minutes) END,
      last_at = moment
    WHERE known.locked_until IS NULL OR known.locked_until <= moment
    RETURNING true, failures, locked_until;
    IF NOT FOUND THEN
      RETURN QUERY SELECT false, known.failures, known.locked_until FROM sign_in_attempt known WHERE known.login_hash = hash;
    END IF;
  END`;
}

/** A success forgets the failures; a right password that still lacks its code only takes its own attempt back. */
function settleAttempt(): string {
  return `
  BEGIN
    IF succeeded THEN
      DELETE FROM sign_in_attempt WHERE login_hash = hash;
    ELSE
      UPDATE sign_in_attempt SET failures = greatest(failures - 1, 0), locked_until = NULL WHERE login_hash = hash;
    END IF;
  END`;
}

function sessionColumns(): string {
  return `TABLE (state text, "bureauId" uuid, "accountId" uuid, login text, "displayName" text, "secondFactor" boolean, "mustChangePassword" boolean,
     "secondFactorRequired" boolean, "idleLockMinutes" integer, memberships jsonb, "bureauStationIds" uuid[])`;
}

/** One round trip per request: the session's state, and what its account holds. A live session is marked as seen, at most every 15 s. */
function sessionContext(): string {
  return `
  WITH found AS (
    SELECT s.id, s.last_seen_at, a.bureau_id, a.id AS account_id, a.login, a.display_name, a.second_factor, a.must_change_password,
           b.second_factor_roles, least(coalesce(b.idle_lock_minutes, idle_minutes), idle_minutes) AS idle,
           CASE WHEN s.ended_at IS NOT NULL OR s.expires_at <= moment OR NOT a.active THEN 'ended'
                WHEN s.last_seen_at + make_interval(mins => least(coalesce(b.idle_lock_minutes, idle_minutes), idle_minutes)) <= moment THEN 'locked'
                ELSE 'live' END AS state
      FROM session s JOIN account a ON a.id = s.account_id JOIN bureau b ON b.id = a.bureau_id
     WHERE s.id = wanted
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
    FROM found CROSS JOIN held`;
}

const STATEMENTS = [...ORGANISATION, ...PEOPLE, ...SIGN_IN, ...LOOK_UPS];
