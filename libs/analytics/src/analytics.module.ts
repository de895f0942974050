import { TenantGate } from '@stationhouse/access';
import { Jobs } from '@stationhouse/jobs';
import { Module, type DynamicModule } from '@nestjs/common';
import { durationMilliseconds, type IsoDuration } from '@stationhouse/kernel';
import { Figures } from './figures.js';
import { KeepingResolver } from './graphql/keeping.resolver.js';
import { MetricsResolver } from './graphql/metrics.resolver.js';
import { MetricRegistry } from './registry.js';
import { Rebuilds } from './rollups/rebuild.js';
import { RollUps } from './rollups/roll-ups.js';

/** Figures for a composition: the registry of metrics and their GraphQL. Needs libs/access. */
@Module({})
export class AnalyticsModule {
  /**
   * @param kept what is kept of figures
   * @param pluginStatementTimeout how long one statement over a plugin's own tables may take
   */
  static of(registry: MetricRegistry, kept: RollUps, pluginStatementTimeout: IsoDuration): DynamicModule {
    return {
      module: AnalyticsModule,
      providers: [
        { provide: MetricRegistry, useValue: registry },
        { provide: RollUps, useValue: kept },
        { provide: Rebuilds, useFactory: (gate: TenantGate, jobs: Jobs) => new Rebuilds(gate, jobs), inject: [TenantGate, Jobs] },
        { provide: Figures, useFactory: () => new Figures(registry, durationMilliseconds(pluginStatementTimeout), kept) },
        MetricsResolver,
        KeepingResolver,
      ],
      exports: [MetricRegistry, Figures, RollUps],
    };
  }
}
