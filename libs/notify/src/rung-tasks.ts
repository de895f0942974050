import type { Id } from '@stationhouse/kernel';

/** A task that rings, and how a signature completes it. */
export interface RungTask {
  readonly stationId: Id;
  readonly instanceId: Id;
  /** Of the task within its instance. */
  readonly serial: number;
  readonly outcome: string;
  /** The notice by which whoever is signed in was told of it at the station. */
  readonly noticeId: Id;
}

/** Completes a task for whoever is signed in, as their own command. @throws StationhouseError TASK_NOT_OPEN, FORBIDDEN, … */
export type CompleteRungTask = (task: RungTask) => Promise<void>;

/** Where signatures of notices meet the tasks they complete: notices know no workflow, so that whoever keeps the tasks says how. */
export class RungTasks {
  private carryOut: CompleteRungTask | undefined;

  /** Says who completes tasks; once, as the composition starts. */
  completedBy(carryOut: CompleteRungTask): void {
    this.carryOut = carryOut;
  }

  /** @throws Error where nobody keeps tasks: such a notice cannot have been written */
  async complete(task: RungTask): Promise<void> {
    if (this.carryOut === undefined) throw new Error('A notice names a task, and nobody keeps tasks.');
    await this.carryOut(task);
  }
}
