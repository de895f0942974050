/** The columns of a task, over `t` and the clock around it, `c`; named as {@link ListedTask} names them. */
export const TASK = {
  stationId: 't.station_id', id: 't.id', instanceId: 't.instance_id', serial: 't.serial', ref: 't.ref', key: 't.key', status: 't.status', roles: 't.roles', assigneeId: 't.assignee_id', openedAt: 't.opened_at',
  dueAt: 'coalesce(t.due_at, c.due_at)', dueExplanation: 'coalesce(t.due_explanation, c.explanation)', clock: 'c.ref', remindedAt: 't.reminded_at', completedAt: 't.completed_at', completedBy: 't.completed_by', outcome: 't.outcome', exercise: 't.exercise',
} as const;

/** Columns that need the clock. */
const OF_CLOCK = ['dueAt', 'dueExplanation', 'clock'] as const;

/** The nearest running clock of the states around an open task that has no due moment of its own, also one apart from states that asks about them. A breached clock counts until it stops. */
export const TASKS = `task t LEFT JOIN LATERAL (
    SELECT k.ref, k.due_at, k.explanation FROM clock k, unnest(k.around) AS a (path)
    WHERE t.due_at IS NULL AND t.status IN ('OPEN', 'CLAIMED') AND k.station_id = t.station_id AND k.instance_id = t.instance_id
      AND k.stopped_at IS NULL AND k.state IN ('running', 'breached') AND k.due_at IS NOT NULL AND starts_with(split_part(t.ref, '#', 1) || '.', a.path || '.')
    ORDER BY length(a.path) DESC, k.due_at LIMIT 1) c ON true`;

/** Where these columns of tasks come from. */
export function tasksFor(columns: ReadonlySet<string>): string {
  return OF_CLOCK.some((column) => columns.has(column)) ? TASKS : 'task t';
}
