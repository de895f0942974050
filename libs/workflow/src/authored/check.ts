import { text } from '@stationhouse/kernel';
import { compile, validateDefinition } from '../compile.js';
import type { Definition, StateDefinition } from '../grammar.js';
import { personalPaths } from '../personal.js';
import { Problems } from '../problems.js';
import { tellingProblems } from '../telling.js';
import type { CompiledWorkflow, DefinitionProblem } from '../types.js';
import type { ParsedAuthored } from './grammar.js';

type Path = readonly (string | number)[];

/** What a workflow that is not a plugin's may name. */
export interface AuthoredMeans {
  /** Every role of the house. */
  readonly roles: readonly string[];
  /** Those that may be given tasks: no permission is widened by a workflow. */
  readonly workers: readonly string[];
  /** Those that may start instances. */
  readonly starters: readonly string[];
  /** The workflows it may start: those of plugins, and the bureau's own. */
  readonly workflows: readonly string[];
  /** The platform's own automations; a plugin's are its own workflows'. */
  readonly automations: readonly string[];
  /** Another workflow as new instances start on it; absent in the browser, which leaves to the server whether it hears what it is told. */
  readonly hearer?: (workflow: string) => CompiledWorkflow | undefined;
}

/**
 * Everything that keeps a bureau's own workflow from being published: what a plugin's is refused for at the start of the program, each
 * at its line. Pure; runs in browser and server.
 */
export function checkAuthored({ definition, terms, source }: ParsedAuthored, means: AuthoredMeans): readonly DefinitionProblem[] {
  const problems = new Problems(source);
  for (const [at, role] of rolesIn(definition)) checkRole(at, role, means, problems);
  checkActions(definition, means, problems);
  for (const name of Object.keys(definition.lookups ?? {})) problems.add('LOOKUP_NOT_OFFERED', ['lookups', name], text(`查询“${name}”须由插件提供，自建流程不能使用。请改为由任务填写。`, `The look-up "${name}" is a plugin’s code; a workflow of a bureau has none. Let a task ask for it.`));
  checkPersonalData(definition, terms.personalData, problems);
  for (const [index, role] of (terms.starters ?? []).entries()) {
    if (!means.starters.includes(role)) problems.add('STARTER', ['starters', index], text(`角色“${role}”不能发起事项。可选：${list(means.starters)}。`, `The role "${role}" cannot start instances. Take one of: ${list(means.starters)}.`));
  }
  const written = validateDefinition(definition, { source });
  if (written.length === 0) checkTellings(definition, means, problems);
  return [...written, ...problems.list].sort((left, right) => (left.line ?? 0) - (right.line ?? 0));
}

function checkRole(at: Path, role: string, { roles, workers }: AuthoredMeans, problems: Problems): void {
  if (role.startsWith('$')) return; // a parameter, or what a fragment is given: checked where that stands
  if (!roles.includes(role)) problems.add('UNKNOWN_ROLE', at, text(`没有角色“${role}”。可选：${list(workers)}。`, `There is no role "${role}". Take one of: ${list(workers)}.`));
  else if (isAsked(at) && !workers.includes(role)) problems.add('UNASSIGNABLE', at, text(`角色“${role}”不办理任务，这项任务无人可办。可选：${list(workers)}。`, `The role "${role}" does no tasks, so that nobody could do this one. Take one of: ${list(workers)}.`));
}

/** Whoever is told of something need not do it. */
const isAsked = (at: Path) => !at.includes('notify') && at[0] !== 'emergency';

/** Every role that a definition names outside of expressions, with its place. */
function* rolesIn(definition: Definition): Iterable<readonly [Path, string]> {
  for (const [name, parameter] of Object.entries(definition.parameters ?? {})) if (parameter.type === 'role') yield [['parameters', name, 'default'], String(parameter.default)];
  for (const [name, action] of Object.entries(definition.actions ?? {})) if ('notify' in action) {
    yield* each(['actions', name, 'notify', 'roles'], action.notify.roles);
    yield* each(['actions', name, 'notify', 'bureau'], action.notify.bureau ?? []);
  }
  yield* each(['emergency', 'bureau'], definition.emergency?.bureau ?? []);
  for (const [name, clock] of Object.entries(definition.clocks ?? {})) yield* ofRule(['clocks', name, 'edit'], clock.edit);
  for (const [name, state] of Object.entries(definition.states)) yield* ofState(['states', name], state);
  for (const [name, { parameters, ...body }] of Object.entries(definition.fragments ?? {})) {
    for (const [key, parameter] of Object.entries(parameters ?? {})) if (parameter.type === 'role' && typeof parameter.default === 'string') yield [['fragments', name, 'parameters', key, 'default'], parameter.default];
    yield* ofState(['fragments', name], body);
  }
}

