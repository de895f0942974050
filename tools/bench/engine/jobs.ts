import { defineJob } from '@stationhouse/jobs';
import { newId } from '@stationhouse/kernel';
import { createPostgresBackend, withBackend } from 'bullmq';
import { median, report } from '../result.js';
import { drive, percentile } from './drive.js';
import type { BenchStation, EngineWorld } from './world.js';

const AT_ONCE = 50;
const JOBS = 1_000;
const REPEATS = 3;
const IDLE_SAMPLES = 40;
const IDLE_APART = 150;
const IDLE_ALLOWED = 15;
const TOPIC = 'bench.job';
const REPORT_TOPIC = 'workflow.effect.call-automation';

/** Jobs per second from the outbox to the end of their handler over BullMQ's own on the same PostgreSQL; and how soon an idle worker starts. */
export async function compareJobs(world: EngineWorld): Promise<{ jobs: number; jobs_idle: number }> {
  let [left, allDone] = [0, (): void => undefined];
  let begun: (() => void) | undefined;
  const done = async () => {
    left -= 1;
    if (left === 0) allDone();
  };
  world.jobs.register(defineJob({ topic: TOPIC, handle: done }), defineJob({ topic: REPORT_TOPIC, handle: async () => begun?.() }));
  await world.jobs.startWorker({ concurrency: AT_ONCE });
  const connection = { connectionString: world.server.superuserUrl, schema: 'bench_bullmq', migrate: true, max: 8 };
  const onPostgres = withBackend(createPostgresBackend);
  const queue = new onPostgres.Queue('bench', { connection, defaultJobOptions: { removeOnComplete: true } });
  const worker = new onPostgres.Worker('bench', done, { connection, concurrency: AT_ONCE });
  worker.on('error', (error) => world.errors.push(error));
  await worker.waitUntilReady();
  const timed = async (add: (station: BenchStation) => Promise<unknown>) => {
    left = JOBS;
    const ended = new Promise<void>((resolve) => (allDone = resolve));
    const start = performance.now();
    await drive(AT_ONCE, Array.from({ length: JOBS }, (_, index) => world.stations[index % world.stations.length] as BenchStation), add);
    await ended;
    return (performance.now() - start) / 1_000;
  };
  const ratios: number[] = [];
  for (let run = 0; run <= REPEATS; run += 1) {
    const theirs = await timed(() => queue.add('bench', { number: run }));
    const ours = await timed(({ id }) => world.database.inTenant({ stationIds: [id], bureauIds: [] }, (tenant) => world.jobs.outbox.enqueue(tenant, { topic: TOPIC, payload: { number: run }, stationId: id })));
    if (run === 0) continue; // both warm up
    ratios.push(theirs / ours);
    report(`jobs, run ${run}: ${Math.round(JOBS / ours)}/s, BullMQ on PostgreSQL ${Math.round(JOBS / theirs)}/s`);
  }
  await worker.close();
  await queue.close();
  const idle = await idleStart(world, (listener) => (begun = listener));
  report(`jobs: an idle worker's handler starts ${idle.toFixed(1)} ms after the command (p50)`);
  return { jobs: median(ratios), jobs_idle: IDLE_ALLOWED / idle };
}

/** @returns milliseconds from a command to the start of its job's handler, p50, with nothing else going on */
async function idleStart(world: EngineWorld, listen: (listener: () => void) => void): Promise<number> {
  const [station] = world.stations as [BenchStation];
  const waits: number[] = [];
  const call = () => world.call(station, 'task.work');
  const { instanceId } = await world.runtime.startInstance(await call(), { workflow: 'bench-round', data: { kind: 'visit' }, idempotencyKey: newId() });
  for (let sample = 0; sample < IDLE_SAMPLES; sample += 1) {
    const [task] = await world.rows<{ id: string }>(`SELECT id FROM task WHERE instance_id = $1 AND status = 'OPEN'`, [instanceId]);
    await new Promise((resolve) => setTimeout(resolve, IDLE_APART));
    const started = new Promise<void>((resolve) => listen(resolve));
    const start = performance.now();
    await world.runtime.completeTask(await call(), { taskId: task?.id ?? '', outcome: 'done', form: { note: 'x' }, idempotencyKey: newId() });
    await started;
    waits.push(performance.now() - start);
  }
  return percentile(waits, 0.5);
}
