import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { addDuration, newId, notFound, parseText, StationhouseError, text, type Id, type IsoDuration } from '@stationhouse/kernel';
import type { ExpiringBeside, KeepsPersonal, WorkflowCatalog } from '@stationhouse/workflow-runtime';
import { patternFlagAnswered, patternFlagOpened } from './audit-actions.js';
import { readDeeds } from './read-deeds.js';
import { ruleStandings } from './settings.js';

/** How far back the rules look: this month and the one before it at most. */
const LOOKS_BACK: IsoDuration = 'P40D';
/** How long a flag stands, answered or not (D); longer than the rules look back, so that nothing is noticed twice. */
export const FLAG_KEEP: IsoDuration = 'P60D';
const LONGEST_REASON = 300;
const MOST_FLAGS = 200;

/** Whose flags a reader sees: all of the station, or those of some teams; never their own. */
export interface FlagReader {
  readonly accountId: Id;
  /** Null for all. */
  readonly teamIds: readonly Id[] | null;
}

export const FLAG_ANSWERS = ['explained', 'followedUp'] as const;
export type FlagAnswer = (typeof FLAG_ANSWERS)[number];

/** A question to whoever leads. */
export interface FlagRow {
  readonly stationId: Id;
  readonly id: Id;
  readonly rule: string;
  readonly subjectId: Id;
  readonly from: Date;
  readonly until: Date;
  /** The tasks it is about. */
  readonly records: readonly Id[];
  readonly facts: Readonly<Record<string, number>>;
  readonly foundAt: Date;
  readonly expiresAt: Date;
  readonly version: number;
  readonly answer: FlagAnswer | null;
  readonly reason: string | null;
  readonly answeredBy: Id | null;
  readonly answeredAt: Date | null;
}

const COLUMNS = `f.station_id AS "stationId", f.id, f.rule, f.subject_id AS "subjectId", f.from_at AS "from", f.until_at AS "until", f.records, f.facts, f.found_at AS "foundAt", f.expires_at AS "expiresAt", f.version, f.answer, f.reason, f.answered_by AS "answeredBy", f.answered_at AS "answeredAt"`;
const SEEN = `f.station_id = $1 AND f.expires_at > app.now() AND f.subject_id <> $2 AND ($3::uuid[] IS NULL OR f.team_id = ANY ($3))`;

/** Looks for patterns at a station and keeps what is new as flags. What was noticed before, answered or not, stays as it is. @returns how many are new */
export async function lookForPatterns(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id): Promise<number> {
  const [station] = await tenant.sql<{ zone: string }>('SELECT time_zone AS zone FROM station WHERE id = $1', [stationId]);
  if (station === undefined) return 0;
  const { zone } = station;
  const deeds = await readDeeds(tenant, catalog, stationId, addDuration(tenant.now, LOOKS_BACK, zone, -1));
  const found = (await ruleStandings(tenant, stationId)).filter(({ enabled }) => enabled).flatMap(({ rule, thresholds }) =>
    rule.detect({ deeds, zone, threshold: (name) => thresholds[name] ?? Number.NaN }).map((finding) => ({ rule: rule.id, ...finding })));
  const rows = found.map(({ rule, accountId, occasion, deeds: all, facts }) => {
    const moments = all.map(({ completedAt }) => completedAt.getTime());
    return { id: newId(), rule, subject: accountId, occasion, from: new Date(Math.min(...moments)), until: new Date(Math.max(...moments)), records: all.map(({ id }) => id), facts };
  });
  const written = await tenant.sql(
    `INSERT INTO pattern_flag (station_id, id, rule, subject_id, team_id, occasion, from_at, until_at, records, facts, expires_at)
     SELECT $1, r.id, r.rule, r.subject, (SELECT m.team_id FROM membership m WHERE m.station_id = $1 AND m.account_id = r.subject AND m.team_id IS NOT NULL AND m.granted_at <= r.until AND (m.ended_at IS NULL OR m.ended_at > r.until) ORDER BY m.granted_at DESC LIMIT 1),
            r.occasion, r.from, r.until, ARRAY (SELECT jsonb_array_elements_text(r.records)::uuid), r.facts, $3
       FROM jsonb_to_recordset($2::jsonb) AS r (id uuid, rule text, subject uuid, occasion text, "from" timestamptz, until timestamptz, records jsonb, facts jsonb)
     ON CONFLICT (station_id, rule, occasion) DO NOTHING RETURNING id`,
    [stationId, JSON.stringify(rows), addDuration(tenant.now, FLAG_KEEP, zone)],
  );
  return written.length;
}

/** The flags a reader may see, those that wait for an answer first, the latest first; at most 200. */
export function listFlags(tenant: Tenant, stationId: Id, reader: FlagReader, answered: boolean | null): Promise<FlagRow[]> {
  return tenant.sql<FlagRow>(`SELECT ${COLUMNS} FROM pattern_flag f WHERE ${SEEN} AND ($4::boolean IS NULL OR (f.answer IS NOT NULL) = $4) ORDER BY f.answer IS NOT NULL, f.until_at DESC, f.id LIMIT ${MOST_FLAGS}`, [...seenBy(stationId, reader), answered]);
}

