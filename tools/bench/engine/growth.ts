import { newId, type Id } from '@stationhouse/kernel';
import { median, report } from '../result.js';
import { drive } from './drive.js';
import type { BenchStation, EngineWorld } from './world.js';

/** How large the grown database is. */
export interface GrowthSize {
  readonly instances: number;
  readonly historyEach: number;
}

const SMALL = 10_000;
const STEPS = 2_000;
const TURNS = 5;
const CONCURRENCY = 32;
const FORM = { note: '走访三户，情况正常。' };

/**
 * Steps per second over a grown database against those over one of 10,000 instances, turn by turn, so that a busy machine slows
 * both. The rows are copies of a running instance of each station, made set by set.
 */
export async function compareGrowth(grown: EngineWorld, small: EngineWorld, size: GrowthSize): Promise<number> {
  await fill(small, SMALL, size.historyEach);
  await fill(grown, size.instances, size.historyEach);
  const turns: { before: number; after: number }[] = [];
  for (let turn = 0; turn <= TURNS; turn += 1) turns.push({ before: await rate(small), after: await rate(grown) });
  // The first turn fills the caches.
  const counted = turns.slice(1);
  const [rows] = await grown.rows<{ instances: number; history: number }>('SELECT (SELECT count(*)::int FROM instance) AS instances, (SELECT count(*)::int FROM history) AS history');
  report(`growth: ${Math.round(median(counted.map(({ before }) => before)))} steps/s over ${SMALL} instances, ${Math.round(median(counted.map(({ after }) => after)))} over ${rows?.instances} with ${rows?.history} rows of history`);
  return median(counted.map(({ before, after }) => after / before));
}

async function fill(world: EngineWorld, instances: number, historyEach: number): Promise<void> {
  for (const station of world.stations) {
    const call = await world.call(station, 'instance.start');
    await world.runtime.startInstance(call, { workflow: 'bench-round', data: { kind: 'visit' }, idempotencyKey: newId() });
  }
  const templates = await world.rows<{ id: Id }>(`SELECT id FROM instance WHERE workflow = 'bench-round' AND version = 1 ORDER BY id DESC LIMIT $1`, [world.stations.length]);
  await grow(world, templates.map(({ id }) => id), instances / world.stations.length, historyEach);
}

/** Copies each template `each` times, with the same rows of history again and again. */
async function grow(world: EngineWorld, templates: readonly Id[], each: number, historyEach: number): Promise<void> {
  const chunk = 50;
  for (let from = 0; from < each; from += chunk) {
    const count = Math.min(chunk, each - from);
    await world.rows(
      `WITH copied AS MATERIALIZED (SELECT i.station_id, i.id AS template_id, gen_random_uuid() AS id FROM instance i CROSS JOIN generate_series(1, $2::integer) WHERE i.id = ANY ($1)),
       instances AS (INSERT INTO instance (station_id, id, workflow, definition, number, version, status, states, snapshot, started_at, started_by, changed_at)
         SELECT c.station_id, c.id, i.workflow, i.definition, c.id::text, $3, i.status, i.states, i.snapshot, i.started_at, i.started_by, i.changed_at FROM copied c JOIN instance i ON i.station_id = c.station_id AND i.id = c.template_id),
       tasks AS (INSERT INTO task (station_id, id, instance_id, serial, ref, key, status, roles, opened_at)
         SELECT c.station_id, gen_random_uuid(), c.id, t.serial, t.ref, t.key, t.status, t.roles, t.opened_at FROM copied c JOIN task t ON t.station_id = c.station_id AND t.instance_id = c.template_id),
       clocks AS (INSERT INTO clock (station_id, id, instance_id, serial, ref, state, started_at, due_at, explanation)
         SELECT c.station_id, gen_random_uuid(), c.id, k.serial, k.ref, k.state, k.started_at, k.due_at, k.explanation FROM copied c JOIN clock k ON k.station_id = c.station_id AND k.instance_id = c.template_id),
       timers AS (INSERT INTO timer (station_id, id, instance_id, serial, timer, due_at, try_at)
         SELECT c.station_id, gen_random_uuid(), c.id, t.serial, t.timer, t.due_at + interval '30 days', t.due_at + interval '30 days' FROM copied c JOIN timer t ON t.station_id = c.station_id AND t.instance_id = c.template_id),
       keys AS (INSERT INTO idempotency (station_id, account_id, key, command, answer)
         SELECT c.station_id, k.account_id, gen_random_uuid()::text, k.command, k.answer FROM copied c JOIN LATERAL (SELECT * FROM idempotency k WHERE k.station_id = c.station_id LIMIT 1) k ON true)
       INSERT INTO history (station_id, instance_id, version, at, kind, definition, time_zone, event, actor_id, session_id, states_left, states_entered, effects)
         SELECT c.station_id, c.id, copy.version, h.at, h.kind, h.definition, h.time_zone, h.event, h.actor_id, h.session_id, h.states_left, h.states_entered, h.effects
           FROM copied c JOIN history h ON h.station_id = c.station_id AND h.instance_id = c.template_id AND h.version = 1 CROSS JOIN generate_series(1, $3::integer) AS copy (version)`,
      [templates, count, historyEach],
    );
  }
  for (const statement of ['VACUUM ANALYZE', 'CHECKPOINT']) await superuser(world, statement);
}

async function superuser(world: EngineWorld, statement: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: world.server.superuserUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** Steps per second of instances picked from everywhere. */
async function rate(world: EngineWorld): Promise<number> {
  const stations = new Map(world.stations.map((station) => [station.id, station]));
  const tasks = await world.rows<{ id: Id; station_id: Id }>(
    `SELECT t.id, t.station_id FROM unnest($1::uuid[]) AS s (id) CROSS JOIN LATERAL (SELECT id, station_id FROM task WHERE station_id = s.id AND status = 'OPEN' AND id > gen_random_uuid() ORDER BY id LIMIT 4) t ORDER BY random() LIMIT $2`,
    [world.stations.map(({ id }) => id), STEPS],
  );
  const { seconds } = await drive(CONCURRENCY, tasks, async ({ id, station_id }) => {
    const call = await world.call(stations.get(station_id) as BenchStation, 'task.work');
    await world.runtime.completeTask(call, { taskId: id, outcome: 'done', form: FORM, idempotencyKey: newId() });
  });
  return tasks.length / seconds;
}

/** Resident memory after a fifth of the steps over that at the end: 1 is flat. */
export async function compareMemory(world: EngineWorld, steps: number): Promise<number> {
  const perInstance = 4;
  const works = (count: number) => Array.from({ length: Math.ceil(count / perInstance) }, (_, index) => world.stations[index % world.stations.length] as BenchStation);
  const run = (count: number) => drive(64, works(count), (station) => threeSteps(world, station));
  const settled = () => {
    globalThis.gc?.();
    return process.memoryUsage().rss;
  };
  await run(steps / 5);
  const early = settled();
  await run((steps * 4) / 5);
  const late = settled();
  const mebi = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`;
  report(`memory: ${mebi(early)} after ${steps / 5} steps, ${mebi(late)} after ${steps}`);
  return early / late;
}

/** A workflow of three steps, started and completed. */
export async function threeSteps(world: EngineWorld, station: BenchStation): Promise<void> {
  const { instanceId } = await world.runtime.startInstance(await world.call(station, 'instance.start'), { workflow: 'bench-three', data: {}, idempotencyKey: newId() });
  for (let done = 0; done < 3; done += 1) await world.runtime.sendEvent(await world.call(station, 'task.work'), { instanceId, event: 'next', idempotencyKey: newId() });
}
