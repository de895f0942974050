import { ROLES, unscopedFunction } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CANONICAL_FIELDS, GENESIS } from '../canonical.js';

/** The record and its seals. The application role may add lines and read those of its scope; nothing else. */
export class AuditRecord1700000000010 implements MigrationInterface {
  readonly name = 'AuditRecord1700000000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The audit record is never removed: restore a backup instead.');
  }
}

const WRITABLE = ['unit_id', 'id', 'unit_kind', 'action', 'actor_id', 'session_id', 'address', 'request_id', 'record_kind', 'record_id', 'record_number', 'purpose', 'details'];
const REACH = `(unit_kind = 'station' AND unit_id = ANY (app.station_ids())) OR (unit_kind = 'bureau' AND unit_id = ANY (app.bureau_ids()))`;

const STATEMENTS = [
  `CREATE TABLE audit_entry (
     unit_id uuid NOT NULL,
     id uuid NOT NULL,
     unit_kind text NOT NULL CHECK (unit_kind IN ('station', 'bureau')),
     sequence bigint GENERATED ALWAYS AS IDENTITY,
     at timestamptz NOT NULL DEFAULT app.now(),
     action text NOT NULL,
     actor_id uuid, session_id uuid, address text, request_id text,
     record_kind text, record_id uuid, record_number text,
     purpose text, details jsonb,
     batch bigint, position integer,
     PRIMARY KEY (unit_id, id),
     CHECK ((batch IS NULL) = (position IS NULL))
   )`,
  'CREATE INDEX audit_entry_newest ON audit_entry (unit_id, sequence DESC)',
  'CREATE INDEX audit_entry_record ON audit_entry (unit_id, record_id) WHERE record_id IS NOT NULL',
  'CREATE INDEX audit_entry_unsealed ON audit_entry (sequence) WHERE batch IS NULL',
  'CREATE INDEX audit_entry_sealed ON audit_entry (batch, position) WHERE batch IS NOT NULL',
  `CREATE TABLE audit_batch (
     number bigint PRIMARY KEY,
     sealed_at timestamptz NOT NULL,
     entry_ids uuid[] NOT NULL,
     entry_hashes bytea[] NOT NULL,
     previous_hash bytea NOT NULL,
     hash bytea NOT NULL
   )`,
  ...['audit_entry', 'audit_batch'].flatMap((table) => [`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`, `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`]),
  `CREATE POLICY tenant ON audit_entry USING (${REACH}) WITH CHECK (${REACH})`,
  `GRANT SELECT, INSERT (${WRITABLE.join(', ')}) ON audit_entry TO ${ROLES.app}`,
  `GRANT SELECT, UPDATE (batch, position) ON audit_entry TO ${ROLES.unscoped}`,
  `GRANT SELECT, INSERT ON audit_batch TO ${ROLES.unscoped}`,
  // Each field carries its length, so that no two different entries read alike; NULL is '-'.
  `CREATE FUNCTION app.audit_digest(fields text[]) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
     $$ SELECT sha256(convert_to(string_agg(coalesce(octet_length(field)::text || ':' || field, '-'), ',' ORDER BY place), 'UTF8'))
          FROM unnest(fields) WITH ORDINALITY AS listed (field, place) $$`,
  `GRANT EXECUTE ON FUNCTION app.audit_digest(text[]) TO ${ROLES.unscoped}`,
  ...unscopedFunction('seal_audit(most integer)', 'TABLE (number bigint, entries integer)', sealing(), 'plpgsql'),
  ...unscopedFunction(
    'audit_heads(above bigint)',
    'TABLE (number bigint, hash text, "sealedAt" timestamptz)',
    `SELECT b.number, encode(b.hash, 'hex'), b.sealed_at FROM audit_batch b WHERE b.number > above ORDER BY b.number LIMIT 10000`,
  ),
];

/** One sealer at a time, over whatever is committed and unsealed; an entry committed late goes into the next batch. */
function sealing(): string {
  return `
  #variable_conflict use_column
  DECLARE
    last audit_batch;
    next_number bigint;
    previous bytea;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('stationhouse.audit.seal'));
    SELECT * INTO last FROM audit_batch ORDER BY number DESC LIMIT 1;
    next_number := coalesce(last.number, 0) + 1;
    previous := coalesce(last.hash, sha256('${GENESIS}'::bytea));
    RETURN QUERY
    WITH tail AS (
      SELECT unit_id, id, (row_number() OVER (ORDER BY sequence))::integer AS place
        FROM (SELECT unit_id, id, sequence FROM audit_entry WHERE batch IS NULL ORDER BY sequence LIMIT most) AS oldest
    ), e AS (
      UPDATE audit_entry AS entry SET batch = next_number, position = tail.place
        FROM tail WHERE entry.unit_id = tail.unit_id AND entry.id = tail.id
      RETURNING entry.*
    ), hashed AS (
      SELECT e.id, e.position, app.audit_digest(ARRAY[${CANONICAL_FIELDS.join(', ')}]) AS hash FROM e
    ), batch AS (
      INSERT INTO audit_batch (number, sealed_at, entry_ids, entry_hashes, previous_hash, hash)
      SELECT next_number, clock_timestamp(), array_agg(id ORDER BY position), array_agg(hash ORDER BY position), previous,
             sha256(int8send(next_number) || previous || string_agg(hash, ''::bytea ORDER BY position))
        FROM hashed HAVING count(*) > 0
      RETURNING number, cardinality(entry_ids)
    )
    SELECT * FROM batch;
  END`;
}
