import type { Provider } from '@nestjs/common';
import { Database } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { Notices } from '@stationhouse/notify';
import { AutomationBook } from '../automations/book.js';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { EmergencyRetention } from '../emergency/retention.js';
import { PublishedRetention } from '../events/retention.js';
import { HandedInRetention } from '../handed-in/retention.js';
import { ShareRetention } from '../shares/retention.js';
import { Eraser } from './erasing.js';
import { ERASE_TOPIC, Retention } from './retention.js';
import { InstanceRetentionResolver, RetentionResolver } from './retention.resolver.js';

/** Erasing of personal data whose time is over, and holds. */
export const retentionProviders: Provider[] = [
  {
    provide: Retention,
    useFactory: (database: Database, catalog: WorkflowCatalog, automations: AutomationBook, jobs: Jobs, notices: Notices) => {
      const retention = new Retention({ database, catalog, eraser: new Eraser({ database, catalog, automations, jobs }), notices });
      retention.also(new PublishedRetention());
      retention.also(new EmergencyRetention());
      retention.also(new ShareRetention());
      retention.also(new HandedInRetention());
      // Both surfaces of one process share its jobs.
      if (jobs.registry.get(ERASE_TOPIC) === undefined) jobs.register(retention.job());
      return retention;
    },
    inject: [Database, WorkflowCatalog, AutomationBook, Jobs, Notices],
  },
  RetentionResolver, InstanceRetentionResolver,
];
