import { migrate, undoMigration } from './migration/migrate.js';
import type { MigrationPlan } from './migration/plan.js';
import type { Simulation } from './simulate.js';
import { start, step } from './step.js';
import type { CompiledWorkflow, Effect, Snapshot, StartEvent, StepContext, WorkflowEvent } from './types.js';

/** What a recorded step was: an event of the engine's, or a change of version. */
export type RecordedEvent =
  | WorkflowEvent
  | StartEvent
  /** The instance moved to another version; `plan` is the part of the plan it needed (`Migrated.plan`). */
  | { readonly type: 'migrate'; readonly plan: MigrationPlan }
  /** The last migration was taken back. */
  | { readonly type: 'undo-migration' };

/** One life of an instance as it happened: what came when, what the engine answered, and where it ended. Plain JSON. */
export interface Recording {
  /** Hash of the definition it began on. */
  readonly hash: string;
  readonly timeZone: string;
  readonly steps: readonly { readonly now: string; readonly event: RecordedEvent; readonly effects: readonly Effect[] }[];
  readonly snapshot: Snapshot;
}

/** How a replay went: the same all the way, or the first event at which it differs (counted from 1) and in what. */
export type Replayed = { readonly same: true; readonly snapshot: Snapshot } | { readonly same: false; readonly step: number; readonly event: RecordedEvent['type'] | 'end'; readonly what: string };

/** The recording of a simulated life. */
export function recordingOf(simulation: Simulation): Recording {
  const steps = simulation.history.map(({ at, event, effects }) => ({ now: at.toISOString(), event, effects }));
  return { hash: simulation.compiled.hash, timeZone: simulation.timeZone, steps, snapshot: simulation.snapshot };
}

/**
 * Plays a recorded life again and compares the effects of every step and the state it ends in. How a due moment is put into
 * words may get better; the moment may not change.
 * @param versionOf the compiled definition of a hash
 */
export function replayRecording(recording: Recording, versionOf: (hash: string) => CompiledWorkflow): Replayed {
  const player = new Player(recording.hash, versionOf);
  for (const [index, { now, event, effects }] of recording.steps.entries()) {
    const done = player.play(event, { now: new Date(now), timeZone: recording.timeZone });
    const differs = (what: string): Replayed => ({ same: false, step: index + 1, event: event.type, what });
    if ('refused' in done) return differs(`refused with ${done.refused}`);
    if (plain(done.effects) !== plain(effects)) return differs(`other effects: ${firstDifference(done.effects, effects)}`);
  }
  const { snapshot } = player;
  if (snapshot === undefined || plain(snapshot) !== plain(recording.snapshot)) return { same: false, step: recording.steps.length, event: 'end', what: 'ends in another state' };
  return { same: true, snapshot };
}

class Player {
  snapshot: Snapshot | undefined;
  private readonly migrations: { readonly before: Snapshot; readonly after: Snapshot }[] = [];

  constructor(
    private readonly hash: string,
    private readonly versionOf: (hash: string) => CompiledWorkflow,
  ) {}

  play(event: RecordedEvent, context: StepContext): { readonly effects: readonly Effect[] } | { readonly refused: string } {
    const result = this.result(event, context);
    if (!result.ok) return { refused: 'refusal' in result ? result.refusal.code : result.code };
    this.snapshot = result.snapshot;
    return { effects: result.effects };
  }

  private result(event: RecordedEvent, context: StepContext) {
    if (event.type === 'start') return start(this.versionOf(this.hash), event, context);
    const before = this.snapshot;
    if (before === undefined) throw new Error('a recording begins with a start');
    if (event.type === 'migrate') {
      const result = migrate({ plan: event.plan, from: this.versionOf(event.plan.from), to: this.versionOf(event.plan.to) }, before, context);
      if (result.ok) this.migrations.push({ before, after: result.snapshot });
      return result;
    }
    if (event.type === 'undo-migration') {
      const around = this.migrations.pop();
      if (around === undefined) throw new Error('there is no migration to take back');
      return undoMigration(this.versionOf(around.before.definition), around, before, context);
    }
    return step(this.versionOf(before.definition), before, event, context);
  }
}

function firstDifference(now: readonly Effect[], recorded: readonly Effect[]): string {
  const index = recorded.findIndex((effect, place) => plain(effect) !== plain(now[place]));
  const place = index === -1 ? recorded.length : index;
  return `${plain(now[place]) ?? 'none'} instead of ${plain(recorded[place]) ?? 'none'}`;
}

/** JSON with sorted keys, without what is only said. */
function plain(value: unknown): string | undefined {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'explanation') return undefined;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}