/** One flag with whom it is about: that it was looked at is recorded. @throws StationhouseError NOT_FOUND */
export async function openFlag(tenant: Tenant, stationId: Id, id: Id, reader: FlagReader): Promise<FlagRow> {
  const flag = await flagOf(tenant, stationId, id, reader);
  await audit(tenant, { action: patternFlagOpened, stationId, record: { kind: 'patternFlag', id }, details: { rule: flag.rule, subjectId: flag.subjectId } });
  return flag;
}

/** What somebody found out about a flag. */
export interface AnswerFlag {
  readonly flagId: Id;
  readonly answer: FlagAnswer;
  /** Why, at most 300 characters. */
  readonly reason: string;
  readonly expectedVersion: number;
  readonly idempotencyKey: string;
}

/** Answers a flag; the same key again answers with what was written first. @throws StationhouseError NOT_FOUND, BAD_INPUT, STALE_VERSION */
export async function answerFlag(tenant: Tenant, stationId: Id, reader: FlagReader, { flagId, answer, reason, expectedVersion, idempotencyKey }: AnswerFlag): Promise<FlagRow> {
  const key = required(idempotencyKey, 'idempotencyKey', 200);
  const why = required(reason, 'reason', LONGEST_REASON);
  await tenant.sql('SELECT FROM pattern_flag WHERE station_id = $1 AND id = $2 FOR UPDATE', [stationId, flagId]);
  const before = await flagOf(tenant, stationId, flagId, reader);
  const [same] = await tenant.sql('SELECT FROM pattern_flag WHERE station_id = $1 AND id = $2 AND answered_by = $3 AND answered_key = $4', [stationId, flagId, reader.accountId, key]);
  if (same !== undefined) return before;
  if (before.version !== expectedVersion) throw new StationhouseError('STALE_VERSION', text('该提示刚被他人处理，请刷新后核对。', 'Somebody has answered this flag. Reload and check.'), { expectedVersion, version: before.version });
  await tenant.sql('UPDATE pattern_flag SET answer = $3, reason = $4, answered_by = $5, answered_key = $6, answered_at = app.now(), version = version + 1 WHERE station_id = $1 AND id = $2', [stationId, flagId, answer, why, reader.accountId, key]);
  await audit(tenant, { action: patternFlagAnswered, stationId, record: { kind: 'patternFlag', id: flagId }, purpose: why, details: { rule: before.rule, answer } });
  return flagOf(tenant, stationId, flagId, reader);
}

async function flagOf(tenant: Tenant, stationId: Id, id: Id, reader: FlagReader): Promise<FlagRow> {
  const [flag] = await tenant.sql<FlagRow>(`SELECT ${COLUMNS} FROM pattern_flag f WHERE ${SEEN} AND f.id = $4`, [...seenBy(stationId, reader), id]);
  if (flag === undefined) throw notFound(text('异常提示', 'Flag'));
  return flag;
}

function seenBy(stationId: Id, { accountId, teamIds }: FlagReader): unknown[] {
  return [stationId, accountId, teamIds === null ? null : [...teamIds]];
}

function required(value: string, field: string, most: number): string {
  const said = parseText(value, field, most).trim();
  if (said !== '') return said;
  throw new StationhouseError('BAD_INPUT', text('请填写理由。', 'Say why.'), { field });
}

/** What a flag says goes when it expires: whom and what it was about, and why it was answered. That there was one is left, to be counted. */
export class FlagRetention implements KeepsPersonal {
  async eraseDue(tenant: Tenant, stationId: Id, most: number): Promise<number> {
    const gone = await tenant.sql<{ id: Id }>('SELECT id FROM pattern_flag WHERE station_id = $1 AND subject_id IS NOT NULL AND expires_at <= app.now() ORDER BY expires_at LIMIT $2', [stationId, most]);
    await tenant.sql(
      `UPDATE pattern_flag SET subject_id = NULL, team_id = NULL, occasion = id::text, from_at = NULL, until_at = NULL, records = '{}', facts = '{}', reason = NULL, answered_by = NULL, answered_key = NULL WHERE station_id = $1 AND id = ANY ($2)`,
      [stationId, gone.map(({ id }) => id)],
    );
    return gone.length;
  }

  async expiring(tenant: Tenant, stationId: Id, until: Date): Promise<ExpiringBeside | undefined> {
    const [row] = await tenant.sql<{ count: number; firstDue: Date | null }>('SELECT count(*)::int AS count, min(expires_at) AS "firstDue" FROM pattern_flag WHERE station_id = $1 AND subject_id IS NOT NULL AND expires_at <= $2', [stationId, until]);
    return row === undefined || row.firstDue === null ? undefined : { title: text('异常提示', 'Flags'), keep: FLAG_KEEP, count: row.count, firstDue: row.firstDue };
  }
}
