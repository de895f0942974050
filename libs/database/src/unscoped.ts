/**
 * The closed list of statements that look across tenants, as functions in schema `unscoped`. Except for the sign-in
 * look-ups each returns (station_id, id) or a bureau's equivalent only; the work itself then runs scoped. What stations of one bureau
 * may know of each other's matters is names and moments beside, to a caller within reach of one of them.
 * A test compares this list with the database, so a function cannot be added without being named here.
 */
export const UNSCOPED_FUNCTIONS = [
  'begin_sign_in_attempt',
  'settle_sign_in_attempt',
  'sign_in_lookup',
  'refresh_lookup',
  'session_context',
  'bureau_of_code',
  'key_context',
  'ending_api_keys',
  'sweep_sessions',
  'claim_timers',
  'next_timer',
  'due_automations',
  'next_automation',
  'claim_notices',
  'next_notice',
  'old_notices',
  'claim_outbox',
  'sweep_outbox',
  'seal_audit',
  'audit_heads',
  'operating_figures',
  'demo_state',
  'stale_overlays',
  'claim_assessments',
  'next_assessment',
  'unwatched_plugins',
  'claim_schedules',
  'next_schedule',
  'unplanned_schedules',
  'claim_publications',
  'next_publication',
  'claim_reorganisations',
  'next_reorganisation',
  'claim_staff_moves',
  'next_staff_move',
  'claim_deliveries',
  'next_delivery',
  'marked_figures',
  'matters_elsewhere',
  'matters_of_value',
  'matter_events',
  'hand_in_of_token',
  'uncovered_figures',
  'unverified_figures',
] as const;

export type UnscopedFunction = (typeof UNSCOPED_FUNCTIONS)[number];
