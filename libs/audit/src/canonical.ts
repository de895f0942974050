/**
 * The fields of an entry that its hash covers, in order, as PostgreSQL renders them to text. The same list builds the
 * sealing function and the verifier's query, so that the two cannot drift apart; what turns them into a hash is written
 * twice on purpose (SQL below, JavaScript in verify.ts): a verifier that trusted the database's functions would
 * believe whoever changed them.
 */
export const CANONICAL_FIELDS: readonly string[] = [
  'e.batch::text',
  'e.position::text',
  'e.unit_kind',
  'e.unit_id::text',
  'e.id::text',
  'e.sequence::text',
  `to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  'e.action',
  'e.actor_id::text',
  'e.session_id::text',
  'e.address',
  'e.request_id',
  'e.record_kind',
  'e.record_id::text',
  'e.record_number',
  'e.purpose',
  'e.details::text',
];

/** What the first batch is chained to. */
export const GENESIS = 'stationhouse audit';
