import type { Provider } from '@nestjs/common';
import { Database } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { Notices } from '@stationhouse/notify';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { Configuration } from '../configuration/configuration.js';
import { CampaignWork, CAMPAIGN_TOPIC } from './campaign-work.js';
import { Campaigns } from './campaigns.js';
import { CampaignsResolver } from './campaigns.resolver.js';
import { Deciding } from './deciding.js';
import { DecidingResolver } from './deciding.resolver.js';
import { MatrixCellResolver, MatrixResolver } from './matrix.resolver.js';

/** The bureau's overview of its stations, and what it hands down to them. */
export const matrixProviders: readonly Provider[] = [
  {
    provide: Campaigns,
    useFactory: (database: Database, catalog: WorkflowCatalog, configuration: Configuration, jobs: Jobs, notices: Notices) => {
      // Both surfaces of one process share its jobs.
      if (jobs.registry.get(CAMPAIGN_TOPIC) === undefined) jobs.register(new CampaignWork(database, catalog, configuration, notices).job());
      return new Campaigns(configuration, jobs);
    },
    inject: [Database, WorkflowCatalog, Configuration, Jobs, Notices],
  },
  { provide: Deciding, useFactory: (catalog: WorkflowCatalog, configuration: Configuration, notices: Notices) => new Deciding(catalog, configuration, notices), inject: [WorkflowCatalog, Configuration, Notices] },
  MatrixResolver, MatrixCellResolver, CampaignsResolver, DecidingResolver,
];
