import { durationInWords, isDuration } from '@stationhouse/kernel';
import { readText, useWords, type Words } from '@stationhouse/plugin-web';
import type { Definition, DefinitionProblem, ExtraField, FlowTask, FlowValue, JsonObject } from '@stationhouse/workflow';
import { boundsOf, type Lock } from './compose.js';
import { useDesign, type RoleName } from './context.js';

/** A duration as people say it, in working days where it counts them. */
export function durationWords(value: unknown, { locale, say }: Words, calendar?: string): string {
  if (!isDuration(value)) return String(value);
  const days = /^P(\d+)D$/.exec(value)?.[1];
  if (calendar === 'workingDays' && days !== undefined) return say('{days, number} 个工作日', '{days, plural, one {# working day} other {# working days}}', { days: Number(days) });
  return durationInWords(value, locale);
}

/** A value of a place that two sides changed, whatever it is: a duration, a question, a step; nothing where it is not set. */
export function valueInWords(value: unknown, words: Words): string {
  if (value === null || value === undefined) return words.say('不设置', 'not set');
  if (typeof value === 'string') return durationWords(value, words);
  const title = (value as { title?: Record<string, string>; task?: { title?: Record<string, string> } }).title ?? (value as { task?: { title?: Record<string, string> } }).task?.title;
  return title?.[words.locale] ?? JSON.stringify(value);
}

/** The value of a parameter as people say it. */
export function parameterWords(definition: Definition, name: string, value: unknown, words: Words): string {
  const parameter = definition.parameters?.[name];
  if (typeof value === 'boolean') return value ? words.say('是', 'yes') : words.say('否', 'no');
  return parameter?.type === 'duration' ? durationWords(value, words, parameter.calendar) : String(value);
}

/** A duration that stands at a place, by itself or by a parameter; empty for one that follows from an expression alone. */
export function valueWords(definition: Definition, value: FlowValue | undefined, words: Words): string {
  if (value === undefined) return '';
  if ('value' in value) return durationWords(value.value, words);
  const name = 'parameter' in value ? value.parameter : value.parameters[0];
  return name === undefined ? '' : parameterWords(definition, name, definition.parameters?.[name]?.default, words);
}

/** `社区民警 · 30 天 · 提前 1 天提醒`. */
export function taskWords(definition: Definition, task: FlowTask, words: Words, roles: readonly RoleName[]): string {
  const { say } = words;
  const given = task.roleParameter === undefined ? undefined : definition.parameters?.[task.roleParameter]?.default;
  const who = whoWords(typeof given === 'string' ? { ...task, role: given } : task, words, roles);
  const remind = valueWords(definition, task.remind, words);
  return [who, valueWords(definition, task.due, words), remind === '' ? '' : say('提前 {time}提醒', 'reminder {time} before', { time: remind })].filter(Boolean).join(' · ');
}

/** Who a task is for: its role, or those that its rule of assignment names. */
export function whoWords({ role, assign }: FlowTask, { say }: Words, roles: readonly RoleName[]): string {
  const titleOf = (id: string) => roles.find((one) => one.id === id)?.title;
  if (role !== undefined) return titleOf(role) ?? role;
  const named = [...new Set([...(assign ?? '').matchAll(/"([a-z-]+)"/g)].flatMap(([, id = '']) => titleOf(id) ?? []))];
  return named.join(say('或', ' or ')) || (assign === undefined ? '' : say('按规则分派', 'by rule'));
}

/** `由分局锁定：1333+N`. */
export function lockWords(lock: Lock, { say }: Words): string {
  const who = { plugin: say('流程规定', 'Set by the workflow'), bureau: say('分局锁定', 'Locked by the bureau'), station: say('本所锁定', 'Locked by the station') }[lock.by];
  return lock.because === '' ? who : `${who}${say('：', ': ')}${lock.because}`;
}

/** The value of a setting as people say it. @param place as `Setting.place`: `parameters.visitSoon.value`, `tasks.REF.role`, `forms.homeVisit.KEY` */
export function settingWords(definition: Definition, place: string, value: unknown, words: Words, roles: readonly RoleName[]): string {
  const { say, textOf } = words;
  if (value === null || value === undefined) return say('不设置', 'not set');
  const roleTitle = (id: string) => roles.find((one) => one.id === id)?.title ?? id;
  const [section, name = ''] = place.split('.');
  if (section === 'parameters' && definition.parameters?.[name]?.type === 'role') return roleTitle(String(value));
  if (section === 'parameters') return parameterWords(definition, name, value, words);
  if (section === 'optional') return value === 'off' ? say('不使用', 'not used') : say('必须保留', 'kept');
  if (Array.isArray(value)) return (value as readonly { after: string; to: string }[]).map(({ after, to }) => say('{time}后报{to}', '{time} late: {to}', { time: durationWords(after, words), to: roleTitle(to) })).join(say('；', '; ')) || say('不上报', 'nobody is told');
  if (typeof value === 'object') return extraWords(value, words, roleTitle);
  if (place.endsWith('.role')) return roleTitle(String(value));
  return typeof value === 'boolean' ? (value ? say('是', 'yes') : say('否', 'no')) : isDuration(value) ? durationWords(value, words) : textOf(readText(value)) || String(value);
}

