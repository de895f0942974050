import type { Entities, Migration, Repair } from '@stationhouse/database';
import { Outbox1700000000400, queueRepair } from './migrations/0400-outbox.js';
import { OutboxRow } from './outbox.entity.js';

export { Batcher, type BatcherOptions } from './batcher.js';
export { Bus } from './bus.js';
export { DueLoop, type DueLoopOptions, type DueRows } from './due-loop.js';
export { Coalescer, type CoalescerOptions } from './coalescer.js';
export { DueWorker, type DueRow, type DueWorkerOptions } from './due-worker.js';
export { defineJob, JobRegistry, type JobDefinition, type JobPayload, type JobRun, type Retry } from './job.js';
export { JobWorker, type JobWorkerOptions } from './job-worker.js';
export { faultOf, type Fault } from './fault.js';
export { Jobs, type JobsOptions } from './jobs.js';
export { LiveEvents, type Change, type ChangeFilter, type ChangeKind } from './live-events.js';
export { dropJobs, jobsById, listJobs, queueFigures, retryJobs, type JobRow, type JobSelection, type JobStanding, type QueueFigures } from './operating.js';
export { Outbox, type NewJob } from './outbox.js';
export { OutboxRow, type JobScope, type JobState } from './outbox.entity.js';

export const jobsEntities: Entities = [OutboxRow];
export const jobsMigrations: readonly Migration[] = [Outbox1700000000400];
export const jobsRepairs: readonly Repair[] = [queueRepair];
