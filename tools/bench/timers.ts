import { parseArgs } from 'node:util';
import { newId, type Id } from '@stationhouse/kernel';
import { TimerWorker, type WorkflowRuntime } from '@stationhouse/workflow-runtime';
import { percentile } from './engine/drive.js';
import { EngineWorld, type BenchStation } from './engine/world.js';
import { median, report, type BenchResult } from './result.js';

const STATIONS = 50;
const FIRING = 1_000;
const OVER_MS = 20_000;
const OVERDUE = 10_000;
const ALLOWED = { p50: 5, p99: 30 };
const CATCH_UP_RATE = 2_000;
/** People at work beside the catching up, each with a command and then a pause. */
const CLIENTS = 8;
const PAUSE = 40;

/**
 * Timers: how late they fire with 100,000 and with 1,000,000 pending, and how fast 10,000 overdue ones are caught up with
 * beside people's commands. A timer has fired when its step is committed and acknowledged.
 * `--quick`: once instead of three times, without the million.
 */
export async function benchTimers(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: [...options], options: { quick: { type: 'boolean', default: false } } });
  const repeats = values.quick ? 1 : 3;
  return EngineWorld.with(STATIONS, async (world) => {
    const bench = await TimerBench.prepare(world);
    await bench.pend(100_000);
    const at100k = await bench.lateness(repeats, '100,000 pending');
    const caughtUp = await bench.catchUp(repeats);
    const ratios: Record<string, number> = { late_p50: ALLOWED.p50 / at100k.p50, late_p99: ALLOWED.p99 / at100k.p99, ...caughtUp };
    const targets: Record<string, number> = { late_p50: 1, late_p99: 1, catch_up: 1, catch_up_commands: 1 };
    if (!values.quick) {
      await bench.pend(900_000);
      const atMillion = await bench.lateness(repeats, '1,000,000 pending');
      ratios['late_million'] = Math.min((2 * at100k.p50) / atMillion.p50, (2 * at100k.p99) / atMillion.p99);
      targets['late_million'] = 1;
    }
    return { ratios: Object.fromEntries(Object.entries(ratios).map(([key, value]) => [key, Number(value.toFixed(3))])), targets };
  });
}

interface Lateness {
  readonly p50: number;
  readonly p99: number;
}

class TimerBench {
  /** When each timer's step was acknowledged, in milliseconds of real time. */
  private readonly fired = new Map<Id, number>();

  private constructor(
    private readonly world: EngineWorld,
    private readonly templates: readonly Id[],
  ) {}

  /** One waiting instance per station, made by the runtime: the others are its copies. */
  static async prepare(world: EngineWorld): Promise<TimerBench> {
    const templates: Id[] = [];
    for (const station of world.stations) {
      const call = await world.call(station, 'instance.start');
      templates.push((await world.runtime.startInstance(call, { workflow: 'bench-wait', data: {}, idempotencyKey: newId() })).instanceId);
    }
    return new TimerBench(world, templates);
  }

  /** Timers that are due in months. */
  async pend(count: number): Promise<void> {
    await this.copy(count, `now() + interval '90 days' + n * interval '1 second'`);
    await this.world.rows('ANALYZE');
  }

  /** Waiting instances, copied over all stations, each with its timer; `due` is SQL over the copy's number `n`. @returns due moments by timer */
  private async copy(count: number, due: string): Promise<Map<Id, number>> {
    const rows = await this.world.rows<{ id: Id; due_at: Date }>(
      `WITH copied AS MATERIALIZED (
         SELECT t.station_id, gen_random_uuid() AS id, gen_random_uuid() AS timer_id, date_trunc('milliseconds', ${due}) AS due, n FROM generate_series(1, $1::integer) AS n
           JOIN (SELECT id AS template_id, station_id, row_number() OVER () AS place FROM instance WHERE id = ANY ($2)) t ON t.place = 1 + n % $3::integer
       ), instances AS (
         INSERT INTO instance (station_id, id, workflow, definition, number, version, status, states, snapshot, started_at, changed_at)
         SELECT c.station_id, c.id, i.workflow, i.definition, c.id::text, 1, i.status, i.states,
                jsonb_set(i.snapshot, '{timers,waiting@until,dueAt}', to_jsonb(to_char(c.due AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))), i.started_at, i.changed_at
           FROM copied c JOIN instance i ON i.station_id = c.station_id AND i.id = ANY ($2)
       ), timers AS (
         INSERT INTO timer (station_id, id, instance_id, serial, timer, due_at, try_at)
         SELECT c.station_id, c.timer_id, c.id, t.serial, t.timer, c.due, c.due FROM copied c JOIN timer t ON t.station_id = c.station_id AND t.instance_id = ANY ($2)
         RETURNING id, due_at
       ) SELECT id, due_at FROM timers WHERE due_at < now() + interval '1 hour'`,
      [count, this.templates, this.templates.length],
    );
    return new Map(rows.map(({ id, due_at }) => [id, due_at.getTime()]));
  }

