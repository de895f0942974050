import { TenantGate } from '@stationhouse/access';
import { Jobs } from '@stationhouse/jobs';
import { Module, type DynamicModule } from '@nestjs/common';
import { durationMilliseconds, type IsoDuration } from '@stationhouse/kernel';
import { Figures } from './figures.js';
import { KeepingResolver } from './graphql/keeping.resolver.js';
import { MetricsResolver } from './graphql/metrics.resolver.js';
import { PatrolsResolver } from './places/patrols.resolver.js';
import { Places } from './places/places.js';
import { PlacesResolver } from './places/places.resolver.js';
import { SavedQueriesResolver } from './saved-queries/saved-queries.resolver.js';
import { MetricRegistry } from './registry.js';
import { AnalystQuestions } from './studies/asking.js';
import { StudyReleasesController } from './studies/releases.controller.js';
import { studyProviders, type StudySettings } from './studies/providers.js';
import { Rebuilds } from './rollups/rebuild.js';
import { RollUps } from './rollups/roll-ups.js';

/** Figures for a composition: the registry of metrics and their GraphQL. Needs libs/access. */
@Module({})
export class AnalyticsModule {
  /**
   * @param kept what is kept of figures
   * @param pluginStatementTimeout how long one statement over a plugin's own tables may take
   */
  static of(registry: MetricRegistry, kept: RollUps, pluginStatementTimeout: IsoDuration, studies: StudySettings): DynamicModule {
    return {
      module: AnalyticsModule,
      global: true,
      controllers: [StudyReleasesController],
      providers: [
        { provide: MetricRegistry, useValue: registry },
        { provide: RollUps, useValue: kept },
        { provide: Rebuilds, useFactory: (gate: TenantGate, jobs: Jobs) => new Rebuilds(gate, jobs), inject: [TenantGate, Jobs] },
        { provide: Figures, useFactory: () => new Figures(registry, durationMilliseconds(pluginStatementTimeout), kept) },
        { provide: Places, useFactory: () => new Places(registry) },
        MetricsResolver,
        PlacesResolver,
        PatrolsResolver,
        SavedQueriesResolver,
        ...studyProviders(studies),
        KeepingResolver,
      ],
      exports: [MetricRegistry, Figures, Places, RollUps, AnalystQuestions],
    };
  }
}
