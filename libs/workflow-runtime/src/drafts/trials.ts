import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { CanaryRow } from './entities.js';

/** The share that is everybody; also the buckets that instances fall into, by the end of their ids, which is random. */
export const EVERYBODY = 100;

/** What a new instance of a workflow starts on where a version is tried. */
export interface Trial {
  /** Of 100 new instances. */
  readonly share: number;
  /** Hash of the version before, which the others start on. */
  readonly before: string;
}

/** The version a new instance starts on: the same for its id whenever it is asked, and a wider share keeps those it had. */
export function startsOn(definition: string | null, trial: Trial | null, instanceId: Id): string | null {
  return trial === null || Number.parseInt(instanceId.slice(-8), 16) % EVERYBODY < trial.share ? definition : trial.before;
}

const CANARY = `scope_id AS "scopeId", workflow, share, before, revision, before_revision AS "beforeRevision", set_by AS "setBy", since`;

/** The trial of a scope; undefined where none runs. */
export async function readTrial(tenant: Tenant, scopeId: Id, workflow: string): Promise<CanaryRow | undefined> {
  const [row] = await tenant.sql<CanaryRow>(`SELECT ${CANARY} FROM canary WHERE scope_id = $1 AND workflow = $2`, [scopeId, workflow]);
  return row;
}

/** Lets what was published last be everybody's. */
export async function endTrial(tenant: Tenant, scopeId: Id, workflow: string): Promise<void> {
  await tenant.sql('DELETE FROM canary WHERE scope_id = $1 AND workflow = $2', [scopeId, workflow]);
}
