import { PermissionRegistry, TenantGate } from '@stationhouse/access';
import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { Database, DomainClock } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { durationMilliseconds, type IsoDuration } from '@stationhouse/kernel';
import { Notices } from '@stationhouse/notify';
import { WorkflowCatalog, type TypedClasses } from '@stationhouse/workflow-runtime';
import { FigureOrigins } from './behind/origins.js';
import { FigureOriginsResolver } from './behind/origins.resolver.js';
import { DeliveriesResolver } from './dashboards/delivery/deliveries.resolver.js';
import { IssuesController } from './dashboards/delivery/issues.controller.js';
import { IssueMaker } from './dashboards/delivery/making.js';
import { DeliveryWorker, MAKE_TOPIC } from './dashboards/delivery/worker.js';
import { DashboardsResolver } from './dashboards/dashboards.resolver.js';
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
   * @param typed the types of the composition’s workflows
   */
  static of(registry: MetricRegistry, kept: RollUps, pluginStatementTimeout: IsoDuration, studies: StudySettings, typed: readonly TypedClasses[]): DynamicModule {
    return {
      module: AnalyticsModule,
      global: true,
      controllers: [IssuesController, StudyReleasesController],
      providers: [
        { provide: MetricRegistry, useValue: registry },
        { provide: RollUps, useValue: kept },
        { provide: Rebuilds, useFactory: (gate: TenantGate, jobs: Jobs) => new Rebuilds(gate, jobs), inject: [TenantGate, Jobs] },
        { provide: Figures, useFactory: () => new Figures(registry, durationMilliseconds(pluginStatementTimeout), kept) },
        { provide: Places, useFactory: () => new Places(registry) },
        { provide: FigureOrigins, useFactory: (catalog: WorkflowCatalog) => new FigureOrigins(registry, catalog), inject: [WorkflowCatalog] },
        MetricsResolver,
        FigureOriginsResolver,
        PlacesResolver,
        PatrolsResolver,
        DashboardsResolver,
        DeliveriesResolver,
        {
          provide: DeliveryWorker,
          useFactory: (database: Database, clock: DomainClock, jobs: Jobs, permissions: PermissionRegistry, notices: Notices, figures: Figures, places: Places, questions: AnalystQuestions) => {
            if (jobs.registry.get(MAKE_TOPIC) === undefined) jobs.register(new IssueMaker(database, permissions, notices, { figures, places, registry }, questions).job());
            return new DeliveryWorker({ database, clock, jobs, onError: logged });
          },
          inject: [Database, DomainClock, Jobs, PermissionRegistry, Notices, Figures, Places, AnalystQuestions],
        },
        SavedQueriesResolver,
        ...studyProviders(studies, typed),
        KeepingResolver,
      ],
      exports: [MetricRegistry, Figures, Places, DeliveryWorker, RollUps, AnalystQuestions],
    };
  }
}

/** Kind and place of the fault only: a message may speak of data. */
function logged(error: unknown): void {
  new Logger('DeliveryWorker').error(error instanceof Error ? error.name : 'fault', error instanceof Error ? error.stack?.split('\n').slice(1).join('\n') : undefined);
}
