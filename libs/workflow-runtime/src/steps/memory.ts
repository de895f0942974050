import type { Id } from '@stationhouse/kernel';
import type { Cast, Stage, StagedInstance, StagedTask } from './stage.js';
import type { ChangedTask, StepRecord } from './step-record.js';

/** What this process remembers of an instance it has just stepped: as the step left it. */
interface Remembered {
  readonly stationId: Id;
  readonly instance: StagedInstance;
  /** The moment of that step, in milliseconds: the next one is not before it. */
  readonly at: number;
  /** Open tasks it knows, by id. */
  readonly tasks: ReadonlyMap<Id, StagedTask>;
}

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
  private readonly byTask = new Map<Id, Id>();
  private readonly stations = new Map<Id, StationFacts>();

  constructor(private readonly now: () => Date) {}

  /** The stage of a command on an instance or its task, as far as memory reaches; undefined when it has to be read. */
  recall(cast: Cast): Stage | undefined {
    const facts = this.stations.get(cast.stationId);
    const known = this.instances.get(cast.instanceId ?? this.byTask.get(cast.taskId ?? '') ?? '');
    const task = cast.taskId === undefined ? null : known?.tasks.get(cast.taskId);
    if (facts === undefined || known?.stationId !== cast.stationId || task === undefined) return undefined;
    const now = new Date(Math.max(this.now().getTime(), known.at));
    return { ...facts, stationId: cast.stationId, now, readAt: now, known: null, definition: null, instance: known.instance, task, timer: null, exercise: null, remembered: true };
  }

  /** Takes in what a step left behind. @param stage what it was computed on @param version the one it led to */
  keep(stage: Stage, record: StepRecord, version: number, number: string): void {
    const { station, plugins, calendarRevision, revision } = stage;
    this.stations.set(stage.stationId, { station, plugins, calendarRevision, revision });
    const { stationId, instanceId, instance: moved } = record;
    const before = this.instances.get(instanceId);
    this.forget(instanceId);
    const instance: StagedInstance | undefined = moved === undefined ? stage.instance ?? undefined : { ...moved, id: instanceId, incidentId: moved.incidentId ?? null, parentId: moved.parentId ?? null, number, version };
    // An exercise has a clock of its own, and what is closed is done with.
    if (instance === undefined || instance.exercise || instance.snapshot.status === 'closed') return;
    const tasks = new Map(before?.instance.version === record.expected ? before.tasks : []);
    if (stage.task !== null) tasks.set(stage.task.id, stage.task);
    for (const [id, task] of tasks) {
      const after = record.tasksChanged.filter(({ serial }) => serial === task.serial).reduce(changed, task);
      if (isOpen(after)) tasks.set(id, after);
      else tasks.delete(id);
    }
    for (const { id, serial, ref, status, roles } of record.tasksOpened) if (status === 'OPEN') tasks.set(id, { id, serial, ref, status, roles: [...roles], assigneeId: null });
    this.instances.set(instanceId, { stationId, instance: { ...instance, version }, at: Date.parse(record.at), tasks });
    for (const id of tasks.keys()) this.byTask.set(id, instanceId);
    if (this.instances.size > MOST) this.forget(this.instances.keys().next().value as Id);
  }

  /** For an instance that somebody else has stepped. */
  forget(instanceId: Id): void {
    for (const id of this.instances.get(instanceId)?.tasks.keys() ?? []) this.byTask.delete(id);
    this.instances.delete(instanceId);
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
