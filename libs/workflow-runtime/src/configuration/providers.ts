import type { Provider } from '@nestjs/common';
import { Database } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { Notices } from '@stationhouse/notify';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { ChangedPlaceResolver, ConfigurationResolver, OverlayRevisionResolver } from '../graphql/configuration.resolver.js';
import { MigrationsResolver } from '../graphql/migrations.resolver.js';
import { WorkflowRuntime } from '../runtime.js';
import { Configuration } from './configuration.js';
import { MIGRATE_TOPIC, MigrationBatches } from './migration-batches.js';
import { MigrationSteps } from './migration-steps.js';
import { MigrationWork } from './migration-work.js';
import { ConfigurationWord } from './word.js';

export const configurationResolvers: readonly Provider[] = [ConfigurationResolver, OverlayRevisionResolver, ChangedPlaceResolver, MigrationsResolver];

/** Overlays of workflows, and batches that move instances to new versions. */
export const configurationProviders: readonly Provider[] = [
  { provide: Configuration, useFactory: (database: Database, catalog: WorkflowCatalog, jobs: Jobs, notices: Notices) => new Configuration(database, catalog, jobs, notices), inject: [Database, WorkflowCatalog, Jobs, Notices] },
  {
    provide: MigrationBatches,
    useFactory: (database: Database, catalog: WorkflowCatalog, jobs: Jobs, runtime: WorkflowRuntime, notices: Notices) => {
      // Both surfaces of one process share its jobs.
      if (jobs.registry.get(MIGRATE_TOPIC) === undefined) jobs.register(new MigrationWork(database, catalog, new MigrationSteps(database, catalog, runtime), new ConfigurationWord(database, catalog, notices)).job());
      return new MigrationBatches(catalog, jobs);
    },
    inject: [Database, WorkflowCatalog, Jobs, WorkflowRuntime, Notices],
  },
];
