import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rules } from '@stationhouse/dispute-mediation-common';
import { newId, type Id } from '@stationhouse/kernel';
import { definitionFromJson, replayRecording, type CompiledWorkflow, type Definition, type Recording } from '@stationhouse/workflow';
import { WhatIfWork } from '@stationhouse/workflow-runtime';
import { EngineWorld, type BenchStation } from './engine/world.js';
import { median, report, type BenchResult } from './result.js';

const INSTANCES = 5_000;
const LIMIT_MS = 10_000;
const REPEATS = 3;
const REPLAYED = 300;
const HISTORIES = new URL('../../plugins/dispute-mediation/test/histories/', import.meta.url);
const THREAD = new URL('../../libs/workflow-runtime/dist/what-if/thread.js', import.meta.url);
/** Everything that was recorded is over by then. */
const UNTIL = new Date('2025-01-01T00:00:00Z');

/**
 * What 5,000 past disputes of one station would have been with an earlier reminder of the home visit, from the job's start to the kept
 * result: read, compared in threads, reported. Ratio: 10 s over the median of three; beside it, what it takes to replay as many once, bare, in one thread.
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
    const took: number[] = [];
    for (let run = 0; run < REPEATS; run += 1) took.push(await compare(world, station, compiled, earlier(definition)));
    const bare = replayed(compiled, recordings);
    report(`${INSTANCES} instances of ${steps.toFixed(0)} steps: ${took.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(', ')}; replayed once, bare, in one thread: ${(bare / 1000).toFixed(1)} s`);
    return { ratios: { what_if: Number((LIMIT_MS / median(took)).toFixed(3)), over_replay: Number((bare / median(took)).toFixed(3)) }, targets: { what_if: 1 } };
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

/** One comparison, as its job runs. @returns milliseconds */
async function compare({ owner, database, catalog, jobs }: EngineWorld, { id: stationId, accountId }: BenchStation, { hash, id: workflow }: CompiledWorkflow, draft: Definition): Promise<number> {
  const id: Id = newId();
  await owner.query(`INSERT INTO what_if (station_id, id, workflow, now_hash, draft, from_at, until_at, status, total, created_by) VALUES ($1, $2, $3, $4, $5, '2020-01-01', $6, 'running', $7, $8)`, [stationId, id, workflow, hash, JSON.stringify(draft), UNTIL, INSTANCES, accountId]);
  const job = new WhatIfWork(database, catalog, jobs, THREAD).job();
  await job.handle({ id: newId(), topic: job.topic, payload: { whatIfId: id }, scope: 'station', scopeId: stationId, context: { stationIds: [stationId], bureauIds: [] }, attempt: 1, signal: new AbortController().signal });
  const { rows } = await owner.query<{ status: string; milliseconds: number; result: { compared: number; differing: number } }>('SELECT status, milliseconds, result FROM what_if WHERE id = $1', [id]);
  const [row] = rows;
  if (row?.status !== 'done' || row.result.compared !== INSTANCES || row.result.differing === 0) throw new Error(`The comparison is not what it should be: ${JSON.stringify({ ...row, result: { ...row?.result, measures: undefined } })}`);
  return row.milliseconds;
}

/** What as many bare replays would take. @returns milliseconds */
function replayed(compiled: CompiledWorkflow, recordings: readonly Recording[]): number {
  const start = performance.now();
  for (let count = 0; count < REPLAYED; count += 1) {
    const recording = recordings[count % recordings.length];
    if (recording !== undefined && !replayRecording(recording, () => compiled).same) throw new Error('A life does not play again.');
  }
  return ((performance.now() - start) * INSTANCES) / REPLAYED;
}
