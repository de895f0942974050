import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

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
}
