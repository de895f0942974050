import type { TestDatabase } from './database.js';

/**
 * Waits until no job of some stations or bureaus is left that may run now; one that is to run later stays. Each look is a round
 * trip, and that is the only pause: a job is done when its row says so.
 */
export async function untilJobsDone({ owner }: Pick<TestDatabase, 'owner'>, ...scopeIds: readonly string[]): Promise<void> {
  const left = () => owner.query(`SELECT FROM outbox WHERE scope_id = ANY ($1) AND state = 'pending' AND (attempts > 0 OR next_run <= now()) LIMIT 1`, [scopeIds]);
  while ((await left()).rowCount !== 0);
}
