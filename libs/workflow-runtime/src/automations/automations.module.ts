import type { Provider } from '@nestjs/common';
import { Database, DomainClock } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { text } from '@stationhouse/kernel';
import { Notices } from '@stationhouse/notify';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { LinkedInstances } from '../links/linked.js';
import { LinksResolver } from '../links/links.resolver.js';
import { Referrals } from '../links/referrals.js';
import { PluginSettings } from '../plugins/settings/settings.js';
import { WorkflowRuntime } from '../runtime.js';
import { Alarms } from './alarms.js';
import { AutomationBook, type AutomationsOfPlugin } from './book.js';
import { AutomationsResolver, InstanceAutomationsResolver } from './automations.resolver.js';
import { ExerciseTeller } from '../exercises/practised.js';
import { AutomationRepair } from './repair.js';
import { Egress, type EgressOptions } from './egress/egress.js';
import { AutomationRetries } from './retries.js';
import { AutomationRunner, type AutomationRunnerOptions } from './runner.js';
import type { AutomationWalls } from './walls/walls.js';

export const automationResolvers: Provider[] = [AutomationsResolver, InstanceAutomationsResolver, LinksResolver];

/** What carries out what workflows ask of the outside. */
export interface Outward {
  readonly automations: AutomationBook;
  readonly linked: LinkedInstances;
  readonly referrals: Referrals;
}

type Surroundings = Pick<AutomationRunnerOptions, 'database' | 'runtime' | 'settings' | 'walls' | 'deadline'> & { readonly jobs: Jobs; readonly catalog: WorkflowCatalog; readonly notices: Notices; readonly automations: AutomationBook };

/** Puts the carriers together and registers their jobs; once per process. */
export function outwardOf({ database, runtime, jobs, catalog, notices, automations, ...seams }: Surroundings): Outward {
  const alarms = new Alarms(catalog, notices);
  automations.exercises = new ExerciseTeller(database, catalog);
  const runner = new AutomationRunner({
    database, runtime, jobs, automations, ...seams,
    tell: (tenant, { stationId, instanceId, id, automation }) => alarms.raise(tenant, { stationId, instanceId, key: `automation:${id}:${tenant.now.toISOString()}`, kind: 'automation.failed', what: automations.find(automation)?.title ?? text(automation, automation) }),
  });
  const linked = new LinkedInstances({ database, runtime, jobs, alarms });
  const referrals = new Referrals({ database, runtime, catalog, jobs, notices });
  jobs.register(runner.job(), ...linked.jobs(), ...referrals.jobs());
  return { automations, linked, referrals };
}

const OUTWARD = Symbol('outward');

/** Where handlers run, and whom they may ask. */
export interface AutomationSurroundings {
  readonly walls?: AutomationWalls | undefined;
  readonly egress?: Omit<EgressOptions, 'database'> | undefined;
}

/** Providers of the workflow module. */
export function automationProviders(plugins: readonly { readonly declaration: AutomationsOfPlugin }[], { walls, egress }: AutomationSurroundings, onError: (error: unknown) => void): Provider[] {
  return [
    { provide: AutomationBook, useFactory: () => new AutomationBook(plugins.map(({ declaration }) => declaration)) },
    {
      provide: OUTWARD,
      useFactory: (database: Database, runtime: WorkflowRuntime, jobs: Jobs, catalog: WorkflowCatalog, notices: Notices, automations: AutomationBook, settings: PluginSettings) => {
        if (egress !== undefined) automations.egress = new Egress({ ...egress, database });
        return outwardOf({ database, runtime, jobs, catalog, notices, automations, settings, ...(walls === undefined ? {} : { walls }) });
      },
      inject: [Database, WorkflowRuntime, Jobs, WorkflowCatalog, Notices, AutomationBook, PluginSettings],
    },
    { provide: LinkedInstances, useFactory: ({ linked }: Outward) => linked, inject: [OUTWARD] },
    { provide: Referrals, useFactory: ({ referrals }: Outward) => referrals, inject: [OUTWARD] },
    { provide: AutomationRepair, useFactory: (database: Database, runtime: WorkflowRuntime, jobs: Jobs, automations: AutomationBook) => new AutomationRepair(database, runtime, jobs, automations), inject: [Database, WorkflowRuntime, Jobs, AutomationBook] },
    { provide: AutomationRetries, useFactory: (database: Database, clock: DomainClock, jobs: Jobs) => new AutomationRetries({ database, clock, jobs, onError }), inject: [Database, DomainClock, Jobs] },
  ];
}
