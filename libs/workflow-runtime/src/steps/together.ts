import type { Tenant } from '@stationhouse/database';
import { Batcher } from '@stationhouse/jobs';
import type { Id } from '@stationhouse/kernel';
import { meetAll, nameOf, type MatterPlace, type RunningOne } from '../matters/matters.js';
import { applySteps, type StepAnswer } from './apply-steps.js';
import { readStagesIn, requireStage, type Cast, type Stage } from './stage.js';
import { JoinedDoor, type StepDoor } from './step-door.js';
import type { StepRecord } from './step-record.js';
import { Turns } from './turns.js';

/** Statements of one transaction come one after the other: a failed one ends it, so that nothing is tried again in halves. */
const SHAPE = { most: 200, lanes: 1, mayBeOnesFault: () => false };

/** Commands that go on at once within one transaction: they share its statements, and those of one instance or matter take turns. */
class TogetherDoor extends JoinedDoor {
  private readonly turns = new Turns();
  private readonly reads: Batcher<Cast, Stage | undefined>;
  private readonly writes: Batcher<StepRecord, StepAnswer>;
  private readonly matters: Batcher<MatterPlace, RunningOne | undefined>;

  constructor(tenant: Tenant) {
    super(tenant);
    this.reads = new Batcher({ ...SHAPE, run: (casts) => readStagesIn(tenant, casts) });
    this.writes = new Batcher({ ...SHAPE, run: (steps) => applySteps(tenant, steps) });
    this.matters = new Batcher({ ...SHAPE, run: (places) => meetAll(tenant, places) });
  }

  override async read(cast: Cast): Promise<Stage> {
    return requireStage(await this.reads.submit(cast));
  }

  override write(step: StepRecord): Promise<StepAnswer> {
    return this.writes.submit(step);
  }

  override turn<Result>(instanceId: Id, work: (waited: boolean) => Promise<Result>): Promise<Result> {
    return this.turns.take(instanceId, work);
  }

  /** Where transactions take turns, so do the commands of this one: it holds the lock for all of them. */
  async meet(place: MatterPlace): Promise<Met> {
    const leave = await this.turns.enter(nameOf(place));
    try {
      return { running: await this.matters.submit(place), leave };
    } catch (error) {
      leave();
      throw error;
    }
  }
}

/** Who runs of a matter, seen in one's turn; \`leave\` lets the next command of the transaction have its own. */
export interface Met {
  readonly running: RunningOne | undefined;
  readonly leave: () => void;
}

const doors = new WeakMap<Tenant, TogetherDoor>();

/** What is under way cannot be done beside others in one transaction; by itself it can. */
class NotTogether extends Error {
  override readonly name = 'NotTogether';
}

/**
 * Does work on many things at once within one transaction, so that their commands share its statements. One thing by itself has the transaction to itself.
 * @throws the first failure, once all have ended
 */
export async function together<Item, Answer>(tenant: Tenant, items: readonly Item[], work: (item: Item) => Promise<Answer>): Promise<Answer[]> {
  const [only] = items;
  if (only !== undefined && items.length === 1) return [await work(only)];
  doors.set(tenant, new TogetherDoor(tenant));
  try {
    const ended = await Promise.allSettled(items.map(work));
    return ended.map((one) => {
      if (one.status === 'rejected') throw one.reason;
      return one.value;
    });
  } finally {
    doors.delete(tenant);
  }
}

/** For what needs the transaction and its reach to itself: a plugin's code that reads, for one station, in a part of it that is rolled back. @throws NotTogether */
export function requireAlone(tenant: Tenant): void {
  if (doors.has(tenant)) throw new NotTogether('A look-up is not made beside other commands in one transaction.');
}

/** The way of a command that is part of somebody's transaction. */
export function doorWithin(tenant: Tenant): StepDoor {
  return doors.get(tenant) ?? new JoinedDoor(tenant);
}

/** Waits for a matter's turn, and says who runs of it. */
export async function meetMatter(tenant: Tenant, place: MatterPlace): Promise<Met> {
  const door = doors.get(tenant);
  if (door !== undefined) return door.meet(place);
  const [running] = await meetAll(tenant, [place]);
  return { running, leave: () => undefined };
}
