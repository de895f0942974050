import type { TenantContext } from '@stationhouse/database';
import type { JobPayload, Jobs } from '@stationhouse/jobs';
import { newId, type Id } from '@stationhouse/kernel';
import type { TestDatabase, TestOfficer, TestStation } from '@stationhouse/testing';
import { Configuration, ConfigurationWord, MigrationBatches, MigrationSteps, MigrationWork, type Scope, type WorkflowPlugin } from '@stationhouse/workflow-runtime';
import { openRuntime, type RuntimeWorld } from './runtime-world.js';

/** A runtime with what configures it; jobs run when a test says so. */
export interface ConfigurationWorld extends RuntimeWorld {
  readonly configuration: Configuration;
  readonly batches: MigrationBatches;
  readonly work: MigrationWork;
  readonly word: ConfigurationWord;
  /** Runs every waiting job of a topic in scopes of one's own. @param times delivers each so often, at once */
  deliver(topic: string, scopeIds: readonly Id[], times?: number): Promise<void>;
}

export async function openConfiguration(plugins: readonly WorkflowPlugin[]): Promise<ConfigurationWorld> {
  const world = await openRuntime(plugins, { poolSize: 20 });
  const { test, catalog, jobs, runtime } = world;
  const configuration = new Configuration(test.database, catalog, jobs, world.notices);
  const word = new ConfigurationWord(test.database, catalog, world.notices);
  const batches = new MigrationBatches(catalog, jobs);
  const work = new MigrationWork(test.database, catalog, new MigrationSteps(test.database, catalog, runtime), word);
  jobs.register(work.job());
  const deliver = (topic: string, scopeIds: readonly Id[], times = 1) => deliverJobs(test, jobs, topic, scopeIds, times);
  return { ...world, configuration, batches, work, word, deliver };
}

interface WaitingJob {
  readonly id: Id;
  readonly scope: 'bureau' | 'station';
  readonly scope_id: Id;
  readonly payload: JobPayload;
}

/** Runs every waiting job of a topic in some scopes. @param times delivers each so often, at once @param definition in the place of the registered one */
export async function deliverJobs(test: TestDatabase, jobs: Pick<Jobs, 'registry'>, topic: string, scopeIds: readonly Id[], times = 1, definition = jobs.registry.get(topic)): Promise<void> {
  if (definition === undefined) throw new Error(`No job has the topic ${topic}.`);
  const { rows } = await test.owner.query<WaitingJob>(`UPDATE outbox SET state = 'done', finished_at = now() WHERE topic = $1 AND scope_id = ANY ($2) AND state = 'pending' RETURNING id, scope, scope_id, payload`, [topic, scopeIds]);
  const run = ({ id, scope, scope_id: scopeId, payload }: WaitingJob) =>
    definition.handle({ id, topic, payload, scope, scopeId, context: scope === 'bureau' ? { stationIds: [], bureauIds: [scopeId] } : { stationIds: [scopeId], bureauIds: [] }, attempt: 1, signal: new AbortController().signal });
  await Promise.all(rows.flatMap((row) => Array.from({ length: times }, () => run(row))));
}

/** The notices of a kind at a unit, with who was told, oldest first. */
export async function noticesOf(test: TestDatabase, unitId: Id, kind: string): Promise<readonly { readonly title: { readonly 'zh-CN': string }; readonly body: { readonly 'zh-CN': string }; readonly told: readonly Id[] }[]> {
  const { rows } = await test.owner.query('SELECT title, body, ARRAY (SELECT r.account_id FROM notice_recipient r WHERE r.unit_id = n.unit_id AND r.notice_id = n.id) AS told FROM notice n WHERE unit_id = $1 AND kind = $2 ORDER BY created_at, id', [unitId, kind]);
  return rows;
}

export const stationScope = (station: TestStation): Scope => ({ level: 'station', scopeId: station.id, bureauId: station.bureauId });
export const bureauScope = (station: TestStation): Scope => ({ level: 'bureau', scopeId: station.bureauId, bureauId: station.bureauId });

/** What somebody reaches who configures a station, or the bureau of some. */
export const reach = (officer: TestOfficer, stations: readonly TestStation[], bureau?: Id): TenantContext => ({ stationIds: stations.map(({ id }) => id), bureauIds: bureau === undefined ? [] : [bureau], accountId: officer.accountId, requestId: newId() });
