import { Module, type DynamicModule } from '@nestjs/common';
import { durationMilliseconds, type IsoDuration } from '@stationhouse/kernel';
import { DashboardsResolver } from './dashboards/dashboards.resolver.js';
import { Figures } from './figures.js';
import { MetricsResolver } from './graphql/metrics.resolver.js';
import { PatrolsResolver } from './places/patrols.resolver.js';
import { Places } from './places/places.js';
import { PlacesResolver } from './places/places.resolver.js';
import { MetricRegistry, type MeasuredPlugin } from './registry.js';

/** Figures for a composition: the registry of metrics and their GraphQL. Needs libs/access. */
@Module({})
export class AnalyticsModule {
  /** @param pluginStatementTimeout how long one statement over a plugin's own tables may take */
  static of(plugins: readonly MeasuredPlugin[], pluginStatementTimeout: IsoDuration): DynamicModule {
    return {
      module: AnalyticsModule,
      providers: [
        { provide: MetricRegistry, useFactory: () => new MetricRegistry(plugins) },
        { provide: Figures, useFactory: (registry: MetricRegistry) => new Figures(registry, durationMilliseconds(pluginStatementTimeout)), inject: [MetricRegistry] },
        { provide: Places, useFactory: (registry: MetricRegistry) => new Places(registry), inject: [MetricRegistry] },
        MetricsResolver,
        PlacesResolver,
        PatrolsResolver,
        DashboardsResolver,
      ],
      exports: [MetricRegistry, Figures, Places],
    };
  }
}
