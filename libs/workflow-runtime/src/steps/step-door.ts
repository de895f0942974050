import type { Database, Tenant } from '@stationhouse/database';
import { Batcher } from '@stationhouse/jobs';
import type { Id } from '@stationhouse/kernel';
import { applySteps, commitSteps, type StepAnswer } from './apply-steps.js';
import { readStage, readStages, requireStage, type Cast, type Stage } from './stage.js';
import type { StepRecord } from './step-record.js';
import { Turns } from './turns.js';
import { Turnstile } from './turnstile.js';

/** The way of a command to its rows and back: reads what it needs, writes what it computed. */
export interface StepDoor {
  /** @throws StationhouseError NOT_FOUND when the station is out of reach */
  read(cast: Cast): Promise<Stage>;
  /** Answered after the commit, or, in somebody else's transaction, once the step is part of it. */
  write(step: StepRecord): Promise<StepAnswer>;
  /** Runs `task` once what was written is committed. */
  afterCommit(task: () => void): void;
  /** Runs `work` after every earlier command of this process on the instance; told whether it had to wait. */
  turn<Result>(instanceId: Id, work: (waited: boolean) => Promise<Result>): Promise<Result>;
}

/** Steps of one commit at most; more would keep the first of them waiting for little gain. */
const MOST = 64;
const LANES = 2;
/**
 * What is under way in one process, in all and of one station: a station that floods the house leaves room for the
 * others, and ten thousand overdue timers leave room for people.
 */
const ROOM = { person: { most: 256, perStation: 6 }, timer: { most: 64, perStation: 16 }, bulk: { most: 16, perStation: 6 } };
/** Whose steps enter: people's, timers', or those of work on many instances at once, which leaves room for both. */
export type Room = keyof typeof ROOM;

/** Commands of different instances share round trips and commits. */
export class SharedDoor implements StepDoor {
  private readonly turnstiles = { person: new Turnstile(ROOM.person), timer: new Turnstile(ROOM.timer), bulk: new Turnstile(ROOM.bulk) };
  private readonly turns = new Turns();
  private readonly reads: Batcher<Cast, Stage | undefined>;
  private readonly writes: Batcher<StepRecord, StepAnswer>;

  constructor(database: Database) {
    const shape = { most: MOST, lanes: LANES, mayBeOnesFault };
    this.reads = new Batcher({ ...shape, run: (casts) => readStages(database, casts) });
    this.writes = new Batcher({ ...shape, run: (steps) => commitSteps(database, steps) });
  }

  async read(cast: Cast): Promise<Stage> {
    return requireStage(await this.reads.submit(cast));
  }

  write(step: StepRecord): Promise<StepAnswer> {
    return this.writes.submit(step);
  }

  afterCommit(task: () => void): void {
    task();
  }

  /** Runs a command's `work` when it is its station's turn. */
  enter<Result>(who: Room, stationId: Id, work: () => Promise<Result>): Promise<Result> {
    return this.turnstiles[who].pass(stationId, work);
  }

  turn<Result>(instanceId: Id, work: (waited: boolean) => Promise<Result>): Promise<Result> {
    return this.turns.take(instanceId, work);
  }
}

/**
 * A command inside somebody's transaction, such as a plugin's that writes rows of its own: its step is part of that
 * transaction. It waits for no other command: those may wait for locks that this transaction holds.
 */
export class JoinedDoor implements StepDoor {
  constructor(private readonly tenant: Tenant) {}

  read(cast: Cast): Promise<Stage> {
    return readStage(this.tenant, cast);
  }

  async write(step: StepRecord): Promise<StepAnswer> {
    const [answer] = await applySteps(this.tenant, [step]);
    return answer as StepAnswer;
  }

  afterCommit(task: () => void): void {
    this.tenant.afterCommit(task);
  }

  turn<Result>(_instanceId: Id, work: (waited: boolean) => Promise<Result>): Promise<Result> {
    return work(false);
  }
}

/** Data exceptions, integrity violations, limits, locks held, deadlocks, raised errors: not a server that is gone. */
function mayBeOnesFault(error: unknown): boolean {
  return /^(22|23|40|54|55|P0)...$/.test(codeOf(error));
}

/** True when a step failed because somebody else commits the same key, starts the same instance, or holds its rows. */
export function cameFirst(error: unknown): boolean {
  const code = codeOf(error);
  const { constraint } = error as { constraint?: unknown };
  return code === LOCK_NOT_AVAILABLE || code === DEADLOCK || (code === UNIQUE_VIOLATION && (constraint === 'idempotency_pkey' || constraint === 'instance_pkey'));
}

const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK = '40P01';
const UNIQUE_VIOLATION = '23505';

/** The SQLSTATE of an error; empty when it is none of PostgreSQL's. */
function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
