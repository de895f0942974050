import type { TenantContext } from '@stationhouse/database';
import { durationMilliseconds, type Bilingual, type Id, type IsoDuration } from '@stationhouse/kernel';
import type { JobScope } from './outbox.entity.js';

/** What a job carries: ids and small facts. Whatever else the handler needs it reads under the job's scope. */
export type JobPayload = Readonly<Record<string, string | number | boolean | null>>;

/** One run of a job, as its handler sees it. */
export interface JobRun<Payload extends JobPayload = JobPayload> {
  readonly id: Id;
  readonly topic: string;
  readonly payload: Payload;
  readonly scope: JobScope;
  /** The station or bureau the job belongs to. */
  readonly scopeId: Id;
  /** The scope as a tenant context: the handler opens its own transactions with it. */
  readonly context: TenantContext;
  /** 1 for the first run. */
  readonly attempt: number;
  /** Aborted when the time is up, the process stops, or another worker has taken the job over. */
  readonly signal: AbortSignal;
}

export interface Retry {
  /** Runs at most, the first included. */
  readonly attempts: number;
  /** Wait after the first failure; doubles with every further one, up to ten minutes. */
  readonly delay: IsoDuration;
}

/** What a library or plugin says about one kind of job. */
export interface JobDefinition<Payload extends JobPayload = JobPayload> {
  /** Unique name, `imports.run`. */
  readonly topic: string;
  /** What people call it; the topic itself when absent. */
  readonly title?: Bilingual;
  /** Does the work. May run twice (a kill between the work and its record), so it must find out what is done already. */
  readonly handle: (job: JobRun<Payload>) => Promise<void>;
  /** One run's longest time. Default one minute. */
  readonly timeout?: IsoDuration;
  readonly retry?: Retry;
  /** Runs at once in one process; default as many as the worker has room for. */
  readonly concurrency?: number;
  /** How many of the kind are done together, where many wait. Not of a kind with `concurrency`. */
  readonly together?: Together<Payload> | undefined;
}

/** A way to do many jobs of one kind at less cost than one after the other: in one transaction, for several stations at once. */
export interface Together<Payload extends JobPayload = JobPayload> {
  /** Jobs of one run at most. */
  readonly most: number;
  /** Does the work of all, or of none: when it fails each is done by itself, so that a job at fault fails alone. */
  readonly handle: (jobs: readonly JobRun<Payload>[]) => Promise<void>;
}

/** Declares a kind of job; the composition hands all of them to the {@link JobRegistry}. */
export function defineJob<Payload extends JobPayload>(definition: JobDefinition<Payload>): JobDefinition {
  return definition as unknown as JobDefinition;
}

const DEFAULT_RETRY: Retry = { attempts: 5, delay: 'PT2S' };
const LONGEST_WAIT = 600_000;

/** The kinds of jobs this program can run. */
export class JobRegistry {
  private readonly definitions = new Map<string, JobDefinition>();

  /** @throws Error when a topic is taken: two libraries would eat each other's jobs */
  register(...definitions: readonly JobDefinition[]): void {
    for (const definition of definitions) {
      if (this.definitions.has(definition.topic)) throw new Error(`Two jobs have the topic "${definition.topic}".`);
      this.definitions.set(definition.topic, definition);
    }
  }

  get(topic: string): JobDefinition | undefined {
    return this.definitions.get(topic);
  }

  topics(): string[] {
    return [...this.definitions.keys()];
  }
}

/** The longest time of one run, in milliseconds. */
export function timeoutOf(definition: JobDefinition): number {
  return durationMilliseconds(definition.timeout ?? 'PT1M');
}

/** Milliseconds to wait after the given failed attempt; undefined when the job has had its last one. */
export function waitAfter(definition: JobDefinition, attempt: number): number | undefined {
  const retry = definition.retry ?? DEFAULT_RETRY;
  if (attempt >= retry.attempts) return undefined;
  return Math.min(LONGEST_WAIT, durationMilliseconds(retry.delay) * 2 ** (attempt - 1));
}

/** True once a job was claimed more often than it may run: its process died every time. */
export function isPoisonous(definition: JobDefinition, attempt: number): boolean {
  return attempt > (definition.retry ?? DEFAULT_RETRY).attempts;
}
