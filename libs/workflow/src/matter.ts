import { text, type Bilingual } from '@stationhouse/kernel';
import { internalsOf } from './compile.js';
import type { Expansion } from './expand.js';
import type { Expression, Expressions } from './expressions.js';
import type { Definition } from './grammar.js';
import type { Problems } from './problems.js';
import { checkedStart } from './step.js';
import type { CompiledMatter, CompiledWorkflow, JsonObject, Refusal, StepContext } from './types.js';

/** How an instance is known as being of a matter. */
export interface MatterPlan {
  readonly matter: CompiledMatter;
  readonly of: Expression;
}

/** The matter of a start, and what an instance that runs hears of it. */
export interface Matter {
  /** By what it is the same one, as the definition computes it; never empty. Often a person's number: it is kept as a keyed hash alone. */
  readonly key: string;
  /** Of the event `again`: the fields of the start that its form asks for. */
  readonly payload: JsonObject;
}

/** Plans the matter of a definition, noting what does not fit. */
export function planMatter(definition: Definition, expansion: Expansion, expressions: Expressions, problems: Problems): MatterPlan | undefined {
  const { matter } = definition;
  if (matter === undefined) return undefined;
  const scope = { args: new Map() };
  const of = expressions.compile(matter.of, { place: undefined, scope, at: ['matter', 'of'], withState: false, strict: true, expected: ['string'], unsealed: true });
  const within = expansion.optionalSpan(matter.within, scope, ['matter', 'within']);
  if (within !== undefined && within.calendar !== 'natural') problems.add('WORKING_DAYS', ['matter', 'within'], text('合并时限须为自然时长，不能按工作日或班次。', 'The window is natural time: neither working days nor shifts.'));
  if (matter.again === undefined && (matter.within !== undefined || matter.elsewhere !== undefined)) problems.add('MATTER_ALONE', ['matter'], text('不合并的事由（没有 again）不能写 within、elsewhere。', 'A matter without again joins nothing: it has neither within nor elsewhere.'));
  if (matter.again !== undefined) checkHeard(definition, 'again', startFields(definition), text('发起表单', 'the start form'), problems);
  if (matter.elsewhere !== undefined) checkHeard(definition, 'elsewhere', { station: { type: 'string' } }, text('告知的内容（station，派出所名称）', 'what it is told (station, the name of the station)'), problems);
  if (of === undefined) return undefined;
  return { of, matter: { ...(matter.again === undefined ? {} : { again: matter.again }), ...(within === undefined ? {} : { within: within.iso }), ...(matter.elsewhere === undefined ? {} : { elsewhere: matter.elsewhere }) } };
}

const fieldsOf = (definition: Definition, form: string | undefined) => (definition.forms?.[form ?? '']?.schema ?? {}) as { readonly properties?: Readonly<Record<string, JsonObject>>; readonly required?: readonly string[] };
const startFields = (definition: Definition) => fieldsOf(definition, definition.startForm).properties ?? {};

/** What an instance is told fits the form of the event it hears: every field that must be there is given, in its type. */
function checkHeard(definition: Definition, which: 'again' | 'elsewhere', given: Readonly<Record<string, JsonObject>>, from: Bilingual, problems: Problems): void {
  const name = definition.matter?.[which] ?? '';
  const event = Object.hasOwn(definition.events ?? {}, name) ? definition.events?.[name] : undefined;
  const at = ['matter', which];
  if (event === undefined) return problems.add('UNKNOWN_EVENT', at, text(`没有事件“${name}”，请在 events 下定义。`, `There is no event "${name}". Define it under events.`));
  const { properties = {}, required = [] } = fieldsOf(definition, event.form);
  const always = which === 'elsewhere' ? Object.keys(given) : (fieldsOf(definition, definition.startForm).required ?? []);
  const missing = required.filter((field) => !always.includes(field));
  const differing = Object.entries(properties).filter(([field, schema]) => given[field] !== undefined && given[field]['type'] !== schema['type']).map(([field]) => field);
  if (which === 'elsewhere' && !Object.hasOwn(properties, 'station')) missing.push('station');
  const fields = [...missing, ...differing];
  if (fields.length > 0) problems.add('MATTER_FORM', at, text(`事件“${name}”的表单字段 ${fields.join('、')} 与${from['zh-CN']}不符：必填的须由其给出，类型须相同。`, `The form of "${name}" does not fit ${from.en}: ${fields.join(', ')}. What it requires must always be given, in the same type.`));
}

/**
 * By what an instance is known whose matter joins nothing: worked out of its data with every step, since a step may give it or correct it. Never empty;
 * undefined where the definition has no such matter, or the data do not say it (any more).
 * @param now the moment of the step
 */
export function knownBy(compiled: CompiledWorkflow, data: JsonObject, now: Date): string | undefined {
  const { matter: plan } = internalsOf(compiled);
  if (plan === undefined || plan.matter.again !== undefined) return undefined;
  const key = plan.of.evaluate({ data, event: {}, now, timeZone: 'UTC', calendars: undefined, enteredAt: () => now }) as string;
  return key === '' ? undefined : key;
}

/**
 * The matter of a start that may join another; undefined where the definition knows none, or says an empty text for these data.
 * @returns a refusal for data that the start refuses, too, or that the expression cannot be computed on
 */
export function matterOf(compiled: CompiledWorkflow, data: JsonObject, context: StepContext): { readonly ok: true; readonly matter: Matter | undefined } | { readonly ok: false; readonly refusal: Refusal } {
  const { matter: plan, definition } = internalsOf(compiled);
  if (plan?.matter.again === undefined) return { ok: true, matter: undefined };
  const checked = checkedStart(compiled, data, context, (whole) => plan.of.evaluate({ data: whole, event: {}, now: context.now, timeZone: context.timeZone, calendars: context.calendars, enteredAt: () => context.now }) as string);
  if (!checked.ok) return checked;
  if (checked.value === '') return { ok: true, matter: undefined };
  const asked = Object.keys(fieldsOf(definition, definition.events?.[plan.matter.again]?.form).properties ?? {});
  return { ok: true, matter: { key: checked.value, payload: Object.fromEntries(asked.flatMap((field) => (data[field] === undefined ? [] : [[field, data[field]]]))) } };
}
