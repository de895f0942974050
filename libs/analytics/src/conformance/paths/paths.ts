import { createHash } from 'node:crypto';
import type { Database, Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { bucketOf } from '../map/buckets.js';
import { staysOf, type LoggedStep, type Stay } from './path.js';

/** Instances whose history is read at a time. */
const PAGE = 500;
/** Instances that a question brings up to date before it is answered; the nightly job brings in the others. */
export const MOST_BEHIND = 1_000;

interface Behind {
  readonly stationId: Id;
  readonly id: Id;
  readonly version: number;
  readonly startedAt: Date;
}

const STEPS = `SELECT h.instance_id AS "instanceId", h.at, h.kind, h.event->>'task' AS task, h.event->>'serial' AS serial, h.states_left AS "left", h.states_entered AS entered
  FROM history h WHERE h.station_id = $1 AND h.instance_id = ANY ($2) AND (cardinality(h.states_left) > 0 OR cardinality(h.states_entered) > 0 OR h.kind = 'recall-task') ORDER BY h.instance_id, h.version`;

const INTEGERS = (key: string) => `ARRAY (SELECT e::int FROM jsonb_array_elements_text(r.${key}) e)`;
const TEXTS = (key: string) => `ARRAY (SELECT jsonb_array_elements_text(r.${key}))`;

const WRITE_WAYS = `INSERT INTO instance_way (station_id, id, states, went) SELECT DISTINCT ON (r.way) $1::uuid, r.way, ${TEXTS('states')}, ${TEXTS('went')}
  FROM jsonb_to_recordset($2::jsonb) AS r (way uuid, states jsonb, went jsonb) ORDER BY r.way ON CONFLICT DO NOTHING`;

const WRITE_PATHS = `INSERT INTO instance_path AS p (station_id, instance_id, version, way_id, begins, lasts, buckets)
  SELECT $1, r.id, r.version, r.way, ${INTEGERS('begins')}, ${INTEGERS('lasts')}, ${INTEGERS('buckets')}::smallint[] FROM jsonb_to_recordset($2::jsonb) AS r (id uuid, version int, way uuid, begins jsonb, lasts jsonb, buckets jsonb) ORDER BY r.id
  ON CONFLICT (station_id, instance_id) DO UPDATE SET version = excluded.version, way_id = excluded.way_id, begins = excluded.begins, lasts = excluded.lasts, buckets = excluded.buckets WHERE p.version < excluded.version`;

/**
 * Keeps the ways of instances beside their history: a map of a hundred thousand instances reads as many rows, and not a million. No step writes
 * them; whoever asks brings in what has changed since, and a job of the night the rest.
 */
export class Paths {
  constructor(private readonly database: Database) {}

  /** Brings in what has changed of some stations' instances. @returns how many are still behind, at most `most` more */
  async bringIn(tenant: Tenant, stationIds: readonly Id[], workflow: string | null, most = MOST_BEHIND): Promise<number> {
    const behind = await tenant.sql<Behind>(
      `SELECT i.station_id AS "stationId", i.id, i.version, i.started_at AS "startedAt" FROM fact.instance i LEFT JOIN instance_path p ON p.station_id = i.station_id AND p.instance_id = i.id
        WHERE i.station_id = ANY ($1) AND ($2::text IS NULL OR i.workflow = $2) AND p.version IS DISTINCT FROM i.version ORDER BY i.station_id, i.id LIMIT $3`,
      [[...stationIds], workflow, most * 2],
    );
    const taken = behind.slice(0, most);
    for (const stationId of new Set(taken.map((one) => one.stationId))) {
      const here = taken.filter((one) => one.stationId === stationId);
      for (let at = 0; at < here.length; at += PAGE) await write(tenant, stationId, here.slice(at, at + PAGE));
    }
    return behind.length - taken.length;
  }

  /** Everything of a station that is behind. Page after page, each a transaction of its own: killed anywhere, it goes on with what is still behind. */
  async bringInAll(stationId: Id, signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const left = await this.database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) => this.bringIn(tenant, [stationId], null));
      if (left === 0) return;
    }
  }
}

async function write(tenant: Tenant, stationId: Id, behind: readonly Behind[]): Promise<void> {
  const steps = await tenant.sql<LoggedStep & { instanceId: Id }>(STEPS, [stationId, behind.map(({ id }) => id)]);
  const by = new Map<Id, LoggedStep[]>(behind.map(({ id }) => [id, []]));
  for (const step of steps) by.get(step.instanceId)?.push(step);
  const rows = behind.map(({ id, version, startedAt }) => ({ id, version, ...kept(staysOf(by.get(id) ?? [], startedAt)) }));
  await tenant.sql(WRITE_WAYS, [stationId, JSON.stringify(rows.map(({ way, states, went }) => ({ way, states, went })))]);
  await tenant.sql(WRITE_PATHS, [stationId, JSON.stringify(rows.map(({ id, version, way, begins, lasts, buckets }) => ({ id, version, way, begins, lasts, buckets })))]);
}

function kept(stays: readonly Stay[]) {
  const [states, went] = [stays.map(({ state }) => state), stays.map((stay) => stay.went)];
  const lasts = stays.map((stay) => stay.lasts);
  return { states, went, way: createHash('md5').update(JSON.stringify([states, went])).digest('hex'), begins: stays.map(({ begins }) => begins), lasts, buckets: lasts.map((seconds) => (seconds === null ? null : bucketOf(seconds))) };
}
