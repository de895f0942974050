import { text } from '@stationhouse/kernel';
import { internalsOf } from './compile.js';
import type { Expansion } from './expand.js';
import type { Definition, LookupDefinition } from './grammar.js';
import { placesOfMore } from './plain-facts.js';
import type { Problems } from './problems.js';
import { compileSchema, type Checker } from './schema.js';
import type { CompiledLookup, CompiledWorkflow, Found, JsonObject, StartEvent, WorkflowEvent } from './types.js';

/** The name under `on` of a look-up that is made when an instance starts. */
export const START = 'start';

/** A look-up ready to be asked for. */
export interface LookupPlan {
  readonly lookup: CompiledLookup;
  readonly output: Checker;
}

/** What a guard reads as `found` where an event is heard; undefined where nothing is looked up. @param event as written under `on`; undefined: in a choice, which any step may pass through, so that each may be missing */
export function foundSchema(definition: Definition, event: string | undefined): JsonObject | undefined {
  const made = Object.entries(definition.lookups ?? {}).filter(([, { on }]) => event === undefined || on.includes(event));
  if (made.length === 0) return undefined;
  return { type: 'object', ...(event === undefined ? {} : { required: made.map(([name]) => name) }), properties: Object.fromEntries(made.map(([name, { output }]) => [name, output as JsonObject])) };
}

/** Checks the look-ups of a definition by themselves, and makes their schemas ready. */
export function planLookups(definition: Definition, problems: Problems): ReadonlyMap<string, LookupPlan> {
  return new Map(
    Object.entries(definition.lookups ?? {}).flatMap(([name, lookup]): [string, LookupPlan][] => {
      const output = checkedOutput(name, lookup, problems);
      return output === undefined ? [] : [[name, { lookup: surface(name, lookup), output }]];
    }),
  );
}

function surface(name: string, { title, on, dry, otherwise }: LookupDefinition): CompiledLookup {
  return { name, title, on, dry: dry as JsonObject, ...(otherwise === undefined ? {} : { otherwise: otherwise as JsonObject }) };
}

function checkedOutput(name: string, lookup: LookupDefinition, problems: Problems): Checker | undefined {
  const at = ['lookups', name];
  const schema = lookup.output as JsonObject;
  if (schema['type'] !== 'object') problems.add('SCHEMA', [...at, 'output'], text('查询结果的最外层须为 type: object。', 'The output of a look-up must be type: object.'));
  for (const path of schema['type'] === 'object' ? placesOfMore(schema) : []) {
    problems.add('LOOKUP_PERSONAL', [...at, 'output'], text(`查询结果的“${path}”不是编号、代码、数字或时间：查询结果随事项长期保存，不得有个人信息和自由文本，请改为计数、编号或代码。`, `"${path}" of what is found is no id, code, number or moment. It is kept with the instance for good: give counts, ids or codes, neither personal data nor free text.`));
  }
  let output: Checker;
  try {
    output = compileSchema(schema);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.add('SCHEMA', [...at, 'output'], text(`JSON Schema 有误：${reason}`, `The JSON Schema is wrong: ${reason}`));
    return undefined;
  }
  for (const key of ['dry', 'otherwise'] as const) {
    const value = lookup[key];
    const checked = value === undefined ? undefined : output.check(value as JsonObject);
    if (checked === undefined || 'value' in checked) continue;
    const fields = checked.problems.map(({ field }) => field).join(', ');
    problems.add('DRY_RESULT', [...at, key], text(`${key} 不符合 output：${fields}。`, `${key} does not fit the output: ${fields}.`));
  }
  return output;
}

