import type { TenantContext } from '@stationhouse/database';
import { newId, type Id } from '@stationhouse/kernel';
import type { TestOfficer, TestStation } from '@stationhouse/testing';
import { Configuration, MigrationBatches, MigrationSteps, MigrationWork, type Scope, type WorkflowPlugin } from '@stationhouse/workflow-runtime';
import { openRuntime, type RuntimeWorld } from './runtime-world.js';

/** A runtime with what configures it; jobs run when a test says so. */
export interface ConfigurationWorld extends RuntimeWorld {
  readonly configuration: Configuration;
  readonly batches: MigrationBatches;
  readonly work: MigrationWork;
  /** Runs every waiting job of a topic in scopes of one's own. @param times delivers each so often, at once */
  deliver(topic: string, scopeIds: readonly Id[], times?: number): Promise<void>;
}

export async function openConfiguration(plugins: readonly WorkflowPlugin[]): Promise<ConfigurationWorld> {
  const world = await openRuntime(plugins, { poolSize: 20 });
  const { test, catalog, jobs, runtime } = world;
  const configuration = new Configuration(test.database, catalog, jobs);
  const batches = new MigrationBatches(catalog, jobs);
  const work = new MigrationWork(test.database, catalog, new MigrationSteps(test.database, catalog, runtime));
  jobs.register(work.job());
  const run = async (topic: string, row: { id: Id; scope: 'bureau' | 'station'; scope_id: Id; payload: never }) => {
    const definition = jobs.registry.get(topic);
    if (definition === undefined) throw new Error(`No job has the topic ${topic}.`);
    const context = row.scope === 'bureau' ? { stationIds: [], bureauIds: [row.scope_id] } : { stationIds: [row.scope_id], bureauIds: [] };
    await definition.handle({ id: row.id, topic, payload: row.payload, scope: row.scope, scopeId: row.scope_id, context, attempt: 1, signal: new AbortController().signal });
  };
  const deliver = async (topic: string, scopeIds: readonly Id[], times = 1) => {
    const { rows } = await test.owner.query<Parameters<typeof run>[1]>(`UPDATE outbox SET state = 'done', finished_at = now() WHERE topic = $1 AND scope_id = ANY ($2) AND state = 'pending' RETURNING id, scope, scope_id, payload`, [topic, scopeIds]);
    await Promise.all(rows.flatMap((row) => Array.from({ length: times }, () => run(topic, row))));
  };
  return { ...world, configuration, batches, work, deliver };
}

export const stationScope = (station: TestStation): Scope => ({ level: 'station', scopeId: station.id, bureauId: station.bureauId });
export const bureauScope = (station: TestStation): Scope => ({ level: 'bureau', scopeId: station.bureauId, bureauId: station.bureauId });

/** What somebody reaches who configures a station, or the bureau of some. */
export const reach = (officer: TestOfficer, stations: readonly TestStation[], bureau?: Id): TenantContext => ({ stationIds: stations.map(({ id }) => id), bureauIds: bureau === undefined ? [] : [bureau], accountId: officer.accountId, requestId: newId() });
