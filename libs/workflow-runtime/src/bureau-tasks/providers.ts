import { TenantGate } from '@stationhouse/access';
import type { Provider } from '@nestjs/common';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { WorkflowRuntime } from '../runtime.js';
import { BureauTasksResolver } from './bureau-tasks.resolver.js';
import { BureauTasks } from './bureau-tasks.js';
import { NoticeBureauTaskResolver } from './notices.resolver.js';

/** Tasks of a bureau, with their GraphQL. */
export const bureauTaskProviders: Provider[] = [
  { provide: BureauTasks, useFactory: (gate: TenantGate, catalog: WorkflowCatalog, runtime: WorkflowRuntime) => new BureauTasks({ gate, catalog, runtime }), inject: [TenantGate, WorkflowCatalog, WorkflowRuntime] },
  BureauTasksResolver, NoticeBureauTaskResolver,
];
