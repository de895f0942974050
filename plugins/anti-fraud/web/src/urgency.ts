import type { AlertRowFragment, FraudAlertGrade } from './gql/alerts.js';

type Clock = AlertRowFragment['instance']['clocks'][number];
type Task = AlertRowFragment['instance']['tasks'][number];

const ORDER: readonly FraudAlertGrade[] = ['high', 'medium', 'low'];

/** The clock of an alert that ends first, of those that run; undefined where none does. */
export function nextClock({ instance }: Pick<AlertRowFragment, 'instance'>): Clock | undefined {
  if (instance.closed) return undefined;
  return instance.clocks.filter(({ state, dueAt, stoppedAt }) => dueAt && !stoppedAt && (state === 'running' || state === 'breached')).sort((left, right) => (left.dueAt ?? '').localeCompare(right.dueAt ?? ''))[0];
}

/** The tasks that somebody is yet to do. */
export function openTasks({ instance }: { readonly instance: { readonly tasks: readonly Task[] } }): readonly Task[] {
  return instance.tasks.filter(({ status }) => status === 'OPEN' || status === 'CLAIMED');
}

/** Who is on it: those who hold a task of it, else who signed it; empty while nobody is. */
export function peopleOn(alert: Pick<AlertRowFragment, 'instance'>): readonly string[] {
  const holding = openTasks(alert).flatMap(({ assignee }) => (assignee ? [assignee.displayName] : []));
  const signed = alert.instance.tasks.findLast(({ key, completedBy }) => key === 'sign' && completedBy)?.completedBy;
  return holding.length > 0 ? [...new Set(holding)] : alert.instance.tasks.some(({ key, status }) => key === 'sign' && status !== 'DONE' && status !== 'CANCELLED') || !signed ? [] : [signed];
}

/** The highest grade first, then whose time ends first, then who has waited longest. */
export function byUrgency(left: AlertRowFragment, right: AlertRowFragment): number {
  const grade = rank(left.grade) - rank(right.grade);
  if (grade !== 0) return grade;
  const [one, other] = [dueOf(left), dueOf(right)];
  return one !== other ? one - other : left.instance.startedAt.localeCompare(right.instance.startedAt);
}

function rank(grade: FraudAlertGrade | null): number {
  return grade === null ? ORDER.length : ORDER.indexOf(grade);
}

/** When its next clock ends, in milliseconds; never where none runs. */
function dueOf(alert: AlertRowFragment): number {
  return Date.parse(nextClock(alert)?.dueAt ?? '') || Number.MAX_SAFE_INTEGER;
}
