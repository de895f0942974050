import { Module, type DynamicModule } from '@nestjs/common';
import { TenantGate } from '@stationhouse/access';
import { Database } from '@stationhouse/database';
import type { BlobStorage } from '@stationhouse/files';
import { Jobs } from '@stationhouse/jobs';
import { Notices } from '@stationhouse/notify';
import { Templates, WorkflowCatalog } from '@stationhouse/workflow-runtime';
import { Figures } from '../figures.js';
import { Places } from '../places/places.js';
import { MetricRegistry } from '../registry.js';
import { BriefingsController } from './briefings.controller.js';
import { BriefingsResolver } from './briefings.resolver.js';
import { BriefingDesk, BriefingSourcesOfHouse } from './desk.js';
import { BriefingPapers } from './papers.js';
import { briefingJob, BRIEFINGS_TOPIC } from './schedule.js';

/** Weekly analysis briefings for a composition. Needs AnalyticsModule, DocumentsModule with `weeklyBriefing`, and libs/workflow-runtime, which runs `briefingSchedule`. */
@Module({})
export class BriefingsModule {
  static of(files: BlobStorage, analytics: DynamicModule, documents: DynamicModule): DynamicModule {
    return {
      module: BriefingsModule,
      imports: [analytics, documents],
      controllers: [BriefingsController],
      providers: [
        {
          provide: BriefingSourcesOfHouse,
          useFactory: (database: Database, jobs: Jobs, notices: Notices, registry: MetricRegistry, figures: Figures, places: Places, catalog: WorkflowCatalog) => {
            const sources = new BriefingSourcesOfHouse(registry, figures, places, catalog);
            // Both surfaces of one process share its jobs.
            if (jobs.registry.get(BRIEFINGS_TOPIC) === undefined) jobs.register(briefingJob(database, sources, notices));
            return sources;
          },
          inject: [Database, Jobs, Notices, MetricRegistry, Figures, Places, WorkflowCatalog],
        },
        { provide: BriefingPapers, useFactory: (templates: Templates) => new BriefingPapers(templates, files), inject: [Templates] },
        { provide: BriefingDesk, useFactory: (gate: TenantGate, papers: BriefingPapers, notices: Notices) => new BriefingDesk(gate, papers, notices), inject: [TenantGate, BriefingPapers, Notices] },
        BriefingsResolver,
      ],
    };
  }
}
