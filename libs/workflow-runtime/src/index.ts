import type { Entities, Migration } from '@stationhouse/database';
import * as entities from './entities.js';
import { Workflow1700000000500 } from './migrations/0500-workflow.js';

export { WorkflowCatalog, type PublishedWorkflow, type WorkflowPlugin } from './catalog/catalog.js';
export { dutyAt, isCandidate, mayClaim, mayComplete, type Actor, type Duty } from './candidates.js';
export * from './entities.js';
export { IncidentReference } from './incident-reference.js';
export { canonical, replay, type Divergence, type Replay } from './replay.js';
export { pluginDisabled, WorkflowRuntime, type Call, type CommandAnswer, type CompleteTask, type OnTask, type RuntimeOptions, type SendEvent, type StartInstance } from './runtime.js';
export { applySteps, type StepAnswer } from './steps/apply-steps.js';
export type { StepRecord } from './steps/step-record.js';
export { requireNoTestClockInProduction, TestClock, type TestClockSetting } from './timers/test-clock.js';
export { TimerWorker, type TimerWorkerOptions } from './timers/timer-worker.js';

export const workflowEntities: Entities = Object.values(entities);
export const workflowMigrations: readonly Migration[] = [Workflow1700000000500];
