import { text } from '@stationhouse/kernel';
import type { Place } from './expand.js';
import type { Problems } from './problems.js';
import { refuse } from './refused.js';
import type { PlacePlan } from './plan.js';
import type { CompiledTask, Person, Snapshot } from './types.js';

/** The name under which `separateFrom` means whoever began the instance. */
export const START = 'start';

/** Who did what other tasks are kept apart from: accounts by task key. */
export type Doers = NonNullable<Snapshot['doers']>;

/** What some task is kept apart from: keys of tasks, and {@link START}. */
export function watched(plans: Iterable<PlacePlan>): ReadonlySet<string> {
  return new Set([...plans].flatMap(({ tasks }) => tasks.flatMap(({ task }) => task.separateFrom ?? [])));
}

/** Tells of a task that is kept apart from something nobody does. */
export function checkSeparation(places: Iterable<Place>, problems: Problems): void {
  const all = [...places].flatMap((place) => Object.entries(place.body.tasks ?? {}).map(([key, task]) => ({ key, task, at: [...place.at, 'tasks', key, 'separateFrom'] })));
  const keys = new Set([START, ...all.map(({ key }) => key)]);
  for (const { task, at } of all) {
    for (const deed of task.separateFrom ?? []) if (!keys.has(deed)) problems.add('UNKNOWN_TASK', at, text(`没有任务“${deed}”。可写任务名，或 start（登记人）。`, `There is no task "${deed}". Name a task, or start for whoever began the instance.`));
  }
}

/** True for somebody who did what this task is kept apart from. */
export function isSeparated(task: CompiledTask, { doers = {} }: Pick<Snapshot, 'doers'>, accountId: string): boolean {
  return task.separateFrom?.some((deed) => doers[deed]?.includes(accountId) === true) === true;
}

/** @throws Refused SEPARATE_DUTIES for somebody who did what this task is kept apart from */
export function requireSeparate(task: CompiledTask, doers: Doers, by: Person | undefined): void {
  if (by === undefined || !isSeparated(task, { doers }, by.accountId)) return;
  refuse('SEPARATE_DUTIES', text('前一环节由您本人办理，此任务须由他人办理。', 'You did the step that this one is kept apart from. Somebody else does it.'));
}

/** The doers with one more. */
export function withDoer(doers: Doers, deed: string, by: Person): Doers {
  return doers[deed]?.includes(by.accountId) === true ? doers : { ...doers, [deed]: [...(doers[deed] ?? []), by.accountId] };
}
