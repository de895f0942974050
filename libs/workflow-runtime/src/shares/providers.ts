import type { Provider } from '@nestjs/common';
import { Database } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { Notices } from '@stationhouse/notify';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { EmergencyCards } from '../emergency/cards.js';
import { WorkflowRuntime } from '../runtime.js';
import { SHARE_TOPIC } from '../steps/step-record.js';
import { SharesAnswering } from './answering.js';
import { SharesAsking } from './asking.js';
import { SharedCards } from './cards.js';
import { InstanceSharesResolver, NeighboursResolver, SharedCardsResolver } from './shares.resolver.js';

/** 协查: neighbouring stations are asked to help, with the emergency card, and answer. */
export const shareProviders: Provider[] = [
  {
    provide: SharesAsking,
    useFactory: (database: Database, catalog: WorkflowCatalog, notices: Notices, jobs: Jobs, answering: SharesAnswering) => {
      const asking = new SharesAsking({ database, catalog, notices, jobs });
      // Both surfaces of one process share its jobs.
      if (jobs.registry.get(SHARE_TOPIC) === undefined) jobs.register(...asking.jobs(), answering.job());
      return asking;
    },
    inject: [Database, WorkflowCatalog, Notices, Jobs, SharesAnswering],
  },
  { provide: SharesAnswering, useFactory: (database: Database, runtime: WorkflowRuntime, notices: Notices, jobs: Jobs) => new SharesAnswering({ database, runtime, notices, jobs }), inject: [Database, WorkflowRuntime, Notices, Jobs] },
  { provide: SharedCards, useFactory: (database: Database, catalog: WorkflowCatalog, cards: EmergencyCards) => new SharedCards({ database, catalog, cards }), inject: [Database, WorkflowCatalog, EmergencyCards] },
  SharedCardsResolver, InstanceSharesResolver, NeighboursResolver,
];
