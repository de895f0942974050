import { newId, type Id } from '@stationhouse/kernel';
import type { Snapshot } from '@stationhouse/workflow';
import { median, report } from '../result.js';
import { drive, percentile, type Driven } from './drive.js';
import { Raw, rawParameters, type RawInstance } from './raw.js';
import type { BenchStation, EngineWorld } from './world.js';

/** Steps of one stretch of the runtime and of raw, which take turns; long enough to time, short enough to share the machine's moods. */
const STRETCH: Readonly<Record<number, number>> = { 1: 100, 8: 300, 32: 800, 128: 1_600 };
const TURNS = 5;
const REPEATS = 3;
const TARGETS: Readonly<Record<number, number>> = { 1: 0.5, 8: 0.6, 32: 1, 128: 1.6 };
const FORM = { note: '走访三户，情况正常，已提醒关好门窗。' };

/** What one comparison found. */
export interface StepRatios {
  readonly ratios: Record<string, number>;
  readonly targets: Record<string, number>;
}

/**
 * Steps per second of the runtime's whole command path over those of the bare function that writes the same rows, at four
 * concurrencies; and how the slowest of a hundred compare.
 */
export async function compareSteps(world: EngineWorld, perStation: number, concurrencies: readonly number[] = [1, 8, 32, 128]): Promise<StepRatios> {
  const raw = await Raw.open(world.server.urls.owner);
  try {
    const pair = await Pair.prepare(world, raw, perStation);
    // Until every instance has been stepped: from then on the process knows them all.
    for (let warm = 0; warm < pair.instances; warm += 1_000) await pair.turn(32, 1_000);
    const ratios: Record<string, number> = {};
    const slowest: number[] = [];
    for (const concurrency of concurrencies) {
      const runs = [];
      for (let repeat = 1; repeat <= REPEATS; repeat += 1) runs.push(await pair.compare(concurrency));
      ratios[`steps_c${concurrency}`] = rounded(median(runs.map(({ rate }) => rate)));
      slowest.push(median(runs.map(({ p99 }) => p99)));
      report(`steps, ${concurrency} at once: ${runs.map((run) => `${run.said} (${run.rate.toFixed(2)})`).join('; ')}; 3·raw p99/p99 ${slowest.at(-1)?.toFixed(2)}`);
    }
    report(`equal rows: ${await pair.check()} instances compared`);
    ratios['p99'] = rounded(Math.min(...slowest));
    return { ratios, targets: { ...Object.fromEntries(concurrencies.map((concurrency) => [`steps_c${concurrency}`, TARGETS[concurrency] ?? 0])), p99: 1 } };
  } finally {
    await raw.close();
  }
}

interface Ours {
  readonly instanceId: Id;
  readonly station: BenchStation;
}

interface OpenTask {
  readonly station: BenchStation;
  readonly taskId: Id;
}

/** Twin instances: half of them moved by the runtime, half by the raw function, all over the same stations. */
export class Pair {
  private at = { ours: 0, theirs: 0 };

  private constructor(
    private readonly world: EngineWorld,
    private readonly raw: Raw,
    private readonly ours: readonly Ours[],
    private readonly theirs: readonly RawInstance[],
  ) {}

  /** How many instances each side has. */
  get instances(): number {
    return this.ours.length;
  }

  static async prepare(world: EngineWorld, raw: Raw, perStation: number): Promise<Pair> {
    const wanted = Array.from({ length: perStation * 2 }, () => world.stations).flat();
    const begun: Ours[] = [];
    await drive(64, wanted, async (station) => {
      const call = await world.call(station, 'instance.start');
      const { instanceId } = await world.runtime.startInstance(call, { workflow: 'bench-round', data: { kind: 'visit' }, idempotencyKey: newId() });
      begun.push({ instanceId, station });
    });
    const half = begun.length / 2;
    const ours = begun.slice(0, half);
    const rows = await world.rows<{ id: Id; snapshot: Snapshot }>('SELECT id, snapshot FROM instance WHERE id = ANY ($1)', [begun.slice(half).map(({ instanceId }) => instanceId)]);
    const snapshots = new Map(rows.map(({ id, snapshot }) => [id, snapshot]));
    const theirs = begun.slice(half).map(({ instanceId, station }): RawInstance => {
      const snapshot = snapshots.get(instanceId);
      if (snapshot === undefined) throw new Error('An instance is missing.');
      return { id: instanceId, stationId: station.id, accountId: station.accountId, sessionId: station.sessionId, snapshot, version: 1 };
    });
    await world.rows('ANALYZE');
    return new Pair(world, raw, ours, theirs);
  }

  /** Several turns of both. @returns the ratio of the rates, and three times raw's p99 over the runtime's */
  async compare(concurrency: number): Promise<{ rate: number; p99: number; said: string }> {
    const [ours, theirs]: [Driven[], Driven[]] = [[], []];
    const count = STRETCH[concurrency] ?? 2_000;
    for (let turn = 0; turn < TURNS; turn += 1) {
      const both = await this.turn(concurrency, count);
      ours.push(both.ours);
      theirs.push(both.theirs);
    }
    const seconds = (runs: readonly Driven[]) => runs.reduce((sum, run) => sum + run.seconds, 0);
    const p99 = (runs: readonly Driven[]) => percentile(runs.flatMap((run) => run.latencies), 0.99);
    const said = `${Math.round((count * TURNS) / seconds(ours))}/s, raw ${Math.round((count * TURNS) / seconds(theirs))}/s, p99 ${p99(ours).toFixed(1)} ms, raw ${p99(theirs).toFixed(1)} ms`;
    return { rate: seconds(theirs) / seconds(ours), p99: (3 * p99(theirs)) / p99(ours), said };
  }

