import type { Provider } from '@nestjs/common';
import { Database, DomainClock } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { Notices } from '@stationhouse/notify';
import { PluginGate } from '../catalog/plugin-gate.js';
import { campaignSchedule } from '../matrix/campaign-work.js';
import { retentionSchedule } from '../retention/retention.js';
import { WorkflowRuntime } from '../runtime.js';
import type { TimerWorkerOptions } from '../timers/timer-worker.js';
import { ScheduleBook, type PlatformSchedule, type Schedule } from './schedule.js';
import { SchedulesResolver } from './schedules.resolver.js';
import { ScheduleWorker } from './worker.js';

/** What comes round: the plugins' schedules and the platform's own. */
export function scheduleProviders(plugins: readonly { readonly id: string; readonly schedules?: readonly Schedule[] | undefined }[], platform: readonly PlatformSchedule[], onError: TimerWorkerOptions['onError']): Provider[] {
  return [
    { provide: ScheduleBook, useFactory: () => new ScheduleBook(plugins, [retentionSchedule, campaignSchedule, ...platform]) },
    {
      provide: ScheduleWorker,
      useFactory: (database: Database, book: ScheduleBook, gate: PluginGate, runtime: WorkflowRuntime, clock: DomainClock, jobs: Jobs, notices: Notices) => new ScheduleWorker({ database, book, plugins: gate, runtime, clock, jobs, notices, onError: (error) => onError(error) }),
      inject: [Database, ScheduleBook, PluginGate, WorkflowRuntime, DomainClock, Jobs, Notices],
    },
    SchedulesResolver,
  ];
}
