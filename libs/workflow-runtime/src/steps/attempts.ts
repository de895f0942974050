import { currentTenant, type Database, type DomainClock } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { CommandAnswer, SystemCall } from '../commands.js';
import { requireSealed } from '../encrypted/encrypted-fields.js';
import { exerciseMark } from '../exercises/stage.js';
import { hasBureauTasks } from '../bureau-tasks/tasks.js';
import type { Computed } from '../runtime.js';
import { Screens } from '../screens/screens.js';
import type { StepAnswer } from './apply-steps.js';
import { StageMemory } from './memory.js';
import type { Cast, Stage } from './stage.js';
import { cameFirst, SharedDoor, type Room, type StepDoor } from './step-door.js';
import { CALLS_ABANDONED_TOPIC, type StepRecord } from './step-record.js';
import { doorWithin } from './together.js';

export interface AttemptsOptions {
  readonly database: Database;
  readonly catalog: WorkflowCatalog;
  readonly jobs: Pick<Jobs, 'outbox' | 'live' | 'bus'>;
  readonly clock: DomainClock;
}

/** What a step comes to on a stage; undefined when there is nothing to do. */
export type Compute = (stage: Stage) => Promise<Computed | undefined>;

/** Says which timers were set, so that a worker asleep until later wakes in time. */
export const TIMERS_TOPIC = 'timers';

/** A step that loses a race is computed again; nobody loses this often without a fault behind it. */
const ATTEMPTS = 20;
/** A step that has lost this often no longer shares a commit: it waits for the instance's row by itself. */
const SHARED_ATTEMPTS = 3;

/** How an attempt ended: with the answer, with nothing to do, or overtaken. */
type Outcome = { readonly settled: true; readonly answer: CommandAnswer | undefined } | { readonly settled: false };

/**
 * Computes and writes steps: each is read (or remembered), computed and written, again and again while others come first – shared with
 * other commands, or as part of the caller's own transaction.
 */
export class Attempts {
  private readonly shared: SharedDoor;
  private readonly memory: StageMemory;
  private readonly screens: Screens;

  constructor(private readonly options: AttemptsOptions) {
    this.shared = new SharedDoor(options.database);
    this.screens = new Screens(options.catalog);
    this.memory = new StageMemory(() => options.clock.now());
  }

  /** Reads ahead what attempts will be computed on; see StageMemory. */
  async foresee(casts: readonly Cast[]): Promise<void> {
    await Promise.all(casts.map(async (cast) => this.memory.foresee(await this.shared.read(cast))));
  }

  /** The rows of a command that is not given. @throws StationhouseError NOT_FOUND when the station is out of reach */
  look(cast: Cast): Promise<Stage> {
    return this.shared.read(cast);
  }

  /** Runs work that opens a transaction of its own for a step when it is its station's turn; at once within somebody's transaction. */
  inTurn<Result>(stationId: Id, work: () => Promise<Result>): Promise<Result> {
    return currentTenant() === undefined ? this.shared.enter('person', stationId, work) : work();
  }

