import type { StopRowFragment } from '../gql/stops.js';

type Stop = Pick<StopRowFragment, 'instance' | 'stoppedOn'>;
type Task = StopRowFragment['instance']['tasks'][number];

/** The clock of the 48 hours, by the state that it runs in. */
const HELD = 'handling.stopping.running';

const isOpen = ({ status }: Pick<Task, 'status'>) => status === 'OPEN' || status === 'CLAIMED';

/** The open task of a stop by its key; undefined where it is not open. */
export function openTask({ instance }: Pick<Stop, 'instance'>, key: string): Task | undefined {
  return instance.tasks.find((task) => task.key === key && isOpen(task));
}

/** What was decided or obtained under a key, the first answer first. */
export function answeredTasks({ instance }: Pick<Stop, 'instance'>, key: string): readonly Task[] {
  return instance.tasks.filter((task) => task.key === key && task.status === 'DONE');
}

/** Until when the stop holds that runs; undefined while none does. */
export function heldUntil({ instance }: Pick<Stop, 'instance'>): string | undefined {
  return instance.clocks.findLast(({ key, state, dueAt }) => key === HELD && dueAt && (state === 'running' || state === 'breached'))?.dueAt ?? undefined;
}

/** What is due next, soonest first: of the request, the centre’s decision and the account data; else the end of the stop. */
export function nextDue(stop: Pick<Stop, 'instance'>): { readonly key: string; readonly at: string } | undefined {
  if (stop.instance.closed) return undefined;
  const due = stop.instance.tasks.filter(isOpen).flatMap(({ key, dueAt }) => (dueAt ? [{ key, at: dueAt }] : [])).sort((left, right) => left.at.localeCompare(right.at))[0];
  const until = heldUntil(stop);
  return due ?? (until === undefined ? undefined : { key: 'stop', at: until });
}