/** Checks that each look-up is made where somebody acts: when an instance starts, at an outcome of a task, or at an event that comes from outside of the step. */
export function checkLookups(definition: Definition, expansion: Expansion, problems: Problems): void {
  const outcomes = new Set(expansion.places.flatMap(({ body }) => Object.entries(body.tasks ?? {}).flatMap(([key, { outcomes: own }]) => Object.entries(own ?? { done: { automatic: undefined } }).map(([id]) => `${key}.${id}`))));
  const raised = raisedEvents(definition, expansion);
  for (const [name, { on }] of Object.entries(definition.lookups ?? {})) {
    for (const [index, event] of on.entries()) {
      const at = ['lookups', name, 'on', index];
      const isEvent = Object.hasOwn(definition.events ?? {}, event);
      if (event === START ? isEvent : !isEvent && !outcomes.has(event)) {
        problems.add('UNKNOWN_EVENT', at, event === START ? text('start 指事项发起，事件不能同名，请将事件改名。', 'start is the beginning of an instance. Give the event of that name another one.') : text(`没有事件“${event}”，也没有这样的任务结果。可写 start、任务.结果或事件名。`, `There is no event "${event}", and no task ends so. Write start, task.outcome or the name of an event.`));
      }
      if (raised.has(event)) problems.add('LOOKUP_RAISED', at, text(`事件“${event}”由流程自身触发（raise），来不及查询。请在触发它的任务结果或事件上查询，并记入数据。`, `"${event}" is raised inside of a step, where nothing can be looked up. Look up at what raises it, and put it into the data.`));
    }
  }
}

function raisedEvents(definition: Definition, expansion: Expansion): ReadonlySet<string> {
  const steps = expansion.places.flatMap(({ body }) => [...Object.values(body.on ?? {}).flat(), ...(body.choose ?? []), ...(body.done ?? []), ...Object.values(body.after ?? {})]);
  const breaches = [...expansion.places.flatMap(({ body }) => body.clock ?? []), ...Object.values(definition.clocks ?? {})];
  return new Set([...steps.flatMap(({ raise }) => raise ?? []), ...breaches.flatMap(({ breach }) => breach?.raise ?? [])]);
}

/** What has to be looked up before a step is taken; nothing for most. What came of it goes into the event, as `found`. */
export function lookupsOf(compiled: CompiledWorkflow, event: WorkflowEvent | Pick<StartEvent, 'type'>): readonly CompiledLookup[] {
  const { lookups } = internalsOf(compiled);
  if (lookups.size === 0) return [];
  const asked = namesOf(compiled, event);
  return [...lookups.values()].flatMap(({ lookup }) => (lookup.on.some((name) => asked.has(name)) ? [lookup] : []));
}

/** By which names under `on` an event may be heard. How several answers settle a task is known only once the step is taken. */
function namesOf({ tasks }: CompiledWorkflow, event: WorkflowEvent | Pick<StartEvent, 'type'>): ReadonlySet<string> {
  if (event.type === 'start') return new Set([START]);
  if (event.type === 'event') return new Set([event.name]);
  const task = event.type === 'complete-task' && Object.hasOwn(tasks, event.task) ? tasks[event.task] : undefined;
  if (event.type !== 'complete-task' || task === undefined) return new Set();
  return new Set((task.answers === undefined ? [event.outcome] : task.outcomes.map(({ id }) => id)).map((outcome) => `${task.key}.${outcome}`));
}

/** What is wrong with something a look-up answered: the fields; undefined when it is what the definition declares. */
export function misfitOf(compiled: CompiledWorkflow, name: string, answer: JsonObject | undefined): readonly string[] | undefined {
  const checked = answer === undefined ? undefined : internalsOf(compiled).lookups.get(name)?.output.check(answer);
  if (checked === undefined) return [''];
  return 'value' in checked ? undefined : checked.problems.map(({ field }) => field);
}

/** What a life without a station takes for granted: what was found then, where it fits, else what the definition says (`dry`). */
export function assumeFound<Event extends WorkflowEvent | StartEvent>(compiled: CompiledWorkflow, event: Event): { readonly event: Event; /** Look-ups whose answer is assumed. */ readonly assumed: readonly CompiledLookup[] } {
  const asked = lookupsOf(compiled, event);
  const before = 'found' in event ? event.found : undefined;
  const { found: _, ...bare } = event as Event & { readonly found?: Found };
  if (asked.length === 0) return { event: before === undefined ? event : (bare as Event), assumed: [] };
  const assumed = asked.filter(({ name }) => misfitOf(compiled, name, before?.[name]) !== undefined);
  const found = Object.fromEntries(asked.map((lookup) => [lookup.name, assumed.includes(lookup) ? lookup.dry : (before?.[lookup.name] ?? lookup.dry)]));
  return { event: { ...bare, found } as Event, assumed };
}