  /** @throws StationhouseError CONFLICT when others keep coming first, and whatever computing refuses */
  async run(call: SystemCall, cast: Cast, compute: Compute, room: Room = cast.timerId === undefined ? 'person' : 'timer'): Promise<CommandAnswer | undefined> {
    const { database } = this.options;
    const outer = currentTenant();
    const alone = () => database.inTenant(call.context, (tenant) => this.once(doorWithin(tenant), cast, compute));
    const attempts = async () => {
      if (outer === undefined) {
        const outcome = await this.fromMemory(cast, compute).catch(overtaken);
        if (outcome.settled) return outcome.answer;
      }
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        const outcome = await (outer !== undefined || attempt > SHARED_ATTEMPTS ? alone() : this.once(this.shared, cast, compute)).catch(overtaken);
        if (outcome.settled) return outcome.answer;
      }
      throw new StationhouseError('CONFLICT', text('事项正被多人同时办理，请稍后重试。', 'Too many people work on this instance at once. Try again shortly.'));
    };
    return outer === undefined ? this.shared.enter(room, call.stationId, attempts) : attempts();
  }

  /** An attempt on what this process remembers. Memory may let somebody act, never refuse: a refusal is looked into with what the database says. */
  private async fromMemory(cast: Cast, compute: Compute): Promise<Outcome> {
    const instanceId = this.memory.recall(cast)?.instance?.id;
    if (instanceId === undefined) return { settled: false };
    return this.shared.turn(instanceId, async () => {
      const stage = this.memory.recall(cast);
      const computed = await (stage === undefined ? undefined : compute(stage))?.catch(() => undefined);
      return stage === undefined || computed === undefined ? { settled: false } : this.write(this.shared, cast.stationId, stage, computed);
    });
  }

  /** One attempt: what is read before earlier commands on the instance have ended is read again. */
  private async once(door: StepDoor, cast: Cast, compute: Compute): Promise<Outcome> {
    const read = async () => {
      const stage = await door.read(cast);
      this.options.clock.observe(stage.readAt);
      return stage;
    };
    const work = async (stage: Stage): Promise<Outcome> => {
      const computed = await compute(stage);
      return computed === undefined ? { settled: true, answer: undefined } : this.write(door, cast.stationId, stage, computed);
    };
    const seen = await read();
    if (seen.instance === null) return work(seen);
    return door.turn(seen.instance.id, async (waited) => work(waited ? await read() : seen));
  }

  private async write(door: StepDoor, stationId: Id, stage: Stage, computed: Computed): Promise<Outcome> {
    const record: StepRecord = { ...computed, stationId, at: stage.now.toISOString(), exercise: exerciseMark(stage), ...(stage.remembered === true ? { revision: stage.revision } : {}) };
    const compiled = record.instance === undefined ? undefined : this.options.catalog.loaded(record.instance.definition);
    if (record.instance !== undefined && compiled !== undefined) requireSealed(compiled, record.instance.snapshot);
    this.screens.requireStep(record.instance?.workflow ?? stage.instance?.workflow, record);
    const answer = await door.write(record);
    if (answer.answer !== 'done') {
      this.memory.forget(record.instanceId);
      return { settled: false };
    }
    if (door === this.shared) this.memory.keep(stage, record, answer.version, answer.number);
    else this.memory.forget(record.instanceId);
    door.afterCommit(() => this.announce(record, answer, stage));
    return { settled: true, answer: { instanceId: record.instanceId, version: answer.version } };
  }

  /** After the commit: open pages, workers for the jobs, timers that are due soon. */
  private announce(record: StepRecord, { version, taskIds, noticesOver }: Extract<StepAnswer, { answer: 'done' }>, { station }: Stage): void {
    const { stationId, instanceId } = record;
    this.options.jobs.outbox.wake(record.jobs.map(({ id }) => id));
    const incidentId = record.expected === 0 ? record.instance?.incidentId : undefined;
    this.options.jobs.live.publish(
      { kind: 'INSTANCE', id: instanceId, stationId, version },
      ...taskIds.map((id) => ({ kind: 'TASK' as const, id, stationId, version })),
      // Whoever does tasks at the bureau sees nothing of other workflows: their steps are no news there.
      ...(hasBureauTasks(this.options.catalog.loaded(record.history.definition)) ? taskIds.map((id) => ({ kind: 'BUREAU_TASK' as const, id, bureauId: station.bureauId })) : []),
      ...noticesOver.map(({ id, bureauId }) => ({ kind: 'NOTICE' as const, id, stationId, ...(bureauId === null ? {} : { bureauId }) })),
      ...(incidentId === undefined ? [] : [{ kind: 'INCIDENT' as const, id: incidentId, stationId }]),
    );
    this.options.jobs.bus.publish(CALLS_ABANDONED_TOPIC, ...record.callsSettled.filter(({ status }) => status === 'abandoned').map(({ serial }) => `${stationId} ${instanceId} ${serial}`));
    const [soonest] = record.timersSet.map(({ dueAt }) => dueAt).sort();
    // By an exercise's clock it says nothing about domain time: the worker looks.
    if (soonest !== undefined) this.options.jobs.bus.publish(TIMERS_TOPIC, record.exercise?.readAt ?? soonest);
  }
}

/** A step that lost to somebody who committed the same key, or holds the instance, is tried again; every other failure stands. */
function overtaken(error: unknown): Outcome {
  if (cameFirst(error)) return { settled: false };
  throw error;
}
