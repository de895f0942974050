import { ROLES, type Repair, secureTableBy, unscopedFunction } from '@stationhouse/database';
import { runMigrations } from 'bullmq';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The schema BullMQ and its relay live in. */
export const QUEUE_SCHEMA = 'bullmq';

/** The one queue: its jobs wake workers. */
export const QUEUE = 'wake';

/**
 * The outbox, and the schema of BullMQ beside it. The application role owns nothing, so it may not let BullMQ create its
 * own tables: its migrations run here as the owner, and the application only uses them. A later version of BullMQ with
 * new migrations needs a migration of ours that calls {@link migrateQueue} again.
 */
export class Outbox1700000000400 implements MigrationInterface {
  readonly name = 'Outbox1700000000400';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
    await migrateQueue(runner);
  }

  async down(): Promise<void> {
    throw new Error('The outbox cannot be undone: restore a backup instead.');
  }
}

/** The queue holds nothing but wake-ups: dropped, it is made again at the next start with the owner's address, and the sweeper finds every job meanwhile. */
export const queueRepair: Repair = { name: 'the job queue', intact: `SELECT to_regclass('${QUEUE_SCHEMA}.migration') IS NOT NULL AS intact`, mend: migrateQueue };

/** Runs BullMQ's own migrations inside the transaction of ours, and lets the application role use the result. */
export async function migrateQueue(runner: QueryRunner): Promise<void> {
  const inOurTransaction = {
    query: async (statement: string, parameters?: unknown[]) => {
      if (/^(BEGIN|COMMIT|ROLLBACK)$/.test(statement)) return { rows: [], rowCount: 0 };
      const { records = [], affected = 0 } = await runner.query(statement, parameters, true);
      return { rows: records, rowCount: affected };
    },
  };
  await runMigrations(inOurTransaction as Parameters<typeof runMigrations>[0], QUEUE_SCHEMA);
  await runner.query('SET LOCAL search_path TO DEFAULT');
  // BullMQ makes a queue's sequence when it is first used; by then nobody may.
  await runner.query(`SELECT ${QUEUE_SCHEMA}.next_job_id($1)`, [QUEUE]);
  for (const statement of [
    `GRANT USAGE ON SCHEMA ${QUEUE_SCHEMA} TO ${ROLES.app}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO ${ROLES.app}`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${QUEUE_SCHEMA} TO ${ROLES.app}`,
    `GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${QUEUE_SCHEMA} TO ${ROLES.app}`,
  ]) {
    await runner.query(statement);
  }
}

const STATEMENTS = [
  // scope_id is a station's id or, for work of a bureau such as an import, a bureau's: first in the key either way.
  `CREATE TABLE outbox (
     scope_id uuid NOT NULL,
     id uuid NOT NULL,
     scope text NOT NULL CHECK (scope IN ('station', 'bureau')),
     topic text NOT NULL,
     payload jsonb NOT NULL,
     state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'dead')),
     attempts integer NOT NULL DEFAULT 0,
     next_run timestamptz NOT NULL DEFAULT now(),
     wake_at timestamptz NOT NULL DEFAULT now() + interval '10 seconds',
     claimed_by uuid,
     code text,
     error jsonb,
     created_at timestamptz NOT NULL DEFAULT now(),
     finished_at timestamptz,
     PRIMARY KEY (scope_id, id)
   ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000)`,
  `COMMENT ON COLUMN outbox.next_run IS 'nobody claims the row before; a claim moves it to the end of its lease'`,
  `COMMENT ON COLUMN outbox.wake_at IS 'when the sweeper rebuilds the wake-up of a row that nobody has finished'`,
  `CREATE INDEX outbox_pending ON outbox (id) WHERE state = 'pending'`,
  `CREATE INDEX outbox_wake ON outbox (wake_at) WHERE state = 'pending'`,
  `CREATE INDEX outbox_finished ON outbox (finished_at) WHERE state = 'done'`,
  `CREATE INDEX outbox_parked ON outbox (scope_id, id) WHERE state = 'dead'`,
  ...secureTableBy('outbox', 'scope_id = ANY (app.station_ids()) OR scope_id = ANY (app.bureau_ids())', ['SELECT', 'INSERT', 'UPDATE', 'DELETE']),
  `GRANT SELECT, UPDATE, DELETE ON outbox TO ${ROLES.unscoped}`,
  ...unscopedFunction(
    'claim_outbox(wanted uuid[], topics text[], most integer, lease interval, claimant uuid)',
    'TABLE (scope text, scope_id uuid, id uuid)',
    CLAIM(),
    'plpgsql',
  ),
  ...unscopedFunction('sweep_outbox(most integer, keep interval)', 'TABLE (scope_id uuid, id uuid)', SWEEP(), 'plpgsql'),
];

/**
 * Two statements rather than `wanted IS NULL OR …`, so that each is planned for its own index. A claim that a crash of the
 * server loses frees its jobs sooner, nothing else: it need not reach the disk before they run.
 */
function CLAIM(): string {
  const claim = (where: string) => `
    RETURN QUERY UPDATE outbox o
       SET next_run = now() + lease, wake_at = now() + lease, attempts = o.attempts + 1, claimed_by = claimant
      FROM (SELECT p.scope_id, p.id FROM outbox p
             WHERE p.state = 'pending' AND p.next_run <= now() AND p.topic = ANY (topics) AND ${where} LIMIT most FOR UPDATE SKIP LOCKED) due
     WHERE o.scope_id = due.scope_id AND o.id = due.id
    RETURNING o.scope, o.scope_id, o.id;`;
  return `
    #variable_conflict use_column
    BEGIN
      PERFORM set_config('synchronous_commit', 'off', true);
      IF wanted IS NULL THEN ${claim('p.wake_at <= now() + lease')}
      ELSE ${claim('p.id = ANY (wanted)')}
      END IF;
    END`;
}

/** Names every row whose wake-up is overdue, at most once per half minute, and forgets what was done long ago. */
function SWEEP(): string {
  return `
    #variable_conflict use_column
    BEGIN
      PERFORM set_config('synchronous_commit', 'off', true);
      DELETE FROM outbox o USING (SELECT p.scope_id, p.id FROM outbox p WHERE p.state = 'done' AND p.finished_at < now() - keep LIMIT most FOR UPDATE SKIP LOCKED) old
       WHERE o.scope_id = old.scope_id AND o.id = old.id;
      RETURN QUERY UPDATE outbox o SET wake_at = now() + interval '30 seconds'
        FROM (SELECT p.scope_id, p.id FROM outbox p WHERE p.state = 'pending' AND p.wake_at <= now() ORDER BY p.wake_at LIMIT most FOR UPDATE SKIP LOCKED) due
       WHERE o.scope_id = due.scope_id AND o.id = due.id
      RETURNING o.scope_id, o.id;
    END`;
}
