import { currentTenant, type Database, type Tenant } from '@stationhouse/database';
import { addDuration, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { CompiledWorkflow, Matter, Refusal, RefusalCode } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { CommandAnswer, StartAnswer, SystemCall } from '../commands.js';
import type { Attempts } from '../steps/attempts.js';
import type { Stage } from '../steps/stage.js';
import { elsewhereJob, type StepRecord } from '../steps/step-record.js';
import { meetMatter } from '../steps/together.js';
import type { MatterKeys } from './keys.js';
import type { MatterPlace, RunningOne } from './matters.js';

export interface StartsOptions {
  readonly database: Database;
  readonly catalog: WorkflowCatalog;
  readonly keys: MatterKeys | undefined;
  /** Where starts wait: one station's leave room for the others'. */
  readonly attempts: Pick<Attempts, 'inTurn'>;
}

/** A start on its way: what it turns out to be of. */
export interface Turn {
  /** The transaction it is part of; undefined where it needs none of its own. */
  readonly tenant: Tenant | undefined;
  place?: MatterPlace;
  /** Lets the next one of the matter within the transaction have its turn. */
  leave?: () => void;
  /** Where it joined an instance that had nothing to hear of it. */
  joined?: CommandAnswer;
}

/** A start has a matter, which nobody knew before its version was read: it begins again, within a transaction. */
class NeedsTurn extends Error {
  override readonly name = 'NeedsTurn';
}

/** Refusals by which an instance says that it does not hear of another start as it stands. */
const UNHEARD: ReadonlySet<RefusalCode> = new Set(['EVENT_NOT_ACCEPTED', 'EVENT_REFUSED', 'INSTANCE_CLOSED']);

/** Starts of instances: each by itself, those of one matter in turns, so that of any number at once one begins and the others join it. */
export class Starts {
  constructor(private readonly options: StartsOptions) {}

  /**
   * Carries out a start. Whatever it is part of is committed with it.
   * @param compiled the version that most start on: says whether the start takes its turn at once
   * @param begin computes and writes; called again where it turns out to need a transaction
   */
  async start(call: SystemCall, compiled: CompiledWorkflow, begin: (turn: Turn) => Promise<CommandAnswer | undefined>): Promise<StartAnswer | undefined> {
    if (compiled.matter?.again === undefined) {
      try {
        return answerOf(await begin({ tenant: currentTenant() }));
      } catch (error) {
        if (!(error instanceof NeedsTurn)) throw error;
      }
    }
    return this.options.attempts.inTurn(call.stationId, () => this.taken(call, begin));
  }

  private taken(call: SystemCall, begin: (turn: Turn) => Promise<CommandAnswer | undefined>): Promise<StartAnswer | undefined> {
    return this.options.database.inTenant(call.context, async (tenant) => {
      const turn: Turn = { tenant };
      try {
        return answerOf((await begin(turn)) ?? turn.joined);
      } finally {
        turn.leave?.();
      }
    });
  }

  /**
   * The running instance that a start of a matter joins; undefined where it begins one of its own. Waits for its turn.
   * @throws NeedsTurn outside of a transaction
   */
  async meets(turn: Turn, stage: Stage, compiled: CompiledWorkflow, { key }: Matter, exercise: boolean): Promise<RunningOne | undefined> {
    if (turn.tenant === undefined) throw new NeedsTurn();
    if (this.options.keys === undefined) throw new Error(`"${compiled.id}" has a matter, but the installation has no key for it.`);
    turn.place = { stationId: stage.stationId, workflow: compiled.id, key: this.options.keys.of(this.options.catalog.pluginIdOf(compiled.id), key), exercise, exerciseId: stage.exercise?.id ?? null };
    // Computed once more, since somebody came first, it meets anew.
    turn.leave?.();
    const { running, leave } = await meetMatter(turn.tenant, turn.place);
    turn.leave = leave;
    const within = compiled.matter?.within;
    return running === undefined || (within !== undefined && addDuration(running.startedAt, within, stage.station.timeZone) <= stage.now) ? undefined : running;
  }
}

/** What the first step of an instance of a matter writes of that; its commit lets other stations hear of it. */
export function matterOfStep({ place }: Turn, { matter }: CompiledWorkflow, instanceId: Id, jobs: StepRecord['jobs']): Partial<Pick<StepRecord, 'matter' | 'jobs'>> {
  if (place === undefined) return {};
  return { matter: { key: place.key, workflow: place.workflow }, jobs: matter?.elsewhere === undefined || place.exercise ? jobs : [...jobs, elsewhereJob(instanceId)] };
}

/** A start leads to the first version of an instance; whatever it joined was there before. */
function answerOf(answer: CommandAnswer | undefined): StartAnswer | undefined {
  return answer === undefined ? undefined : { ...answer, started: answer.version === 1 };
}

/** True when an instance cannot hear of another start now. */
export const isUnheard = ({ code }: Refusal): boolean => UNHEARD.has(code);

/** The refusal of a start by hand that would join an instance which does not hear of it: whoever started it goes on there. */
export function matterRuns({ id, number }: RunningOne, { code }: Refusal): StationhouseError {
  return new StationhouseError('MATTER_RUNS', text(`同一事由的事项 ${number} 正在办理，请打开该事项继续，不要重复发起。`, `${number} is of the same matter and still runs. Open it and go on there.`), { instanceId: id satisfies Id, number, reason: code });
}
