import { Module, type DynamicModule } from '@nestjs/common';
import { durationMilliseconds, type IsoDuration } from '@stationhouse/kernel';
import { Figures } from './figures.js';
import { MetricsResolver } from './graphql/metrics.resolver.js';
import { PatrolsResolver } from './places/patrols.resolver.js';
import { Places } from './places/places.js';
import { PlacesResolver } from './places/places.resolver.js';
import { SavedQueriesResolver } from './saved-queries/saved-queries.resolver.js';
import { MetricRegistry, type MeasuredPlugin } from './registry.js';
import { StudyReleasesController } from './studies/releases.controller.js';
import { studyProviders, type StudySettings } from './studies/providers.js';

/** Figures for a composition: the registry of metrics and their GraphQL. Needs libs/access. */
@Module({})
export class AnalyticsModule {
  /** @param pluginStatementTimeout how long one statement over a plugin's own tables may take */
  static of(plugins: readonly MeasuredPlugin[], pluginStatementTimeout: IsoDuration, studies: StudySettings): DynamicModule {
    return {
      module: AnalyticsModule,
      controllers: [StudyReleasesController],
      providers: [
        { provide: MetricRegistry, useFactory: () => new MetricRegistry(plugins) },
        { provide: Figures, useFactory: (registry: MetricRegistry) => new Figures(registry, durationMilliseconds(pluginStatementTimeout)), inject: [MetricRegistry] },
        { provide: Places, useFactory: (registry: MetricRegistry) => new Places(registry), inject: [MetricRegistry] },
        MetricsResolver,
        PlacesResolver,
        PatrolsResolver,
        SavedQueriesResolver,
        ...studyProviders(studies),
      ],
      exports: [MetricRegistry, Figures, Places],
    };
  }
}
