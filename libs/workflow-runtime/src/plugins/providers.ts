import type { Provider } from '@nestjs/common';
import { Database, DomainClock } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { Notices } from '@stationhouse/notify';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { Configuration } from '../configuration/configuration.js';
import { WorkflowRuntime } from '../runtime.js';
import type { TimerWorkerOptions } from '../timers/timer-worker.js';
import { CallOff, CALL_OFF_TOPIC } from './call-off.js';
import { BureauPluginsResolver, InstancePluginResolver, PluginsResolver, PluginTakeoverResolver } from './plugins.resolver.js';
import { PluginSwitch } from './switch.js';
import { AssessmentWatch } from './watch.js';

/** Enabling and disabling of plugins, and the watch over their assessments. */
export function pluginProviders(onError: TimerWorkerOptions['onError']): Provider[] {
  return [
    {
      provide: AssessmentWatch,
      useFactory: (database: Database, catalog: WorkflowCatalog, clock: DomainClock, jobs: Jobs, notices: Notices) => new AssessmentWatch({ database, catalog, clock, jobs, notices, onError: (error) => onError(error) }),
      inject: [Database, WorkflowCatalog, DomainClock, Jobs, Notices],
    },
    {
      provide: PluginSwitch,
      useFactory: (database: Database, catalog: WorkflowCatalog, jobs: Jobs, notices: Notices, watch: AssessmentWatch, runtime: WorkflowRuntime, configuration: Configuration) => {
        // Both surfaces of one process share its jobs.
        if (jobs.registry.get(CALL_OFF_TOPIC) === undefined) jobs.register(new CallOff(database, runtime, jobs).job());
        const onOff = new PluginSwitch({ catalog, jobs, notices, watch });
        onOff.whenTurned((tenant, turned) => configuration.followPlugin(tenant, turned));
        return onOff;
      },
      inject: [Database, WorkflowCatalog, Jobs, Notices, AssessmentWatch, WorkflowRuntime, Configuration],
    },
    PluginsResolver, BureauPluginsResolver, PluginTakeoverResolver, InstancePluginResolver,
  ];
}
