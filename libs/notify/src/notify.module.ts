import { Logger, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { Database, DomainClock } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import type { IsoDuration } from '@stationhouse/kernel';
import type { NoticeChannel } from './channels/channel.js';
import { Deliveries } from './channels/deliveries.js';
import { ClimbWorker, type ClimbWorkerOptions } from './climb-worker.js';
import { NoticeConnectionResolver, NoticesResolver } from './graphql/notices.resolver.js';
import { RingingResolver } from './graphql/ringing.resolver.js';
import { Notices } from './notices.js';
import { RungTasks } from './rung-tasks.js';

export interface NotifyModuleOptions {
  /** How long an urgent notice waits for a signature, unless it says so itself. Default three minutes. */
  readonly climbAfter?: IsoDuration;
  /** How long it waits for a page that says it rings, unless it says so itself. Default fifteen seconds. */
  readonly silentAfter?: IsoDuration;
  /** Ways out of the system; none by default. The inbox is always there. */
  readonly channels?: readonly NoticeChannel[];
  /** Told about notices that could not climb; logged when absent. */
  readonly onError?: ClimbWorkerOptions['onError'];
}

const CLIMB_AFTER: IsoDuration = 'PT3M';
const SILENT_AFTER: IsoDuration = 'PT15S';

/**
 * Notices for a composition: service, delivery job and GraphQL. Needs global `Database`, `DomainClock`, `Jobs` and
 * libs/access. The composition starts `app.get(ClimbWorker)` on a worker.
 */
@Module({})
export class NotifyModule {
  static forRoot(options: NotifyModuleOptions = {}): DynamicModule {
    return { module: NotifyModule, global: true, providers: [...services(options), NoticesResolver, RingingResolver, NoticeConnectionResolver], exports: [Notices, RungTasks, ClimbWorker] };
  }
}

function services(options: NotifyModuleOptions): Provider[] {
  return [
    RungTasks,
    {
      provide: Deliveries,
      useFactory: (database: Database, jobs: Jobs) => {
        const deliveries = new Deliveries(database, jobs, options.channels ?? []);
        jobs.register(deliveries.job());
        return deliveries;
      },
      inject: [Database, Jobs],
    },
    {
      provide: Notices,
      useFactory: (database: Database, jobs: Jobs, deliveries: Deliveries) => new Notices({ database, jobs, deliveries, climbAfter: options.climbAfter ?? CLIMB_AFTER, silentAfter: options.silentAfter ?? SILENT_AFTER }),
      inject: [Database, Jobs, Deliveries],
    },
    {
      provide: ClimbWorker,
      useFactory: (database: Database, notices: Notices, clock: DomainClock, jobs: Jobs) => new ClimbWorker({ database, notices, clock, jobs, onError: options.onError ?? logged }),
      inject: [Database, Notices, DomainClock, Jobs],
    },
  ];
}

/** Kind and place of the fault only: a message may speak of data. */
function logged(error: unknown, notice?: { readonly unitId: string; readonly id: string }): void {
  const stack = error instanceof Error ? error.stack?.split('\n').slice(1).join('\n') : undefined;
  new Logger('ClimbWorker').error(`notice ${notice?.id ?? '-'} of ${notice?.unitId ?? '-'}: ${error instanceof Error ? error.name : 'fault'}`, stack);
}
