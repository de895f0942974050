import { Module } from '@nestjs/common';
import { Database } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { Retention, WorkflowCatalog } from '@stationhouse/workflow-runtime';
import { ProcessMaps } from './map/process-maps.js';
import { ProcessMapsResolver } from './map/process-maps.resolver.js';
import { CONFORMANCE_TOPIC, nightlyJob } from './nightly.js';
import { Paths } from './paths/paths.js';
import { FlagRetention } from './patterns/flags.js';
import { PatternsResolver } from './patterns/patterns.resolver.js';

/** What really happens, against what is written. Needs the module of figures and libs/workflow-runtime, which runs `conformanceSchedule`. */
@Module({
  providers: [
    {
      provide: Paths,
      useFactory: (database: Database, catalog: WorkflowCatalog, jobs: Jobs, retention: Retention) => {
        const paths = new Paths(database);
        // Both surfaces of one process share its jobs.
        if (jobs.registry.get(CONFORMANCE_TOPIC) === undefined) jobs.register(nightlyJob(database, catalog, paths));
        retention.also(new FlagRetention());
        return paths;
      },
      inject: [Database, WorkflowCatalog, Jobs, Retention],
    },
    { provide: ProcessMaps, useFactory: (catalog: WorkflowCatalog, paths: Paths) => new ProcessMaps(catalog, paths), inject: [WorkflowCatalog, Paths] },
    ProcessMapsResolver,
    PatternsResolver,
  ],
})
export class ConformanceModule {}
