import type { TableNotes } from '@stationhouse/database';

const SECRETS = 'sign-in alone reads it, through the closed list of functions';
const BULK = 'written and read by whole statements; an entity would only suggest one row at a time';

/** Every table that does not follow the rules of tables by itself, and why. */
export const TABLE_NOTES: TableNotes = {
  'app.test_clock': { sqlOnly: 'one row, read by app.now()', open: 'the installation’s clock' },
  'bullmq.*': { sqlOnly: 'BullMQ’s own', open: 'wake-ups name rows of the outbox and nothing else' },
  'public.schema_migration': { sqlOnly: 'TypeORM’s own', open: 'names of migrations' },
  'public.plugin_migration': { sqlOnly: 'the migrator’s own', open: 'names of plugins’ migrations' },
  'public.rate_limit': { sqlOnly: 'rate-limiter-flexible’s own', open: 'hashes of network addresses, before anybody is signed in' },
  'public.audit_batch': { sqlOnly: 'only sealing and verification read it', key: { column: 'number', because: 'one chain runs over the entries of all units; the application may not read it' } },
  'public.audit_entry': { key: { column: 'unit_id', because: 'an entry belongs to a station, a bureau or the installation' } },
  'public.bureau': { key: { column: 'id', because: 'it is the scope itself' } },
  'public.definition': { key: { column: 'scope_id', because: 'a definition belongs to a station, a bureau or the installation' } },
  'public.outbox': { key: { column: 'scope_id', because: 'a job belongs to a station or a bureau' } },
  'public.overlay': { key: { column: 'scope_id', because: 'an overlay belongs to a bureau or a station' } },
  'public.overlay_revision': { key: { column: 'scope_id', because: 'as its overlay' } },
  'public.configuration_command': { key: { column: 'scope_id', because: 'a command is about a bureau or a station' } },
  'public.plugin_assessment': { key: { column: 'scope_id', because: 'an assessment belongs to a bureau or a station' } },
  'public.document_template': { sqlOnly: 'kept for good, read by lists', key: { column: 'scope_id', because: 'a template belongs to a bureau or a station' } },
  'public.document_choice': { sqlOnly: 'a log of which the latest row counts', key: { column: 'scope_id', because: 'as its template' } },
  'public.document_made': { sqlOnly: 'a look-up by call and by attachment' },
  'public.migration_batch': { key: { column: 'scope_id', because: 'a batch belongs to a bureau or a station' } },
  'public.migration_plan': { key: { column: 'scope_id', because: 'as its batch' } },
  'public.notice': { key: { column: 'unit_id', because: 'a notice belongs to a station or a bureau' } },
  'public.notice_recipient': { key: { column: 'unit_id', because: 'as its notice' } },
  'public.notice_delivery': { key: { column: 'unit_id', because: 'as its notice' } },
  'public.credential': { sqlOnly: SECRETS },
  'public.second_factor': { sqlOnly: SECRETS },
  'public.session': { sqlOnly: SECRETS },
  'public.refresh_token': { sqlOnly: SECRETS },
  'public.sign_in_attempt': { sqlOnly: SECRETS, key: { column: 'login_hash', because: 'an unknown login is counted like a known one; the application may not read it' } },
  'public.incident': { sqlOnly: BULK },
  'public.incident_series': { sqlOnly: BULK },
  'public.import': { sqlOnly: BULK },
  'public.import_profile': { sqlOnly: BULK },
  'public.import_rejection': { sqlOnly: BULK },
  'public.event_source': { sqlOnly: 'its secret lies sealed in it; one class reads it' },
  'public.inbound_event': { sqlOnly: BULK },
  'public.inbound_matter': { sqlOnly: 'a look-up of one column' },
  'public.demo_load': { sqlOnly: 'one row of the demo’s set-up' },
};
