import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** A line of `unscoped.operating_figures()`: jobs by topic and standing, or (without a topic) timers that are late. */
export interface OperatingFigure {
  readonly topic: string | null;
  readonly standing: string;
  readonly count: string;
  readonly seconds: number;
}

/** What Prometheus reads. Labels are closed lists: never an id, a path with ids, or a person. */
export class Metrics {
  readonly registry = new Registry();
  readonly requests = new Histogram({
    name: 'stationhouse_http_request_seconds',
    help: 'Duration of HTTP requests by route pattern and status class',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });
  readonly operations = new Histogram({
    name: 'stationhouse_graphql_operation_seconds',
    help: 'Duration of GraphQL operations by root field and result',
    labelNames: ['field', 'result'] as const,
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });
  readonly errors = new Counter({ name: 'stationhouse_errors_total', help: 'Refusals and faults by stable code', labelNames: ['code'] as const, registers: [this.registry] });
  readonly egress = new Counter({ name: 'stationhouse_egress_requests_total', help: 'Requests of plugins to the outside by declared destination and result', labelNames: ['destination', 'result'] as const, registers: [this.registry] });
  readonly lookups = new Counter({ name: 'stationhouse_lookups_total', help: 'Look-ups of plugins by result: found, assumed (it failed and the definition says what is taken then), failed', labelNames: ['plugin', 'lookup', 'result'] as const, registers: [this.registry] });
  readonly processEnds = new Counter({ name: 'stationhouse_automation_process_ends_total', help: 'Processes of automations that ended unasked: crashed, memory, time', labelNames: ['plugin', 'end'] as const, registers: [this.registry] });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Reads the number of open live connections whenever Prometheus asks. */
  watchSockets(count: () => number): void {
    new Gauge({
      name: 'stationhouse_live_sockets',
      help: 'Open live connections',
      registers: [this.registry],
      collect() {
        this.set(count());
      },
    });
  }

  /** Reads the processes of automations by plugin whenever Prometheus asks. */
  watchProcesses(read: () => ReadonlyMap<string, readonly number[]>): void {
    new Gauge({
      name: 'stationhouse_automation_processes',
      help: 'Living processes of automations by plugin',
      labelNames: ['plugin'],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [plugin, pids] of read()) this.set({ plugin }, pids.length);
      },
    });
  }

  /** Reads jobs and timers of the whole installation whenever Prometheus asks: counts by topic, nothing of a station. */
  watchOperations(read: () => Promise<readonly OperatingFigure[]>): void {
    let reading: Promise<readonly OperatingFigure[] | undefined> | undefined;
    // All gauges are asked at once: one reading serves them. The other metrics are shown also while the database is away.
    const figures = () => (reading ??= read().catch(() => undefined).finally(() => (reading = undefined)));
    const gauge = (name: string, help: string, labelNames: string[], set: (gauge: Gauge, figure: OperatingFigure) => void) =>
      new Gauge({
        name: `stationhouse_${name}`,
        help,
        labelNames,
        registers: [this.registry],
        async collect() {
          this.reset();
          for (const figure of (await figures()) ?? []) set(this, figure);
        },
      });
    const isJob = ({ topic }: OperatingFigure) => topic !== null;
    gauge('jobs', 'Background jobs that are not done, by topic and standing', ['topic', 'standing'], (all, job) => isJob(job) && all.set({ topic: job.topic ?? '', standing: job.standing }, Number(job.count)));
    gauge('job_lag_seconds', 'How long the oldest job that could run has waited, by topic', ['topic'], (all, job) => isJob(job) && job.standing === 'waiting' && all.set({ topic: job.topic ?? '' }, job.seconds));
    gauge('timers_late', 'Timers past their due moment', [], (all, timers) => !isJob(timers) && all.set(Number(timers.count)));
    gauge('timer_lateness_seconds', 'How far the latest timer is past due', [], (all, timers) => !isJob(timers) && all.set(timers.seconds));
    new Gauge({
      name: 'stationhouse_operations_readable',
      help: '1 when the figures of jobs and timers could be read, else 0',
      registers: [this.registry],
      async collect() {
        this.set((await figures()) === undefined ? 0 : 1);
      },
    });
  }
}
