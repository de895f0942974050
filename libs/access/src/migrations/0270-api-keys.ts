import { ROLES, secureTable, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys that let an account's programs ask with a part of its rights. */
export class ApiKeys1700000000270 implements MigrationInterface {
  readonly name = 'ApiKeys1700000000270';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Which keys there were cannot be undone: restore a backup instead.');
  }
}

const STATEMENTS = [
  'ALTER TABLE bureau ADD COLUMN api_key_days integer NOT NULL DEFAULT 365 CHECK (api_key_days BETWEEN 0 AND 365)',
  `COMMENT ON COLUMN bureau.api_key_days IS 'how long an API key lives at most, those that are out already as well; 0: none works'`,
  `CREATE TABLE api_key (
     bureau_id uuid NOT NULL, id uuid NOT NULL UNIQUE, account_id uuid NOT NULL, title text NOT NULL, purpose text NOT NULL,
     permissions text[] NOT NULL CHECK (cardinality(permissions) > 0), station_ids uuid[] NOT NULL CHECK (cardinality(station_ids) > 0), may_change boolean NOT NULL,
     key_hash bytea NOT NULL UNIQUE, ending text NOT NULL, made_key text NOT NULL, made_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
     revoked_by uuid, revoked_at timestamptz, last_used_at timestamptz, last_address text, minute_began_at timestamptz, minute_requests integer NOT NULL DEFAULT 0,
     PRIMARY KEY (bureau_id, id), FOREIGN KEY (bureau_id, account_id) REFERENCES account, UNIQUE (bureau_id, account_id, made_key),
     CHECK (expires_at > made_at AND expires_at <= made_at + interval '365 days')
   )`,
  `COMMENT ON COLUMN api_key.ending IS 'the last characters of the key, to tell keys apart; the key itself is nowhere'`,
  `COMMENT ON COLUMN api_key.minute_requests IS 'requests since minute_began_at: the brake counts over all processes'`,
  // What a key may do is written once; the application reads no hash and writes no use: the look-up does both.
  ...secureTable('api_key', 'bureau', [
    'SELECT (bureau_id, id, account_id, title, purpose, permissions, station_ids, may_change, ending, made_key, made_at, expires_at, revoked_by, revoked_at, last_used_at, last_address)',
    'INSERT',
    'UPDATE (revoked_by, revoked_at)',
  ]),
  `CREATE FUNCTION app.keep_api_key() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN
       RAISE EXCEPTION 'a revoked API key is not revived';
     END IF;
     RETURN NEW;
   END $$`,
  'CREATE TRIGGER kept BEFORE UPDATE ON api_key FOR EACH ROW EXECUTE FUNCTION app.keep_api_key()',
  `GRANT SELECT, UPDATE (last_used_at, last_address, minute_began_at, minute_requests) ON api_key TO ${ROLES.unscoped}`,
  // One round trip per request, as with a session: how the key stands, what its owner holds at this moment, and that it was used.
  ...unscopedFunction(
    'key_context(wanted bytea, moment timestamptz, on_surface text, from_address text, per_minute integer)',
    `TABLE (state text, id uuid, "bureauId" uuid, "accountId" uuid, login text, "displayName" text, "secondFactor" boolean, "mustChangePassword" boolean,
     permissions text[], "stationIds" uuid[], "mayChange" boolean, "freeAt" timestamptz, standing jsonb)`,
    `WITH found AS (
       SELECT k.*, a.login, a.display_name, a.second_factor, a.must_change_password, k.minute_began_at > moment - interval '1 minute' AS counting,
              CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked'
                   WHEN k.expires_at <= moment OR k.made_at + make_interval(days => b.api_key_days) <= moment THEN 'expired'
                   WHEN NOT a.active OR a.expires_at <= moment THEN 'closed'
                   WHEN k.minute_began_at > moment - interval '1 minute' AND k.minute_requests >= per_minute THEN 'busy'
                   ELSE 'live' END AS state
         FROM api_key k JOIN account a ON a.bureau_id = k.bureau_id AND a.id = k.account_id JOIN bureau b ON b.id = a.bureau_id
        WHERE k.key_hash = wanted AND a.surface = on_surface
     ), used AS (
       UPDATE api_key SET last_used_at = moment, last_address = from_address,
              minute_began_at = CASE WHEN found.counting THEN api_key.minute_began_at ELSE moment END,
              minute_requests = CASE WHEN found.counting THEN api_key.minute_requests + 1 ELSE 1 END
         FROM found WHERE api_key.id = found.id AND found.state = 'live'
     )
     SELECT found.state, found.id, found.bureau_id, found.account_id, found.login, found.display_name, found.second_factor, found.must_change_password,
            found.permissions, found.station_ids, found.may_change, found.minute_began_at + interval '1 minute', standing
       FROM found CROSS JOIN LATERAL app.standing_of(found.account_id, found.bureau_id, moment) AS standing`,
  ),
  // Whose holders are to be told that they end; what is told is written within the bureau.
  ...unscopedFunction(
    'ending_api_keys(moment timestamptz, within_days integer)',
    'TABLE ("bureauId" uuid, id uuid)',
    `SELECT k.bureau_id, k.id FROM api_key k JOIN account a ON a.bureau_id = k.bureau_id AND a.id = k.account_id JOIN bureau b ON b.id = k.bureau_id
      WHERE k.revoked_at IS NULL AND a.active AND (a.expires_at IS NULL OR a.expires_at > moment)
        AND least(k.expires_at, k.made_at + make_interval(days => b.api_key_days)) > moment
        AND least(k.expires_at, k.made_at + make_interval(days => b.api_key_days)) <= moment + make_interval(days => within_days)`,
  ),
];