/** A question by its kind, a step by who does it and until when. */
function extraWords(value: object, words: Words, roleTitle: (id: string) => string): string {
  const { say, textOf } = words;
  const { task = value } = value as { task?: object };
  const { title, role, due, required } = task as { title?: unknown; role?: string; due?: string; required?: boolean };
  const kind = 'type' in task || 'oneOf' in task ? kindOf(task as JsonObject) : undefined;
  const facts = [kind === undefined ? '' : kindWords(kind, words), required === true ? say('必填', 'required') : '', role === undefined ? '' : roleTitle(role), due === undefined ? '' : durationWords(due, words)].filter(Boolean);
  return `“${textOf(readText(title))}”${facts.length === 0 ? '' : say('（{facts}）', ' ({facts})', { facts: facts.join(say('，', ', ')) })}`;
}

/** The kinds of question, as a form's builder offers them. */
export type QuestionKind = 'boolean' | 'choice' | 'line' | 'text' | 'integer' | 'number' | 'date' | 'moment';
export const QUESTION_KINDS: readonly QuestionKind[] = ['boolean', 'choice', 'line', 'text', 'integer', 'number', 'date', 'moment'];

export function kindWords(kind: QuestionKind, { say }: Words): string {
  return {
    boolean: say('是/否', 'Yes or no'), choice: say('单选', 'One of several'), line: say('一行文字', 'A line'), text: say('长文字', 'A longer text'),
    integer: say('整数', 'A whole number'), number: say('数字', 'A number'), date: say('日期', 'A date'), moment: say('日期和时间', 'A date and time'),
  }[kind];
}

/** What kind of question a schema asks; undefined for one that the builder does not make, such as a list. */
export function kindOf(field: JsonObject | ExtraField): QuestionKind | undefined {
  const { type, oneOf, format, maxLength } = field as { type?: unknown; oneOf?: unknown; format?: unknown; maxLength?: unknown };
  if (oneOf !== undefined) return 'choice';
  if (type === 'boolean' || type === 'integer' || type === 'number') return type;
  if (type !== 'string') return undefined;
  if (format === 'date') return 'date';
  if (format === 'date-time') return 'moment';
  return typeof maxLength === 'number' && maxLength > 200 ? 'text' : 'line';
}

/** How personal an answer is, in words that somebody without the law at hand understands. */
export function personalWords(dataClass: string, { say }: Words): string {
  const words: Readonly<Record<string, string>> = {
    P0: say('P0 不涉个人信息', 'P0 says nothing about a person'),
    P1: say('P1 一般个人信息（如地点、意愿）', 'P1 about a person, ordinary (a place, a wish)'),
    P2: say('P2 身份、联系方式等，平时遮蔽，查看留痕', 'P2 who somebody is or how to reach them: masked, each look recorded'),
    P3: say('P3 敏感个人信息（健康、未成年人等），严格限制', 'P3 sensitive (health, minors): closely restricted'),
  };
  return words[dataClass] ?? dataClass;
}

/** The title of a field of a form. */
export function titleOfField(field: unknown, key: string, { textOf }: Words): string {
  const title = readText((field as { title?: unknown } | undefined)?.title);
  return title === undefined ? key : textOf(title);
}

/** What is wrong, as somebody who fills in forms reads it; the words of the text for the rest. */
export function useProblemWords(): (problem: DefinitionProblem) => string {
  const words = useWords();
  const { composition: { definition } } = useDesign();
  return (problem) => ownWords(problem, definition, words) ?? words.textOf(problem.text);
}

function ownWords({ code, path }: DefinitionProblem, definition: Definition, words: Words): string | undefined {
  const { say, textOf } = words;
  if (code === 'UNASSIGNABLE_TASK') return say('请选择由谁完成。', 'Choose who does it.');
  const name = /^parameters\.(\w+)/.exec(path)?.[1];
  const parameter = name === undefined ? undefined : definition.parameters?.[name];
  if (code !== 'OUT_OF_BOUNDS' || name === undefined || parameter === undefined) return undefined;
  const range = rangeWords(definition, name, words);
  const because = parameter.because === undefined ? '' : say('（{because}）', ' ({because})', { because: parameter.because });
  return say('“{title}”为 {value}，{range}{because}。', '“{title}” is {value}; {range}{because}.', { title: textOf(parameter.title), value: parameterWords(definition, name, parameter.default, words), range, because });
}

/** `应在 1 天到 3 天之间`, and which other parameter a bound follows. */
function rangeWords(definition: Definition, name: string, words: Words): string {
  const { say, textOf } = words;
  const { min, max } = boundsOf(definition, name);
  const said = (bound: typeof min) => (bound === undefined ? '' : `${parameterWords(definition, name, bound.value, words)}${bound.follows === undefined ? '' : say('（{name}）', ' ({name})', { name: textOf(definition.parameters?.[bound.follows]?.title) })}`);
  if (max === undefined) return say('不得少于 {min}', 'it may not be below {min}', { min: said(min) });
  if (min === undefined) return say('不得超过 {max}', 'it may not exceed {max}', { max: said(max) });
  if (min.value === max.value) return say('只能是 {max}', 'it can only be {max}', { max: said(max) });
  return say('应在 {min}到 {max}之间', 'it must lie between {min} and {max}', { min: said(min), max: said(max) });
}
