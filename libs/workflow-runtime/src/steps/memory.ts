import type { Id } from '@stationhouse/kernel';
import type { Cast, Stage, StagedInstance, StagedTask } from './stage.js';
import type { ChangedTask, StepRecord } from './step-record.js';

/** What this process remembers of an instance: as its own last step left it, or as it was read ahead of a timer. */
interface Remembered {
  readonly stationId: Id;
  readonly instance: StagedInstance;
  /** The moment of that step, in milliseconds: the next one is not before it. */
  readonly at: number;
  /** Open tasks it knows, by id. */
  readonly tasks: ReadonlyMap<Id, StagedTask>;
  /** Pending timers that were read ahead, by id. */
  readonly timers: ReadonlyMap<Id, StagedTimer>;
}

type StagedTimer = NonNullable<Stage['timer']>;

/** A station as commands read it. Whatever of it changes, its revision changes. */
type StationFacts = Pick<Stage, 'station' | 'plugins' | 'calendarRevision' | 'revision'>;

/** Instances remembered at most, some kilobytes each; the one not touched for longest goes first. */
const MOST = 5_000;

/**
 * Spares a command the reading of what this process wrote itself. Nothing hangs on it: a step is applied only to the version
 * of the instance, and under the revision of the station, that it was computed on; and whoever is refused from memory is
 * asked again with what the database says.
 */
export class StageMemory {
  private readonly instances = new Map<Id, Remembered>();
  /** The instance of a remembered task or timer. */
  private readonly holders = new Map<Id, Id>();
  private readonly stations = new Map<Id, StationFacts>();

  constructor(private readonly now: () => Date) {}

  /** The stage of a command on an instance, its task or its timer, as far as memory reaches; undefined when it has to be read. */
  recall(cast: Cast): Stage | undefined {
    const facts = this.stations.get(cast.stationId);
    const known = this.instances.get(cast.instanceId ?? this.holders.get(cast.taskId ?? cast.timerId ?? '') ?? '');
    const task = cast.taskId === undefined ? null : known?.tasks.get(cast.taskId);
    const timer = cast.timerId === undefined ? null : known?.timers.get(cast.timerId);
    if (facts === undefined || known?.stationId !== cast.stationId || task === undefined || timer === undefined) return undefined;
    const now = new Date(Math.max(this.now().getTime(), known.at));
    return { ...facts, stationId: cast.stationId, now, readAt: now, known: null, definition: null, trial: null, instance: known.instance, task, timer, exercise: null, remembered: true };
  }

  /** Takes in what a step left behind. @param stage what it was computed on @param version the one it led to */
  keep(stage: Stage, record: StepRecord, version: number, number: string): void {
    this.keepStation(stage);
    const { stationId, instanceId, instance: moved } = record;
    const remembered = this.instances.get(instanceId);
    const before = remembered?.instance.version === record.expected ? remembered : undefined;
    this.forget(instanceId);
    const instance: StagedInstance | undefined = moved === undefined ? stage.instance ?? undefined : { ...moved, id: instanceId, incidentId: moved.incidentId ?? null, parentId: moved.parentId ?? null, team: moved.team ?? stage.instance?.team ?? null, number, version };
    // An exercise has a clock of its own, and what is closed is done with.
    // Who is on a team changes without a step.
    if (instance === undefined || instance.exercise || instance.snapshot.status === 'closed' || instance.team !== null) return;
    const tasks = new Map(before?.tasks);
    if (stage.task !== null) tasks.set(stage.task.id, stage.task);
    for (const [id, task] of tasks) {
      const after = record.tasksChanged.filter(({ serial }) => serial === task.serial).reduce(changed, task);
      if (isOpen(after)) tasks.set(id, after);
      else tasks.delete(id);
    }
    for (const { id, serial, ref, status, roles } of record.tasksOpened) if (status === 'OPEN') tasks.set(id, { id, serial, ref, status, roles: [...roles], assigneeId: null });
    const timers = new Map([...(before?.timers ?? [])].filter(([, { serial }]) => !record.timersGone.includes(serial)));
    this.remember(instanceId, { stationId, instance: { ...instance, version }, at: Date.parse(record.at), tasks, timers });
  }

  /** Takes in what was read ahead of a timer, unless something later is known of its instance. */
  foresee(stage: Stage): void {
    const { stationId, instance, timer, exercise, readAt } = stage;
    if (instance === null || timer === null || exercise !== null || instance.team !== null) return;
    const known = this.instances.get(instance.id);
    if (known !== undefined && known.instance.version > instance.version) return;
    this.keepStation(stage);
    const same = known?.instance.version === instance.version ? known : undefined;
    this.forget(instance.id);
    this.remember(instance.id, { stationId, instance, at: same?.at ?? readAt.getTime(), tasks: same?.tasks ?? new Map(), timers: new Map([...(same?.timers ?? []), [timer.id, timer]]) });
  }

  /** For an instance that somebody else has stepped. */
  forget(instanceId: Id): void {
    const known = this.instances.get(instanceId);
    if (known === undefined) return;
    for (const id of [...known.tasks.keys(), ...known.timers.keys()]) this.holders.delete(id);
    this.instances.delete(instanceId);
  }

  private remember(instanceId: Id, known: Remembered): void {
    this.instances.set(instanceId, known);
    for (const id of [...known.tasks.keys(), ...known.timers.keys()]) this.holders.set(id, instanceId);
    if (this.instances.size > MOST) this.forget(this.instances.keys().next().value as Id);
  }

  private keepStation({ stationId, station, plugins, calendarRevision, revision }: Stage): void {
    this.stations.set(stationId, { station, plugins, calendarRevision, revision });
  }
}

/** As `app.apply_steps` changes the row of a task. */
function changed(task: StagedTask, change: ChangedTask): StagedTask {
  const roles = [...task.roles, ...(change.addRoles ?? []).filter((role) => !task.roles.includes(role))];
  return { ...task, roles, ref: change.ref ?? task.ref, status: change.status ?? task.status, assigneeId: change.status === 'OPEN' ? null : (change.assigneeId ?? task.assigneeId) };
}

function isOpen({ status }: StagedTask): boolean {
  return status === 'OPEN' || status === 'CLAIMED';
}
