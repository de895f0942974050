import type { Provider } from '@nestjs/common';
import { Database } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { AutomationRepair } from '../automations/repair.js';
import { WorkflowRuntime } from '../runtime.js';
import { OperationsResolver } from './operations.resolver.js';
import { QueueResolver } from './queue.resolver.js';
import { Repairs } from './repairs.js';
import { RepairsResolver } from './repairs.resolver.js';
import { WhyResolver } from './why.resolver.js';

/** What the module of this library takes in for operating the house. */
export const operationsProviders: readonly Provider[] = [
  { provide: Repairs, useFactory: (database: Database, jobs: Jobs, runtime: WorkflowRuntime, automations: AutomationRepair) => new Repairs(database, jobs, runtime, automations), inject: [Database, Jobs, WorkflowRuntime, AutomationRepair] },
  OperationsResolver,
  QueueResolver,
  RepairsResolver,
  WhyResolver,
];