  private worker(): TimerWorker {
    const { runtime } = this.world;
    const watched: Pick<WorkflowRuntime, 'fireTimer' | 'foresee'> = {
      foresee: (timers) => runtime.foresee(timers),
      fireTimer: async (stationId, timerId) => {
        const answer = await runtime.fireTimer(stationId, timerId);
        this.fired.set(timerId, Date.now());
        return answer;
      },
    };
    return new TimerWorker({ database: this.world.database, runtime: watched, clock: this.world.clock, jobs: this.world.jobs, onError: (error) => this.world.errors.push(error) });
  }

  private async until(due: ReadonlyMap<Id, number>): Promise<void> {
    while ([...due.keys()].some((id) => !this.fired.has(id))) {
      if (this.world.errors.length > 0) throw new Error('A timer could not be fired.', { cause: this.world.errors[0] });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async lateness(repeats: number, what: string): Promise<Lateness> {
    const runs: Lateness[] = [];
    const worker = this.worker();
    worker.start();
    for (let run = 1; run <= repeats; run += 1) {
      const due = await this.copy(FIRING, `now() + interval '2 seconds' + (n + random()) * interval '${OVER_MS / FIRING} milliseconds'`);
      await this.until(due);
      const late = [...due].map(([id, at]) => (this.fired.get(id) ?? Number.NaN) - at);
      if (late.some((one) => one < 0)) throw new Error('A timer fired early.');
      runs.push({ p50: percentile(late, 0.5), p99: percentile(late, 0.99) });
      report(`${what}, run ${run}: late by ${runs.at(-1)?.p50} ms (p50), ${runs.at(-1)?.p99} ms (p99)`);
      await this.check(due);
    }
    await worker.stop();
    return { p50: Math.max(1, median(runs.map(({ p50 }) => p50))), p99: Math.max(1, median(runs.map(({ p99 }) => p99))) };
  }

  /** Ten thousand overdue timers after a stop, with people at work meanwhile. */
  async catchUp(repeats: number): Promise<{ catch_up: number; catch_up_commands: number }> {
    const [rates, commands]: [number[], number[]] = [[], []];
    for (let run = 1; run <= repeats; run += 1) {
      const quiet = await this.commandsWhile(new Promise((resolve) => setTimeout(resolve, 3_000)));
      const due = await this.copy(OVERDUE, `now() - n * interval '1 second'`);
      const worker = this.worker();
      const start = performance.now();
      worker.start();
      const done = this.until(due).then(() => performance.now() - start);
      const busy = await this.commandsWhile(done);
      const seconds = (await done) / 1_000;
      await worker.stop();
      await this.check(due);
      rates.push(OVERDUE / seconds / CATCH_UP_RATE);
      commands.push((2 * quiet) / busy);
      report(`catching up, run ${run}: ${Math.round(OVERDUE / seconds)} timers/s; commands' p99 ${busy.toFixed(1)} ms, quiet ${quiet.toFixed(1)} ms`);
    }
    return { catch_up: median(rates), catch_up_commands: median(commands) };
  }

  /** @returns the p99 of commands given by a few people until `over` */
  private async commandsWhile(over: Promise<unknown>): Promise<number> {
    let ended = false;
    void over.then(() => (ended = true));
    const latencies: number[] = [];
    const person = async (number: number) => {
      for (let deed = number; !ended; deed += CLIENTS) {
        const station = this.world.stations[deed % this.world.stations.length] as BenchStation;
        const begun = performance.now();
        const call = await this.world.call(station, 'instance.start');
        await this.world.runtime.startInstance(call, { workflow: 'bench-three', data: {}, idempotencyKey: newId() });
        latencies.push(performance.now() - begun);
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, (_, number) => person(number)));
    return percentile(latencies, 0.99);
  }

  /** Every timer fired exactly once. */
  private async check(due: ReadonlyMap<Id, number>): Promise<void> {
    const [row] = await this.world.rows<{ left: number; twice: number }>(
      `SELECT (SELECT count(*)::int FROM timer WHERE id = ANY ($1)) AS left,
              (SELECT count(*)::int FROM (SELECT FROM history WHERE kind = 'timer' GROUP BY station_id, instance_id HAVING count(*) > 1) AS again) AS twice`,
      [[...due.keys()]],
    );
    if (row?.left !== 0 || row.twice !== 0) throw new Error(`${row?.left} timers did not fire, ${row?.twice} fired twice.`);
  }
}
