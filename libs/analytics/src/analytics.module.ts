import { Module, type DynamicModule } from '@nestjs/common';
import { Database } from '@stationhouse/database';
import { durationMilliseconds, type IsoDuration } from '@stationhouse/kernel';
import { Figures } from './figures.js';
import { MetricsResolver } from './graphql/metrics.resolver.js';
import { MetricRegistry, type MeasuredPlugin } from './registry.js';
import { RollUps } from './rollups/roll-ups.js';

/** Figures for a composition: the registry of metrics and their GraphQL. Needs libs/access. */
@Module({})
export class AnalyticsModule {
  /** @param pluginStatementTimeout how long one statement over a plugin's own tables may take */
  static of(plugins: readonly MeasuredPlugin[], pluginStatementTimeout: IsoDuration): DynamicModule {
    return {
      module: AnalyticsModule,
      providers: [
        { provide: MetricRegistry, useFactory: () => new MetricRegistry(plugins) },
        { provide: RollUps, useFactory: (database: Database, registry: MetricRegistry) => new RollUps(database, registry.all()), inject: [Database, MetricRegistry] },
        { provide: Figures, useFactory: (registry: MetricRegistry, rollUps: RollUps) => new Figures(registry, durationMilliseconds(pluginStatementTimeout), rollUps), inject: [MetricRegistry, RollUps] },
        MetricsResolver,
      ],
      exports: [MetricRegistry, Figures, RollUps],
    };
  }
}
