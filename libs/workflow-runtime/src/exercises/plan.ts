import { findRole } from '@stationhouse/access';
import { addDuration, badInput, parseDuration, parseText, text, type Bilingual, type Id, type IsoDuration } from '@stationhouse/kernel';
import { assumeFound, compileSchema, refusalError, start, type CompiledWorkflow, type JsonObject, type StartEvent } from '@stationhouse/workflow';
import { requireByHand } from '../links/by-hand.js';
import type { ExerciseObjective, InjectContent } from './entities.js';
import { atFiring } from './moments.js';

/** A plan as somebody wrote it. */
export interface ExercisePlan {
  readonly title: string;
  readonly clock: 'real' | 'virtual';
  /** What a virtual clock shows at the start; the moment of the start when absent. */
  readonly beginsAt?: Date | undefined;
  /** Seconds of the exercise per real second, 1 to 60; 1 with a real clock. */
  readonly speed: number;
  /** Station roles that take part. */
  readonly roles: readonly string[];
  /** Who directs it; whoever plans it when absent. */
  readonly directorId?: Id | undefined;
  readonly injects: readonly PlannedInject[];
  readonly objectives: readonly ExerciseObjective[];
}

export interface PlannedInject {
  readonly title: string;
  /** Since the start, by the clock of the exercise, at most 30 days. */
  readonly after: IsoDuration;
  readonly content: InjectContent;
}

export type CheckedInject = Omit<PlannedInject, 'after'> & { readonly afterSeconds: number; readonly place: number };
export type CheckedPlan = Omit<ExercisePlan, 'injects'> & { readonly injects: readonly CheckedInject[] };

const LIMITS = { title: 100, text: 200, injects: 100, objectives: 50, days: 30, speed: 60 };
const DAY = 86_400;

/** Length of a natural duration in seconds. */
export function secondsOf(duration: IsoDuration): number {
  return addDuration(new Date(0), duration, 'UTC').getTime() / 1000;
}

/**
 * Checks a plan against the workflows it uses: what would be refused in the middle of the exercise is refused now.
 * @param compiledOf a workflow the station works with @throws it for any other
 * @param at the station's zone, and the present: an inject is judged by the moment at which it fires when the exercise begins now
 * @throws StationhouseError BAD_INPUT naming the place, FORM_INVALID or DATA_INVALID for data the workflow does not take
 */
export function checkPlan(plan: ExercisePlan, compiledOf: (workflow: string) => CompiledWorkflow, at: { readonly timeZone: string; readonly now: Date }): CheckedPlan {
  const title = requireWords(plan.title, 'title');
  if (!Number.isInteger(plan.speed) || plan.speed < 1 || plan.speed > LIMITS.speed) throw badInput('speed', text(`倍速须为 1 至 ${LIMITS.speed} 的整数。`, `The speed is a whole number from 1 to ${LIMITS.speed}.`));
  if (plan.clock === 'real' && (plan.speed !== 1 || plan.beginsAt !== undefined)) throw badInput('clock', text('实时时钟不能调倍速或另定开始时刻，请改用虚拟时钟。', 'A real clock has neither a speed nor a beginning of its own. Choose a virtual clock.'));
  const roles = requireRoles(plan.roles, 'roles');
  if (plan.injects.length === 0 || plan.injects.length > LIMITS.injects) throw badInput('injects', text(`请安排 1 至 ${LIMITS.injects} 条导调。`, `Plan 1 to ${LIMITS.injects} injects.`));
  if (plan.objectives.length > LIMITS.objectives) throw badInput('objectives', text(`目标最多 ${LIMITS.objectives} 条。`, `At most ${LIMITS.objectives} objectives.`));
  const injects = plan.injects.map((inject, index) => ({ title: requireWords(inject.title, `injects.${index}.title`), afterSeconds: offset(inject.after, `injects.${index}.after`), place: index + 1, content: inject.content }));
  for (const inject of injects) checkContent(inject, injects, compiledOf, { timeZone: at.timeZone, now: new Date((plan.beginsAt ?? at.now).getTime() + inject.afterSeconds * 1000) });
  plan.objectives.forEach((objective, index) => checkObjective(objective, `objectives.${index}`, injects, compiledOf));
  return { ...plan, title, roles, injects };
}

/** The workflow of the instance an inject is about; undefined for a message. */
export function workflowOf({ content }: { readonly content: InjectContent }, injects: readonly { readonly place: number; readonly content: InjectContent }[]): string | undefined {
  if (content.kind === 'start') return content.workflow;
  const target = content.kind === 'event' ? injects.find(({ place }) => place === content.target) : undefined;
  return target?.content.kind === 'start' ? target.content.workflow : undefined;
}

function checkContent(inject: CheckedInject, injects: readonly CheckedInject[], compiledOf: (workflow: string) => CompiledWorkflow, firing: { readonly timeZone: string; readonly now: Date }): void {
  const { content } = inject;
  const field = `injects.${inject.place - 1}`;
  if (content.kind === 'start') {
    const compiled = compiledOf(content.workflow);
    requireByHand(compiled);
    const tried = start(compiled, assumeFound<StartEvent>(compiled, { type: 'start', data: atFiring(content.data, firing.now) }).event, firing);
    if (!tried.ok) throw refusalError(tried.refusal);
  } else if (content.kind === 'event') {
    checkEvent(content, inject, injects, compiledOf, { field, now: firing.now });
  } else {
    requireWords(content.text, `${field}.message.text`, LIMITS.text);
    requireRoles(content.roles, `${field}.message.roles`);
  }
}

