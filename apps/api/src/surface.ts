import type { DynamicModule, Provider, Type } from '@nestjs/common';
import type { TextScreen } from '@stationhouse/workflow';
import type { Logger } from 'pino';
import type { Metrics } from './operations/metrics.js';

/** Everything a server offers on one surface; composition.ts puts it together from the libraries and plugins. */
export interface Surface {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Instances made before Nest starts: database, jobs, files, settings. */
  readonly instances: readonly Provider[];
  /** The modules of the libraries and plugins: resolvers, routes, services. */
  readonly modules: readonly (Type | DynamicModule)[];
  /** Routes of the server itself: health and, inside, metrics. */
  readonly controllers: readonly Type[];
  /** What must never stand in a reason, a note or a name, whatever they are about. */
  readonly screens: readonly TextScreen[];
  /** Whether somebody signed in may read the schema. */
  readonly introspection: boolean;
  /** The largest body of JSON, in megabytes; files come as parts of their own and have bounds of theirs. */
  readonly bodyMegabytes: number;
}