  /** One stretch of each, every instance at most once. */
  async turn(concurrency: number, count: number): Promise<{ ours: Driven; theirs: Driven }> {
    const theirs = await this.driveRaw(concurrency, this.parameters(count));
    return { theirs, ours: await this.driveOurs(concurrency, await this.works(count)) };
  }

  /** The next steps of raw's instances, computed. */
  parameters(count: number): unknown[][] {
    const { compiled } = this.world.catalog.get('bench-round');
    return this.take('theirs', count, this.theirs).map((instance) => rawParameters(compiled, instance, completion(instance), new Date()));
  }

  driveRaw(concurrency: number, parameters: readonly unknown[][]): Promise<Driven> {
    return drive(concurrency, parameters, (values) => this.raw.step(values));
  }

  /** The next tasks of the runtime's instances. */
  works(count: number): Promise<OpenTask[]> {
    return this.openTasks(this.take('ours', count, this.ours));
  }

  driveOurs(concurrency: number, works: readonly OpenTask[]): Promise<Driven> {
    return drive(concurrency, works, async ({ station, taskId }) => {
      const call = await this.world.call(station, 'task.work');
      await this.world.runtime.completeTask(call, { taskId, outcome: 'done', form: FORM, idempotencyKey: newId() });
    });
  }

  private take<Item>(side: 'ours' | 'theirs', count: number, all: readonly Item[]): Item[] {
    if (count > all.length) throw new Error('A stretch would touch an instance twice.');
    const from = this.at[side];
    this.at[side] = (from + count) % all.length;
    return Array.from({ length: count }, (_, index) => all[(from + index) % all.length] as Item);
  }

  private async openTasks(ours: readonly Ours[]): Promise<OpenTask[]> {
    const rows = await this.world.rows<{ id: Id; instance_id: Id }>(`SELECT id, instance_id FROM task WHERE status = 'OPEN' AND instance_id = ANY ($1)`, [ours.map(({ instanceId }) => instanceId)]);
    const tasks = new Map(rows.map((row) => [row.instance_id, row.id]));
    return ours.map(({ station, instanceId }) => ({ station, taskId: tasks.get(instanceId) ?? '' }));
  }

  /** Compares all rows of instances that took as many steps. @returns how many pairs @throws Error at the first difference */
  async check(): Promise<number> {
    const rows = await this.world.rows<{ id: Id; version: number }>('SELECT id, version FROM instance WHERE id = ANY ($1)', [this.ours.map(({ instanceId }) => instanceId)]);
    const byVersion = new Map(rows.map(({ id, version }) => [version, id]));
    const pairs = this.theirs.flatMap((theirs) => {
      const ours = byVersion.get(theirs.version);
      return ours === undefined ? [] : [[ours, theirs.id] as const];
    });
    const sample = pairs.filter((_, index) => index % Math.ceil(pairs.length / 20) === 0);
    for (const [ours, theirs] of sample) {
      const [left, right] = [await written(this.world, ours), await written(this.world, theirs)];
      const differs = left.findIndex((line, index) => line !== right[index]);
      if (left.length !== right.length || differs !== -1) throw new Error(`The runtime and raw wrote different rows: ${left.length} and ${right.length}.\n${left[differs]}\n${right[differs]}`);
    }
    if (sample.length === 0) throw new Error('No instances took as many steps.');
    return sample.length;
  }
}

function completion({ snapshot, accountId }: RawInstance) {
  const [task, open] = Object.entries(snapshot.tasks)[0] ?? [];
  if (task === undefined || open === undefined || open === null) throw new Error('The instance has no open task.');
  return { type: 'complete-task' as const, task, serial: open.serial, outcome: 'done', form: FORM, by: { accountId, roles: ['community-officer'] } };
}

const TABLES: Readonly<Record<string, string>> = {
  instance: 'id = $1 ORDER BY version',
  history: 'instance_id = $1 ORDER BY version',
  task: 'instance_id = $1 ORDER BY serial',
  clock: 'instance_id = $1 ORDER BY serial',
  timer: 'instance_id = $1 ORDER BY serial',
  automation_call: 'instance_id = $1 ORDER BY serial',
  outbox: `payload->>'instanceId' = $1::text ORDER BY id`,
  idempotency: `answer->>'instanceId' = $1::text ORDER BY answer->>'version'`,
  audit_entry: 'record_id = $1 ORDER BY sequence',
};

/** All rows of an instance as text, without what no two instances share: ids, moments, keys and numbers. */
async function written(world: EngineWorld, id: Id): Promise<string[]> {
  const lines: string[] = [];
  for (const [table, where] of Object.entries(TABLES)) {
    const rows = await world.rows<{ row: Record<string, unknown> }>(`SELECT to_jsonb(t) - 'command' - 'number' - 'record_number' - 'sequence' - 'explanation' AS row FROM ${table} t WHERE ${where}`, [id]);
    for (const { row } of rows) lines.push(`${table} ${JSON.stringify(row)}`);
  }
  return lines.map((line) =>
    line
      .replaceAll(/"explanation": ?\{[^}]*\}/g, '"explanation"')
      .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'id')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)/g, 'moment'),
  );
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
