import { parseArgs } from 'node:util';
import { accessEntities, accessMigrations } from '@stationhouse/access';
import { analyticsMigrations, Paths, readMap } from '@stationhouse/analytics';
import { auditEntities, auditMigrations } from '@stationhouse/audit';
import { Database, databaseMigrations } from '@stationhouse/database';
import { incidentMigrations } from '@stationhouse/incidents';
import { jobsEntities, jobsMigrations } from '@stationhouse/jobs';
import { newId, type Id } from '@stationhouse/kernel';
import { notifyEntities, notifyMigrations } from '@stationhouse/notify';
import { workflowEntities, workflowMigrations } from '@stationhouse/workflow-runtime';
import pg from 'pg';
import { median, report, type BenchResult } from './result.js';
import { withServer } from './server.js';

const ALLOWED_MS = 2_000;
const ENTRIES = 10;
const REPEATS = 5;

/**
 * The map of a station's 100,000 instances of ten entries each, in six ways, under row-level security: from the kept ways, and, for comparison, from the
 * history itself. Both must count the same moves. `--quick`: 10,000 instances.
 */
export async function benchConformance(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: [...options], options: { quick: { type: 'boolean', default: false } } });
  const instances = values.quick ? 10_000 : 100_000;
  return withServer([...databaseMigrations, ...auditMigrations, ...accessMigrations, ...jobsMigrations, ...notifyMigrations, ...workflowMigrations, ...incidentMigrations, ...analyticsMigrations], async ({ urls }) => {
    const owner = new pg.Client({ connectionString: urls.owner });
    await owner.connect();
    const database = await Database.open({ url: urls.app, entities: [...auditEntities, ...accessEntities, ...jobsEntities, ...notifyEntities, ...workflowEntities] });
    try {
      const stationId = await seed(owner, instances);
      const paths = new Paths(database);
      const began = performance.now();
      await paths.bringInAll(stationId);
      report(`bring in: ${((performance.now() - began) / 1000).toFixed(1)} s for ${instances} instances`);
      await owner.query('VACUUM ANALYZE instance_path, instance_way');
      const cases = { stations: [{ id: stationId, zone: 'Asia/Shanghai', begins: new Date('2020-01-01'), ends: new Date('2030-01-01') }], workflow: 'bench', version: null, outcome: null };
      const context = { stationIds: [stationId], bureauIds: [] };
      const times: number[] = [];
      let moves = 0;
      for (let run = 0; run < REPEATS; run += 1) {
        const start = performance.now();
        const { stays } = await database.inTenant(context, async (tenant) => {
          await paths.bringIn(tenant, [stationId], 'bench');
          return readMap(tenant, cases);
        });
        times.push(performance.now() - start);
        moves = stays.filter(({ went }) => went !== null).reduce((sum, { count }) => sum + count, 0);
      }
      const raw = performance.now();
      const [counted] = await database.inTenant(context, (tenant) => tenant.sql<{ moves: number }>(PAIRED, [stationId]));
      const rawMs = performance.now() - raw;
      if (counted?.moves !== moves) throw new Error(`The map counts ${moves} moves, the history ${counted?.moves}.`);
      report(`map: median ${median(times).toFixed(0)} ms of ${times.map((time) => time.toFixed(0)).join(', ')}; paired from the history with its percentiles: ${rawMs.toFixed(0)} ms; ${moves} moves`);
      return { ratios: { map: Number((ALLOWED_MS / median(times)).toFixed(3)), map_vs_history: Number((rawMs / median(times)).toFixed(3)) }, targets: { map: 1 } };
    } finally {
      await database.close();
      await owner.end();
    }
  });
}

/** The plain way: entries of an instance paired by a window, with their percentiles. */
const PAIRED = `WITH moved AS (
    SELECT lag(e.state) OVER w AS came, e.state, extract(epoch FROM e.at - lag(e.at) OVER w)::float8 AS seconds FROM fact.entry e JOIN fact.instance i ON i.station_id = e.station_id AND i.id = e.instance_id WHERE i.station_id = $1 WINDOW w AS (PARTITION BY e.instance_id ORDER BY e.version)),
  found AS (SELECT came, state, count(*)::int AS count, percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY seconds) AS lengths FROM moved WHERE came IS NOT NULL GROUP BY 1, 2)
  SELECT sum(count)::int AS moves FROM found`;

async function seed(owner: pg.Client, instances: number): Promise<Id> {
  const [bureauId, stationId] = [newId(), newId()];
  await owner.query(`INSERT INTO bureau (id, name, code, time_zone) VALUES ($1, '分局', 'B', 'Asia/Shanghai')`, [bureauId]);
  await owner.query(`INSERT INTO station (bureau_id, id, name, code, kind, time_zone) VALUES ($1, $2, '所', 'S', 'town', 'Asia/Shanghai')`, [bureauId, stationId]);
  await owner.query(
    `INSERT INTO instance (station_id, id, workflow, definition, number, version, status, outcome, exercise, states, snapshot, started_at, changed_at, closed_at)
     SELECT $1, gen_random_uuid(), 'bench', 'bench', 'N' || g, $3::int, 'closed', 'done', false, '{}', '{"data":{}}', at, at, at + interval '11 days' + (g % 997) * interval '1 minute'
       FROM generate_series(1, $2::int) g, LATERAL (SELECT timestamptz '2026-01-01' + g * interval '3 minutes' AS at) x`,
    [stationId, instances, ENTRIES],
  );
  // The first six entries are the same for all; the rest goes by one of six ways.
  const state = (version: string) => `('s' || CASE WHEN ${version} > 6 THEN (${version} * (1 + abs(hashtext(i.id::text)) % 6)) % 12 ELSE ${version} END)`;
  await owner.query(
    `INSERT INTO history (station_id, instance_id, version, at, kind, definition, time_zone, event, states_left, states_entered, effects)
     SELECT $1, i.id, v, i.started_at + v * interval '1 day' * (1 + (hashtext(i.id::text) % 700) / 10000.0), CASE WHEN v = 1 THEN 'start' ELSE 'complete-task' END, 'bench', 'UTC', '{"task":"s#look","serial":1,"form":{"result":"as it should be"}}',
            CASE WHEN v = 1 THEN '{}' ELSE ARRAY[${state('(v - 1)')}] END, ARRAY[${state('v')}], '[{"type":"close-task","task":"s#look","serial":1,"as":"done","outcome":"done"}]'
       FROM generate_series(1, $2::int) v, instance i ORDER BY v, i.id`,
    [stationId, ENTRIES],
  );
  await owner.query('VACUUM ANALYZE history, instance');
  return stationId;
}