function* ofState(at: Path, state: StateDefinition): Iterable<readonly [Path, string]> {
  for (const [key, task] of Object.entries(state.tasks ?? {})) {
    const place = [...at, 'tasks', key];
    if (task.role !== undefined) yield [[...place, 'role'], task.role];
    for (const [index, { to }] of (task.escalate ?? []).entries()) yield [[...place, 'escalate', index, 'to'], to];
    yield* each([...place, 'answers', 'from'], task.answers?.from ?? []);
  }
  yield* ofRule([...at, 'clock', 'edit'], state.clock?.edit);
  yield* ofRule([...at, 'until', 'edit'], state.until?.edit);
  for (const [key, inner] of Object.entries(state.states ?? {})) yield* ofState([...at, 'states', key], inner);
  for (const [key, inner] of Object.entries(state.parallel ?? {})) yield* ofState([...at, 'parallel', key], inner);
}

function* ofRule(at: Path, rule: { readonly by: readonly string[]; readonly approval?: string | undefined } | undefined): Iterable<readonly [Path, string]> {
  if (rule === undefined) return;
  yield* each([...at, 'by'], rule.by);
  if (rule.approval !== undefined) yield [[...at, 'approval'], rule.approval];
}

function* each(at: Path, roles: readonly string[]): Iterable<readonly [Path, string]> {
  for (const [index, role] of roles.entries()) yield [[...at, index], role];
}

/** What only a plugin's code gives is refused, with what there is. */
function checkActions(definition: Definition, { workflows, automations }: AuthoredMeans, problems: Problems): void {
  for (const [name, action] of Object.entries(definition.actions ?? {})) {
    if ('automation' in action && !automations.includes(action.automation)) {
      const there = automations.length === 0 ? text('目前平台没有可用的自动步骤，请改为任务。', 'The platform has none at present: make it a task.') : text(`可用：${list(automations)}。`, `There are: ${list(automations)}.`);
      problems.add('AUTOMATION_NOT_OFFERED', ['actions', name, 'automation'], text(`自动步骤“${action.automation}”由插件专用，自建流程不能调用。${there['zh-CN']}`, `The automation "${action.automation}" is a plugin’s own. ${there.en}`));
    }
    if ('publish' in action) problems.add('EVENT_NOT_OFFERED', ['actions', name, 'publish'], text(`插件事件“${action.publish}”须由插件声明，自建流程不能发布。请改用 notify 或 startLinked。`, `The event "${action.publish}" is declared by a plugin; a workflow of a bureau publishes none. Use notify or startLinked.`));
    if ('startLinked' in action && !workflows.includes(action.startLinked.workflow)) {
      problems.add('UNKNOWN_WORKFLOW', ['actions', name, 'startLinked', 'workflow'], text(`没有流程“${action.startLinked.workflow}”。可用：${list(workflows)}。`, `There is no workflow "${action.startLinked.workflow}". There are: ${list(workflows)}.`));
    }
  }
}

/** What linked instances are told, their workflows hear. */
function checkTellings(definition: Definition, { hearer }: AuthoredMeans, problems: Problems): void {
  if (hearer === undefined) return;
  const compiled = compile(definition);
  for (const telling of compiled.tellings) {
    const hearers = telling.workflows.flatMap((id) => (id === compiled.id ? compiled : (hearer(id) ?? [])));
    for (const problem of hearers.flatMap((one) => tellingProblems(telling, one))) problems.add('NOT_HEARD', ['actions', telling.action, 'tellLinked'], problem);
  }
}

/** Each personal field is declared with why and how long, once and no more. */
function checkPersonalData(definition: Definition, declared: ParsedAuthored['terms']['personalData'], problems: Problems): void {
  const marked = personalPaths(definition.data);
  for (const [field, dataClass] of marked) {
    if (!Object.hasOwn(declared, field)) problems.add('PERSONAL_DATA', ['data', ...pathOf(definition, field)], text(`字段“${field}”标为个人信息（${dataClass}），请在 personal-data 中写明目的（purpose）和保存期限（keep）。`, `"${field}" is personal (${dataClass}): say under personal-data why it is needed (purpose) and how long it is kept (keep).`));
  }
  const outcomes = new Set(Object.values(definition.states).flatMap(({ outcome }) => outcome ?? []));
  for (const [field, { after = {} }] of Object.entries(declared)) {
    for (const outcome of Object.keys(after).filter((one) => !outcomes.has(one))) {
      problems.add('PERSONAL_DATA', ['personal-data', field, 'after', outcome], text(`没有以“${outcome}”办结的状态，请核对名称或删除这一项。`, `No state ends with "${outcome}". Check its name, or remove this.`));
    }
    if (!marked.has(field)) problems.add('PERSONAL_DATA', ['personal-data', field], text(`数据中没有标为 x-personal 的字段“${field}”，请核对名称或删除这一项。`, `The data mark no field "${field}" x-personal. Check its name, or remove this.`));
  }
}

/** Where a field stands in the schema: through the items of lists. */
function pathOf(definition: Definition, field: string): Path {
  const path: string[] = [];
  let node: unknown = definition.data;
  for (const key of field.split('.')) {
    const items = (node as { items?: unknown }).items;
    if (items !== undefined) {
      path.push('items');
      node = items;
    }
    path.push('properties', key);
    node = ((node as { properties?: Record<string, unknown> }).properties ?? {})[key] ?? {};
  }
  return path;
}

const list = (names: readonly string[]) => names.join(', ');
