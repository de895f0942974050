import type { Provider } from '@nestjs/common';
import { Database } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { Notices } from '@stationhouse/notify';
import { PluginGate } from '../catalog/plugin-gate.js';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { ExerciseEntriesResolver, ExercisesResolver } from '../graphql/exercises.resolver.js';
import { OfferedPlansResolver } from '../graphql/offered-plans.resolver.js';
import { WorkflowRuntime } from '../runtime.js';
import { ExercisesAloneResolver } from './alone.resolver.js';
import { ExercisesAlone } from './alone.js';
import { Exercises } from './exercises.js';
import { Injects } from './injects.js';
import { PlanBook, type PlansOfPlugin } from './offered.js';
import { PREPARED_TOPIC, preparedJob, PreparedExercises } from './preparing.js';

/** Exercises, and the plans that plugins offer for them. */
export function exerciseProviders(plugins: readonly PlansOfPlugin[]): Provider[] {
  return [
    { provide: PlanBook, useFactory: () => new PlanBook(plugins) },
    {
      provide: Exercises,
      useFactory: (database: Database, catalog: WorkflowCatalog, gate: PluginGate, notices: Notices, jobs: Jobs) => new Exercises({ database, catalog, plugins: gate, notices, jobs }),
      inject: [Database, WorkflowCatalog, PluginGate, Notices, Jobs],
    },
    {
      provide: PreparedExercises,
      useFactory: (database: Database, runtime: WorkflowRuntime, exercises: Exercises, jobs: Jobs) => {
        if (jobs.registry.get(PREPARED_TOPIC) === undefined) jobs.register(preparedJob(database, runtime));
        return new PreparedExercises({ database, runtime, exercises });
      },
      inject: [Database, WorkflowRuntime, Exercises, Jobs],
    },
    { provide: ExercisesAlone, useFactory: (database: Database, runtime: WorkflowRuntime, notices: Notices) => new ExercisesAlone({ database, runtime, notices }), inject: [Database, WorkflowRuntime, Notices] },
    { provide: Injects, useFactory: (database: Database, runtime: WorkflowRuntime, notices: Notices, jobs: Jobs) => new Injects({ database, runtime, notices, jobs }), inject: [Database, WorkflowRuntime, Notices, Jobs] },
    ExercisesResolver, ExercisesAloneResolver, ExerciseEntriesResolver, OfferedPlansResolver,
  ];
}