function checkEvent(content: Extract<InjectContent, { kind: 'event' }>, inject: CheckedInject, injects: readonly CheckedInject[], compiledOf: (workflow: string) => CompiledWorkflow, { field, now }: { readonly field: string; readonly now: Date }): void {
  const target = injects.find(({ place }) => place === content.target);
  const before = target !== undefined && (target.afterSeconds < inject.afterSeconds || (target.afterSeconds === inject.afterSeconds && target.place < inject.place));
  if (target?.content.kind !== 'start' || !before) throw badInput(`${field}.event.target`, text('请指定更早发起事项的一条导调；指向自己或以后的导调会使脚本循环。', 'Name an earlier inject that starts an instance. One that names itself, or a later one, would go round in a circle.'));
  const compiled = compiledOf(target.content.workflow);
  const event = compiled.events[content.event];
  if (event === undefined) throw badInput(`${field}.event.event`, text(`该流程没有事件“${content.event}”。`, `The workflow has no event "${content.event}".`));
  const form = event.form === undefined ? undefined : compiled.forms[event.form];
  const checked = compileSchema(form?.schema ?? EMPTY).check(atFiring(content.payload ?? {}, now));
  if ('problems' in checked) throw badInput(`${field}.event.payload`, text(`事件内容填写有误：${fieldsOf(checked.problems)}。`, `The event is not filled in correctly: ${fieldsOf(checked.problems)}.`));
}

const EMPTY: JsonObject = { type: 'object', properties: {} };
const fieldsOf = (problems: readonly { readonly field: string }[]) => problems.map(({ field }) => field).filter(Boolean).slice(0, 5).join(', ');

function checkObjective(objective: ExerciseObjective, field: string, injects: readonly CheckedInject[], compiledOf: (workflow: string) => CompiledWorkflow): void {
  requireWords(objective.title, `${field}.title`);
  if (offset(objective.within, `${field}.within`) === 0) throw badInput(`${field}.within`, text('时限须大于零。', 'The time must be longer than zero.'));
  const inject = injects.find(({ place }) => place === objective.inject);
  if (inject === undefined) throw badInput(`${field}.inject`, text('请指定从哪一条导调起算。', 'Name the inject it counts from.'));
  if (objective.kind === 'notice') {
    if (inject.content.kind !== 'message' || !inject.content.urgent) throw badInput(`${field}.inject`, text('签收目标须从一条紧急通知导调起算。', 'A signature is measured from an inject with an urgent message.'));
    return;
  }
  const workflow = workflowOf(inject, injects);
  if (workflow === undefined) throw badInput(`${field}.inject`, text('任务和状态目标须从发起事项或登记事件的导调起算。', 'A task or state is measured from an inject that starts an instance or sends it an event.'));
  const compiled = compiledOf(workflow);
  if (objective.kind === 'state') {
    if (objective.subject === undefined || compiled.states[objective.subject] === undefined) throw badInput(`${field}.subject`, unknownIn(text('状态', 'state'), objective.subject));
    return;
  }
  const tasks = Object.values(compiled.tasks).filter(({ key }) => key === objective.subject);
  if (tasks.length === 0) throw badInput(`${field}.subject`, unknownIn(text('任务', 'task'), objective.subject));
  const { outcome } = objective;
  if (outcome !== undefined && !tasks.some(({ outcomes }) => outcomes.some(({ id }) => id === outcome))) throw badInput(`${field}.outcome`, unknownIn(text('结果', 'outcome'), outcome));
}

function unknownIn(what: Bilingual, name = ''): Bilingual {
  return text(`该流程没有${what['zh-CN']}“${name}”。`, `The workflow has no ${what.en} "${name}".`);
}

function requireWords(value: string, field: string, max = LIMITS.title): string {
  const words = parseText(value, field, max).trim();
  if (words === '') throw badInput(field, text(`“${field}”不能为空。`, `"${field}" must not be empty.`));
  return words;
}

function requireRoles(roles: readonly string[], field: string): readonly string[] {
  const unknown = roles.find((role) => findRole(role)?.scope !== 'STATION');
  if (unknown !== undefined) throw badInput(field, text(`没有“${unknown}”这一岗位。`, `There is no role "${unknown}" at a station.`));
  if (roles.length === 0) throw badInput(field, text('请至少选择一个岗位。', 'Choose at least one role.'));
  return [...new Set(roles)];
}

function offset(duration: string, field: string): number {
  const length = secondsOf(parseDuration(duration, field));
  if (!Number.isInteger(length) || length < 0 || length > LIMITS.days * DAY) throw badInput(field, text(`时长须为整秒，最长 ${LIMITS.days} 天。`, `The time is in whole seconds, at most ${LIMITS.days} days.`));
  return length;
}
