import type { Provider } from '@nestjs/common';
import { Database, DomainClock } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { Notices } from '@stationhouse/notify';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { WorkflowRuntime } from '../runtime.js';
import type { TimerWorkerOptions } from '../timers/timer-worker.js';
import { StaffMovesResolver } from './moves.resolver.js';
import { StaffMoves } from './staff-moves.js';
import { MoveWord } from './words.js';
import { StaffMoveWorker } from './worker.js';

/** Officers who change station, leave or retire. */
export function moveProviders(onError: TimerWorkerOptions['onError']): Provider[] {
  return [
    {
      provide: StaffMoves,
      useFactory: (database: Database, catalog: WorkflowCatalog, runtime: WorkflowRuntime, jobs: Jobs, notices: Notices) => new StaffMoves({ database, catalog, runtime, jobs, word: new MoveWord(notices) }),
      inject: [Database, WorkflowCatalog, WorkflowRuntime, Jobs, Notices],
    },
    {
      provide: StaffMoveWorker,
      useFactory: (database: Database, clock: DomainClock, jobs: Jobs, moves: StaffMoves) => new StaffMoveWorker({ database, clock, jobs, moves, onError: (error) => onError(error) }),
      inject: [Database, DomainClock, Jobs, StaffMoves],
    },
    StaffMovesResolver,
  ];
}
