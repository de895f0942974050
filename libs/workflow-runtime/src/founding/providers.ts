import type { Provider } from '@nestjs/common';
import { Database, DomainClock } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { Notices } from '@stationhouse/notify';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { Configuration } from '../configuration/configuration.js';
import { ConfigurationFolder } from '../configuration/folder/folder.js';
import { WorkflowRuntime } from '../runtime.js';
import { StaffMoves } from '../moves/staff-moves.js';
import { ScheduleBook } from '../schedules/schedule.js';
import { ScheduleWorker } from '../schedules/worker.js';
import type { TimerWorkerOptions } from '../timers/timer-worker.js';
import { ClosingWords } from './consequences.js';
import { Founding } from './founding.js';
import { FoundingResolver } from './founding.resolver.js';
import { LocalitiesResolver } from './localities.resolver.js';
import { ReorganisationResolver } from './reorganisation.resolver.js';
import { ReorganisationWord } from './reorganisation-word.js';
import { ReorganisationWorker } from './reorganisation-worker.js';
import { Reorganising } from './reorganising.js';
import { SETTLE_TOPIC, Settling } from './settling.js';

/** The life of a station: founded, many at a time; closed, merged, split. */
export function foundingProviders(onError: TimerWorkerOptions['onError']): Provider[] {
  return [
    {
      provide: Founding,
      useFactory: (catalog: WorkflowCatalog, configuration: Configuration, folder: ConfigurationFolder, book: ScheduleBook, schedules: ScheduleWorker) => new Founding({ catalog, configuration, folder, book, schedules }),
      inject: [WorkflowCatalog, Configuration, ConfigurationFolder, ScheduleBook, ScheduleWorker],
    },
    ClosingWords,
    { provide: ReorganisationWord, useFactory: (notices: Notices) => new ReorganisationWord(notices), inject: [Notices] },
    {
      provide: Reorganising,
      useFactory: (catalog: WorkflowCatalog, founding: Founding, words: ClosingWords, word: ReorganisationWord, jobs: Jobs, database: Database, runtime: WorkflowRuntime, moves: StaffMoves) => {
        // Both surfaces of one process share its jobs.
        if (jobs.registry.get(SETTLE_TOPIC) === undefined) jobs.register(new Settling(database, runtime, jobs).job());
        return new Reorganising({ catalog, founding, moves, words, word, jobs });
      },
      inject: [WorkflowCatalog, Founding, ClosingWords, ReorganisationWord, Jobs, Database, WorkflowRuntime, StaffMoves],
    },
    {
      provide: ReorganisationWorker,
      useFactory: (database: Database, clock: DomainClock, jobs: Jobs, reorganising: Reorganising) => new ReorganisationWorker({ database, clock, jobs, reorganising, onError: (error) => onError(error) }),
      inject: [Database, DomainClock, Jobs, Reorganising],
    },
    FoundingResolver,
    LocalitiesResolver,
    ReorganisationResolver,
  ];
}
