import { text, type Bilingual } from './bilingual.js';

/**
 * Every way a request can be refused. The code is stable: clients and tests rely on it; the wording is not.
 * `status` is the HTTP status a REST route answers with.
 */
export const ERROR_CODES = {
  UNAUTHENTICATED: 401,
  SIGN_IN_FAILED: 401,
  SECOND_FACTOR_REQUIRED: 401,
  SESSION_EXPIRED: 401,
  SESSION_LOCKED: 401,
  API_KEY_INVALID: 401,
  PASSWORD_CHANGE_REQUIRED: 403,
  SECOND_FACTOR_ENROLMENT_REQUIRED: 403,
  CROSS_SITE_REFUSED: 403,
  ACCOUNT_LOCKED: 429,
  TOO_MANY_REQUESTS: 429,
  NOT_FOUND: 404,
  FORBIDDEN: 403,
  PURPOSE_REQUIRED: 403,
  PERSONAL_DATA_MASKED: 403,
  BAD_INPUT: 400,
  TEXT_TOO_LONG: 400,
  TEXT_NOT_UNICODE: 400,
  BAD_CURSOR: 400,
  QUERY_TOO_COSTLY: 400,
  METRIC_UNKNOWN: 400,
  DIMENSION_UNKNOWN: 400,
  FIGURE_TOO_FINE: 403,
  FIGURE_NOT_KEPT: 409,
  STALE_VERSION: 409,
  CONFLICT: 409,
  STARTED_BY_OTHERS: 409,
  KEPT_APART: 409,
  WORKFLOW_RETIRED: 409,
  EVENT_REFUSED: 409,
  EVENT_NOT_ACCEPTED: 409,
  EVENT_SIGNATURE_INVALID: 401,
  EVENT_MALFORMED: 400,
  EVENT_DATA_INVALID: 422,
  EVENT_TYPE_NOT_ALLOWED: 403,
  EVENT_ID_REUSED: 409,
  EVENT_TIME_INVALID: 400,
  EVENT_NOT_WAITING: 409,
  TASK_NOT_OPEN: 409,
  EXERCISE_HALTED: 409,
  EXERCISE_NOT_RUNNING: 409,
  EXERCISE_STATUS: 409,
  TASK_NOT_YOURS: 403,
  NOTICE_SIGNED: 409,
  NOTICE_OVER: 409,
  OUTCOME_UNKNOWN: 400,
  CREDENTIAL_TYPED: 400,
  FORM_INVALID: 400,
  DATA_INVALID: 400,
  TIMER_NOT_SET: 409,
  INSTANCE_CLOSED: 409,
  SIGNATURE_KEPT: 409,
  EXPRESSION_FAILED: 409,
  CLOCK_NOT_RUNNING: 409,
  NOT_EDITABLE: 409,
  EDIT_INVALID: 400,
  BEYOND_BOUND: 409,
  STUDY_CLOSED: 409,
  OUTSIDE_STUDY: 403,
  BUDGET_SPENT: 429,
  EDIT_PENDING: 409,
  NO_EDIT_PENDING: 409,
  SECOND_PERSON_NEEDED: 403,
  ALREADY_ANSWERED: 409,
  SEPARATE_DUTIES: 403,
  NOT_CALLED_OUT: 403,
  EMERGENCY_CLOSED: 409,
  SHARE_ENDED: 409,
  HAND_IN_UNKNOWN: 404,
  HAND_IN_EXPIRED: 410,
  HAND_IN_REVOKED: 410,
  HAND_IN_USED: 409,
  HAND_IN_FULL: 409,
  HAND_IN_OVER: 410,
  HAND_IN_CLOSED: 409,
  HAND_IN_EXERCISE: 409,
  HANDED_PHOTO_DECIDED: 409,
  INVITATION_EXPIRED: 401,
  DELEGATION_NOT_ALLOWED: 409,
  RECALL_REFUSED: 409,
  ROLE_LOOSENS: 403,
  ROLE_KEEPS: 409,
  DELEGATION_EXCEEDS: 403,
  CALL_NOT_PENDING: 409,
  LINK_NOT_OPEN: 409,
  OUTPUT_INVALID: 400,
  LOOKUP_FAILED: 503,
  MATTER_RUNS: 409,
  DEFINITION_INVALID: 400,
  IMPORT_FILE_UNREADABLE: 400,
  IMPORT_FILE_TOO_LARGE: 413,
  IMPORT_ARCHIVE_UNSAFE: 400,
  IMPORT_TOO_MANY_COLUMNS: 400,
  IMPORT_MAPPING_INVALID: 400,
  IMPORT_NOT_RUNNING: 409,
  FILE_TOO_LARGE: 413,
  FILE_TYPE_REFUSED: 415,
  TEMPLATE_INVALID: 422,
  TEMPLATE_LOCKED: 409,
  STORAGE_FULL: 507,
  STORAGE_UNAVAILABLE: 503,
  BACKUP_UNREADABLE: 400,
  DEFINITION_LOST: 409,
  JOB_TIMEOUT: 500,
  JOB_DIED: 500,
  STATION_CLOSED: 409,
  PLUGIN_DISABLED: 403,
  PLUGIN_MANDATED: 409,
  PLUGIN_FORBIDDEN: 409,
  TAKEOVER_NEEDED: 409,
  ASSESSMENT_NEEDED: 409,
  REVIEW_NEEDED: 409,
  CALLBACK_CODE_UNKNOWN: 409,
  CALLBACK_CODE_USED: 409,
  PROPERTY_MATCHED: 409,
  CALLBACK_CODE_EXPIRED: 409,
  PLUGIN_INVALID: 500,
  PLUGIN_FAULT: 500,
  STATEMENT_TIMEOUT: 503,
  SETTING_INVALID: 500,
  SCHEMA_NEWER: 500,
  DATABASE_UNAVAILABLE: 503,
  INTERNAL: 500,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * A refusal with a stable code, and a message in both languages that says what is wrong and what to do.
 * `details` carries only what the caller itself sent or may see: never personal data of a record.
 */
export class StationhouseError extends Error {
  override readonly name = 'StationhouseError';
  readonly code: ErrorCode;
  readonly text: Bilingual;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message: Bilingual, details?: Record<string, unknown>, options?: ErrorOptions) {
    super(`${code}: ${message.en}`, options);
    this.code = code;
    this.text = message;
    this.details = details;
  }

  /** The HTTP status of this refusal. */
  get status(): number {
    return ERROR_CODES[this.code];
  }
}

/** True for an error of ours, also across duplicated module instances. */
export function isStationhouseError(error: unknown): error is StationhouseError {
  return error instanceof Error && error.name === 'StationhouseError' && 'code' in error && 'text' in error;
}

/**
 * What a reader may not see looks exactly like what does not exist.
 * @param what the thing, in both languages: `text('警情', 'Incident')`
 */
export function notFound(what: Bilingual): StationhouseError {
  return new StationhouseError(
    'NOT_FOUND',
    text(`未找到${what['zh-CN']}，请核对后重试。`, `${what.en} not found. Check the link or number and try again.`),
  );
}

/** A value the caller sent is wrong. `field` is the path of the value as the caller wrote it. */
export function badInput(field: string, message: Bilingual, details: Record<string, unknown> = {}): StationhouseError {
  return new StationhouseError('BAD_INPUT', message, { field, ...details });
}
