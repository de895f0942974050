import { Module } from '@nestjs/common';
import { Database } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { WorkflowCatalog } from '@stationhouse/workflow-runtime';
import { ProcessMaps } from './map/process-maps.js';
import { ProcessMapsResolver } from './map/process-maps.resolver.js';
import { Paths, PATHS_TOPIC } from './paths/paths.js';

/** What really happens, against what is written. Needs libs/workflow-runtime. */
@Module({
  providers: [
    {
      provide: Paths,
      useFactory: (database: Database, jobs: Jobs) => {
        const paths = new Paths(database);
        // Both surfaces of one process share its jobs.
        if (jobs.registry.get(PATHS_TOPIC) === undefined) jobs.register(paths.job());
        return paths;
      },
      inject: [Database, Jobs],
    },
    { provide: ProcessMaps, useFactory: (catalog: WorkflowCatalog, paths: Paths) => new ProcessMaps(catalog, paths), inject: [WorkflowCatalog, Paths] },
    ProcessMapsResolver,
  ],
})
export class ConformanceModule {}
