import { text } from '@stationhouse/kernel';
import type { Expansion, Place, Scope } from './expand.js';
import type { Definition, NoticeDefinition } from './grammar.js';
import type { ActionPlan } from './plan-actions.js';
import type { Problems } from './problems.js';
import type { CompiledTask, Ringing } from './types.js';

type Path = readonly (string | number)[];

/** What planning a notice asks of its definition. */
export interface NoticeSurroundings {
  readonly definition: Definition;
  readonly expansion: Expansion;
  readonly problems: Problems;
  /** Every task with where it stands. */
  readonly tasks: () => Iterable<{ readonly task: CompiledTask; readonly place: Place }>;
}

/** A notice sees no fragment's arguments. */
const NOWHERE: Scope = { args: new Map() };
/** What only a notice that rings has use for. */
const OF_URGENT = ['priority', 'silentAfter', 'bureau', 'signedBy'] as const;

/** One use of a notice. @param at where the instance is once it is told; undefined: anywhere @param written where the notice is written */
export function planNotice(around: NoticeSurroundings, notice: NoticeDefinition, at: Place | undefined, written: Path): Pick<ActionPlan, 'roles' | 'ringing'> {
  const { expansion, problems } = around;
  const words = (part: 'roles' | 'bureau') => (notice[part] ?? []).map((role) => expansion.word(role, NOWHERE, 'role', [...written, part]));
  const span = (part: 'climbAfter' | 'silentAfter') => {
    const iso = expansion.optionalSpan(notice[part], NOWHERE, [...written, part])?.iso;
    return iso === undefined ? {} : { [part]: iso };
  };
  for (const part of notice.urgent === true ? [] : OF_URGENT) {
    if (notice[part] !== undefined) problems.add('NOT_URGENT', [...written, part], text(`只有紧急通知（urgent: true）可写 ${part}。`, `Only an urgent notice (urgent: true) has a ${part}.`));
  }
  const ringing: Ringing = {
    ...(notice.priority === undefined ? {} : { priority: notice.priority }),
    ...span('climbAfter'),
    ...span('silentAfter'),
    ...(notice.bureau === undefined ? {} : { bureau: words('bureau') }),
    ...(notice.signedBy === undefined ? {} : signedBy(around, notice.signedBy, at, [...written, 'signedBy'])),
  };
  return { roles: words('roles'), ...(Object.keys(ringing).length === 0 ? {} : { ringing }) };
}

/** The one task that a signature completes: of the state the instance is in then, of what lies inside, or of what goes on around it. */
function signedBy(around: NoticeSurroundings, written: string, at: Place | undefined, path: Path): Pick<Ringing, 'signedBy'> {
  const [key = '', outcome = ''] = written.split('.');
  const found = tasksAt([...around.tasks()].filter(({ task }) => task.key === key && task.outcomes.some(({ id }) => id === outcome)), at);
  const [only, other] = found;
  if (only === undefined) {
    around.problems.add('UNKNOWN_TASK', path, text(`发出通知后所处的状态没有结果为“${outcome}”的任务“${key}”。`, `Where the instance is once this is told, no task "${key}" has the outcome "${outcome}".`));
    return {};
  }
  if (other !== undefined) {
    around.problems.add('AMBIGUOUS_TASK', path, text(`有多个名为“${key}”的任务，无法确定签收哪一个，请改名。`, `Several tasks are called "${key}": say which one is signed by giving them names of their own.`));
    return {};
  }
  const { task } = only;
  if (asksMore(around.definition, task, outcome)) {
    around.problems.add('NOT_ONE_PRESS', path, text(`任务“${key}”须填写内容、指定人员或会签，不能一键签收。请用无必填项、由岗位直接办理的任务。`, `The task "${key}" asks for answers, for somebody named, or for several signatures: one press cannot complete it. Take one that its role completes with nothing to fill in.`));
    return {};
  }
  return { signedBy: { task: task.ref, outcome } };
}

/** Those that may be open: nearest first, from a state and what lies inside outwards. */
function tasksAt<Found extends { readonly place: Place }>(tasks: readonly Found[], at: Place | undefined): readonly Found[] {
  // Nobody stays where a way is merely chosen: whatever lies beside it may be next.
  const start = at?.kind === 'choose' || at?.kind === 'history' ? at.parent : at;
  if (start === undefined) return tasks;
  const inside = tasks.filter(({ place }) => place === start || place.path.startsWith(`${start.path}.`));
  if (inside.length > 0) return inside;
  for (let below = start, outer = start.parent; outer !== undefined; below = outer, outer = outer.parent) {
    const level = outer;
    const beside = level.children.filter((child) => child !== below && level.kind === 'parallel');
    const near = tasks.filter(({ place }) => place === level || beside.some((child) => place === child || place.path.startsWith(`${child.path}.`)));
    if (near.length > 0) return near;
  }
  return [];
}

/** True where an outcome needs more than somebody who presses. */
function asksMore(definition: Definition, task: CompiledTask, outcome: string): boolean {
  const schema = definition.forms?.[task.form ?? '']?.schema;
  const required = schema?.['required'];
  const chosen = task.outcomes.find(({ id }) => id === outcome);
  return task.answers !== undefined || task.take === 'assign' || chosen?.automatic === true || (chosen?.requires.length ?? 0) > 0 || (Array.isArray(required) && required.length > 0);
}
