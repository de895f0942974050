import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rules } from '@stationhouse/dispute-mediation-common';
import { newId, type Id } from '@stationhouse/kernel';
import { definitionFromJson, replayRecording, type CompiledWorkflow, type Definition, type Recording } from '@stationhouse/workflow';
import { WhatIfWork } from '@stationhouse/workflow-runtime';
import { EngineWorld, type BenchStation } from './engine/world.js';
import { median, report, type BenchResult } from './result.js';

const INSTANCES = 5_000;
const LIMIT_MS = 10_000;
const REPEATS = 5;
const REPLAYED = 300;
const HISTORIES = new URL('../../plugins/dispute-mediation/test/histories/', import.meta.url);
const THREAD = new URL('../../libs/workflow-runtime/dist/what-if/thread.js', import.meta.url);
/** Everything that was recorded is over by then. */
const UNTIL = new Date('2025-01-01T00:00:00Z');

/**
 * What 5,000 past disputes of one station would have been with an earlier reminder of the home visit, from the job's start to the kept
 * result: read, compared in threads, reported. Ratio: 10 s over the median of five; before them one told apart: by its end the threads have compiled what took
 * them longest, as for a chief who tries one draft after another. Beside each, what it takes to replay as many once, bare, in one thread, by the clock and in processor time.
 */
export async function benchWhatIf(): Promise<BenchResult> {
  if (!existsSync(THREAD)) throw new Error('Build first: npx tsc -b apps/api');
  const { definition, recordings } = latest();
  return EngineWorld.with(1, async (world) => {
    world.catalog.register({ id: 'dispute-mediation', version: '1.0.0', enabledByDefault: true, rules, workflows: [definition] });
    await world.catalog.publish(world.database);
    const compiled = world.catalog.get(definition.workflow).compiled;
    const [station] = world.stations;
    if (station === undefined) throw new Error('There is no station.');
    await fill(world, station, compiled, recordings);
    const steps = recordings.reduce((sum, recording) => sum + recording.steps.length, 0) / recordings.length;
    const once = () => spent(() => compare(world, station, compiled, earlier(definition)));
    const cold = await once();
    const turns: { readonly compared: Spent; readonly bare: Spent }[] = [];
    for (let run = 0; run < REPEATS; run += 1) turns.push({ compared: await once(), bare: await spent(() => replayed(compiled, recordings), REPLAYED / INSTANCES) });
    report(`${INSTANCES} instances of ${steps.toFixed(0)} steps: first ${said(cold)}; then ${turns.map(({ compared }) => said(compared)).join(', ')}`);
    report(`replayed once, bare, in one thread: ${turns.map(({ bare }) => said(bare)).join(', ')}`);
    const over = (of: keyof Spent) => Number(median(turns.map(({ compared, bare }) => bare[of] / compared[of])).toFixed(3));
    return { ratios: { what_if: Number((LIMIT_MS / median(turns.map(({ compared }) => compared.wall))).toFixed(3)), first: Number((LIMIT_MS / cold.wall).toFixed(3)), over_replay: over('wall'), over_replay_cpu: over('cpu') }, targets: { what_if: 1 } };
  });
}

/** The recorded lives of the definition that has most of them, those that were never moved to another. */
function latest(): { readonly definition: Definition; readonly recordings: readonly Recording[] } {
  const all = readdirSync(HISTORIES).map((hash) => {
    const folder = new URL(`${hash}/`, HISTORIES);
    const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
    const recordings = readdirSync(folder).filter((name) => name !== 'definition.json').map((name) => read(name) as Recording);
    return { definition: definitionFromJson(read('definition.json')), recordings };
  });
  const [most] = all.sort((left, right) => right.recordings.length - left.recordings.length);
  if (most === undefined) throw new Error('Nothing was recorded.');
  return most;
}

/** The chief reminds two days earlier. */
function earlier(definition: Definition): Definition {
  const { laterReminder } = definition.parameters ?? {};
  if (laterReminder === undefined) throw new Error('The workflow has no reminder of the home visit any more.');
  return { ...definition, parameters: { ...definition.parameters, laterReminder: { ...laterReminder, default: 'P3D' } } };
}

