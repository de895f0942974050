import type { Entities, Migration } from '@stationhouse/database';
import * as entities from './entities.js';
import { Workflow1700000000500 } from './migrations/0500-workflow.js';
import { Batches1700000000505 } from './migrations/0505-batches.js';

export { WorkflowCatalog, type PublishedWorkflow, type WorkflowPlugin } from './catalog/catalog.js';
export { pluginDisabled, PluginGate } from './catalog/plugin-gate.js';
export { dutyAt, isCandidate, mayClaim, mayComplete, type Actor, type Duty } from './candidates.js';
export * from './entities.js';
export { AcceptedEvent, Change, ChangeKindName, Clock, Instance, InstanceSummary, StepResult, Task, TimelineEntry, Workflow } from './graphql/types.js';
export { batched, summariesOf, viewInstance, viewTasks, viewWorkflow } from './graphql/views.js';
export { IncidentReference } from './incident-reference.js';
export { CalendarBook, type StationCalendars } from './calendars/calendar-book.js';
export type { AnswerClockEdit, EditClock } from './calendars/edits.js';
export { countUndetermined, DETERMINE_TOPIC, HolidayNotices, listNotices, setStationCalendar } from './calendars/holiday-notices.js';
export { InstanceNotices } from './notices.js';
export { assignTasks, editClocks, manageCalendars, manageStationHours, readInstances, sendEvents, startInstances, workflowPermissions, workTasks } from './permissions.js';
export { instancesById, instancesOfIncidents, listInstances, readInstance, type InstanceSelection } from './reads/instances.js';
export { countTasks, listTasks, readTask, tasksOfInstances, type TaskSelection } from './reads/tasks.js';
export { canonical, replay, type Divergence, type Replay } from './replay.js';
export { WorkflowRuntime, type Call, type CommandAnswer, type CompleteTask, type OnTask, type RuntimeOptions, type SendEvent, type StartInstance } from './runtime.js';
export { applySteps, type StepAnswer } from './steps/apply-steps.js';
export { NOTICES_TOPIC, type StepRecord } from './steps/step-record.js';
export { requireNoTestClockInProduction, TestClock, type DueSource, type TestClockSetting } from './timers/test-clock.js';
export { catalogOf, WorkflowModule, type RuntimePlugin, type WorkflowModuleOptions } from './workflow.module.js';
export { TimerWorker, type TimerWorkerOptions } from './timers/timer-worker.js';

export const workflowEntities: Entities = Object.values(entities);
export const workflowMigrations: readonly Migration[] = [Workflow1700000000500, Batches1700000000505];