async function fill({ owner }: EngineWorld, { id: stationId }: BenchStation, { hash, id: workflow }: CompiledWorkflow, recordings: readonly Recording[]): Promise<void> {
  const lives = recordings.map(({ steps, snapshot, timeZone }) => ({
    snapshot,
    steps: steps.map(({ now, event, effects }, index) => ({ version: index + 1, at: now, kind: event.type, zone: timeZone, event, effects })),
  }));
  await owner.query('CREATE TEMP TABLE life AS SELECT (o - 1) AS number, l.* FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY e (life, o), jsonb_to_record(e.life) AS l (snapshot jsonb, steps jsonb)', [JSON.stringify(lives)]);
  await owner.query(
    `INSERT INTO instance (station_id, id, workflow, definition, number, version, status, states, snapshot, started_at, changed_at)
     SELECT $1, gen_random_uuid(), $2, $3, 'B-' || n, jsonb_array_length(l.steps), 'closed', '{}', l.snapshot, (l.steps->0->>'at')::timestamptz, app.now() FROM generate_series(1, $4::int) n JOIN life l ON l.number = n % $5::int`,
    [stationId, workflow, hash, INSTANCES, lives.length],
  );
  await owner.query(
    `INSERT INTO history (station_id, instance_id, version, at, kind, definition, time_zone, event, states_left, states_entered, effects)
     SELECT i.station_id, i.id, s.version, s.at, s.kind, i.definition, s.zone, s.event, '{}', '{}', s.effects
       FROM instance i JOIN life l ON l.number = substr(i.number, 3)::int % $2::int, jsonb_to_recordset(l.steps) AS s (version int, at timestamptz, kind text, zone text, event jsonb, effects jsonb) WHERE i.station_id = $1`,
    [stationId, lives.length],
  );
  await owner.query('ANALYZE instance');
  await owner.query('ANALYZE history');
}

/** Milliseconds by the clock, and of processor time of all the threads of this process. */
interface Spent {
  readonly wall: number;
  readonly cpu: number;
}

/** @param share how much of the whole the work is */
async function spent(work: () => Promise<void> | void, share = 1): Promise<Spent> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: (performance.now() - began) / share, cpu: (user + system) / 1000 / share };
}

const said = ({ wall, cpu }: Spent) => `${(wall / 1000).toFixed(1)} s (${(cpu / 1000).toFixed(1)} s of processors)`;

/** One comparison, as its job runs. */
async function compare({ owner, database, catalog, jobs }: EngineWorld, { id: stationId, accountId }: BenchStation, { hash, id: workflow }: CompiledWorkflow, draft: Definition): Promise<void> {
  const id: Id = newId();
  await owner.query(`INSERT INTO what_if (station_id, id, workflow, now_hash, draft, from_at, until_at, status, total, created_by) VALUES ($1, $2, $3, $4, $5, '2020-01-01', $6, 'running', $7, $8)`, [stationId, id, workflow, hash, JSON.stringify(draft), UNTIL, INSTANCES, accountId]);
  const job = new WhatIfWork(database, catalog, jobs, THREAD).job();
  await job.handle({ id: newId(), topic: job.topic, payload: { whatIfId: id }, scope: 'station', scopeId: stationId, context: { stationIds: [stationId], bureauIds: [] }, attempt: 1, signal: new AbortController().signal });
  const { rows } = await owner.query<{ status: string; result: { compared: number; differing: number } }>('SELECT status, result FROM what_if WHERE id = $1', [id]);
  const [row] = rows;
  if (row?.status !== 'done' || row.result.compared !== INSTANCES || row.result.differing === 0) throw new Error(`The comparison is not what it should be: ${JSON.stringify({ ...row, result: { ...row?.result, measures: undefined } })}`);
}

/** Some bare replays. */
function replayed(compiled: CompiledWorkflow, recordings: readonly Recording[]): void {
  for (let count = 0; count < REPLAYED; count += 1) {
    const recording = recordings[count % recordings.length];
    if (recording !== undefined && !replayRecording(recording, () => compiled).same) throw new Error('A life does not play again.');
  }
}
