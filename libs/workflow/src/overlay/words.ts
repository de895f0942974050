import { durationInWords, isDuration, text, type Bilingual } from '@stationhouse/kernel';
import type { Definition } from '../grammar.js';
import { conditionInWords } from '../guard-words.js';
import type { Change } from '../merge/diff.js';
import { same } from '../merge/tree.js';
import { both, changeInWords, Words } from '../merge/words.js';
import type { Json, JsonObject, TaskRef } from '../types.js';
import { describeFlow, type FlowTask } from './flow.js';
import type { ExtraField, ExtraTask } from './grammar.js';
import { draftOf, findState, findTask, followReference, type Draft, type Written } from './places.js';
import { questionsInWords } from './question-words.js';
import type { Setting, Settings } from './settings.js';
import { pointOf } from './steps.js';

/** The title of a role; undefined for one nobody knows. */
export type RoleTitles = (role: string) => Bilingual | undefined;

/**
 * What leads from one overlay to another, as the person who did it would tell: one line per setting, a question or a step as a whole.
 * `diffDefinitions` tells what that makes of the definition. Pure and total: what names no place of the base is said by its key.
 * @param base the definition both are put into
 * @param before what holds, composed with what is above; `NO_SETTINGS` for the base itself
 * @param after the same with the changes
 * @returns `place` as `Setting.place`; in the order parameters (as the base lists them), tasks, questions, steps
 */
export function settingsInWords(base: Definition, before: Settings, after: Settings, roleTitle: RoleTitles): readonly Change[] {
  return new Teller(base, before, after, roleTitle).changes();
}

/** The order of the sections, by what their places begin with. */
const SECTIONS = ['parameters', 'tasks', 'forms', 'optional', 'steps'];
const ASSIGNED = text('按规则分派', 'assigned by rule');
const REORDERED = text('调整问题顺序', 'order of the questions changed');
type Step = { readonly at: string; readonly task: ExtraTask };
/** One of the two sides: its settings by place. */
type Side = ReadonlyMap<string, Setting>;

class Teller {
  private readonly words: Words;
  private readonly draft: Draft;
  private readonly before: Side;
  private readonly after: Side;
  private tasks: readonly FlowTask[] | undefined;

  constructor(
    private readonly base: Definition,
    before: Settings,
    after: Settings,
    private readonly roleTitle: RoleTitles,
  ) {
    this.words = new Words(base);
    this.draft = draftOf(base);
    this.before = new Map(before.map((setting) => [setting.place, setting]));
    this.after = new Map(after.map((setting) => [setting.place, setting]));
  }

  changes(): Change[] {
    const places = new Map([...this.after, ...[...this.before].filter(([place]) => !this.after.has(place))]);
    const parameters = Object.keys(this.base.parameters ?? {});
    const rank = ({ place, of }: Setting) => (place.startsWith('parameters.') ? parameters.indexOf(of) : 0);
    const settings = SECTIONS.flatMap((section) => [...places.values()].filter(({ place }) => place.startsWith(`${section}.`)).sort((left, right) => rank(left) - rank(right)));
    return [...settings.flatMap((setting) => this.change(setting)), ...this.reordered()];
  }

  /** @param about where, and what of: the value is read from either side */
  private change(about: Setting): Change[] {
    const standing = this.standing(about);
    const [was, is] = [this.before.get(about.place)?.value ?? standing, this.after.get(about.place)?.value ?? standing];
    if (same(was, is)) return [];
    return [{ place: about.place, kind: was === undefined ? 'added' : is === undefined ? 'removed' : 'changed', ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }), text: this.say(about, was, is) }];
  }

  /** What stands there in the base. */
  private standing({ kind, of, part }: Setting): Json | undefined {
    if (kind === 'parameter' || kind === 'bound' || part === 'value.locked') {
      const parameter = this.base.parameters?.[of] as JsonObject | undefined;
      return parameter?.[kind === 'parameter' ? 'default' : kind === 'bound' ? part : 'locked'];
    }
    return kind === 'task' ? ((findTask(this.draft, of)?.task as JsonObject | undefined)?.[part]) : undefined;
  }

  private say(about: Setting, was: Json | undefined, is: Json | undefined): Bilingual {
    const { kind, of, part } = about;
    switch (kind) {
      case 'parameter':
      case 'bound':
        return changeInWords(this.words.named('parameters', of), this.words.part(kind === 'parameter' ? 'value' : part), this.words.parameterValue(of, was), this.words.parameterValue(of, is));
      case 'lock':
        return this.lock(about, is);
      case 'task':
        return this.task(of, part, was, is);
      case 'field':
        return under(this.words.named('forms', of), questionsInWords(was as ExtraField | undefined, is as ExtraField | undefined));
      case 'optional':
        return this.optional(of, was, is);
      case 'step':
        return this.step(was as Step | undefined, is as Step | undefined);
    }
  }

  private lock({ of, part, by }: Setting, is: Json | undefined): Bilingual {
    const what = part === 'value.locked' ? text('', '') : this.words.part(part.replace(/\.locked$/, ''));
    const whose = part === 'value.locked' ? this.words.named('parameters', of) : this.titleOfTask(of);
    const below = by === 'bureau' ? text('，派出所不可更改', ': stations cannot change it') : text('', '');
    const named = both((locale) => (what[locale] === '' ? '' : locale === 'en' ? `${what.en} ` : what[locale]));
    return under(whose, is === undefined ? text(`${named['zh-CN']}解除锁定`, `${named.en}unlocked`) : text(`${named['zh-CN']}锁定${below['zh-CN']}`, `${named.en}locked${below.en}`));
  }

  private task(ref: TaskRef, part: string, was: Json | undefined, is: Json | undefined): Bilingual {
    const found = findTask(this.draft, ref);
    const say = (side: Side, value: Json | undefined) => (part === 'role' && value === undefined && found?.task.assign !== undefined ? ASSIGNED : this.value(value, side, found?.written));
    const [left, right] = [say(this.before, was), say(this.after, is)];
    // The same time by another name: one follows a parameter, the other does not.
    const alike = left['zh-CN'] === right['zh-CN'];
    return changeInWords(this.titleOfTask(ref), this.words.part(part), alike ? this.words.value(was, part) : left, alike ? this.words.value(is, part) : right);
  }

  /** A duration, role or escalation; a parameter by what it comes to on that side. */
  private value(value: Json | undefined, side: Side, written?: Written): Bilingual {
    if (Array.isArray(value)) return this.escalation(value as unknown as readonly { readonly after: string; readonly to: string }[], side, written);
    if (typeof value !== 'string') return this.words.value(value);
    const reached = followReference(value, written?.uses ?? []);
    if (reached !== undefined && 'parameter' in reached) {
      const now = side.get(`parameters.${reached.parameter}.value`)?.value ?? this.base.parameters?.[reached.parameter]?.default;
      return this.words.parameterValue(reached.parameter, now as Json | undefined);
    }
    const given = reached?.given ?? value;
    return isDuration(given) ? both((locale) => durationInWords(given, locale)) : (this.roleTitle(given) ?? text(given, given));
  }

  private escalation(steps: readonly { readonly after: string; readonly to: string }[], side: Side, written?: Written): Bilingual {
    if (steps.length === 0) return this.words.value(undefined);
    const said = steps.map(({ after, to }) => ({ after: this.value(after, side, written), to: this.value(to, side, written) }));
    return text(said.map(({ after, to }) => `${after['zh-CN']}后报${to['zh-CN']}`).join('、'), said.map(({ after, to }) => `${after.en} late: ${to.en}`).join(', '));
  }

  /** The title of a task, with its state where several are called the same. */
  private titleOfTask(ref: TaskRef): Bilingual {
    this.tasks ??= describeFlow(this.base).cards.flatMap(({ tasks }) => tasks);
    const found = this.tasks.find((task) => task.ref === ref);
    if (found === undefined) return text(ref, ref);
    if (this.tasks.filter(({ title }) => title['zh-CN'] === found.title['zh-CN']).length === 1) return found.title;
    const state = this.words.state(ref.split('#')[0] ?? '');
    return text(`${state['zh-CN']} · ${found.title['zh-CN']}`, `${state.en} · ${found.title.en}`);
  }

  private optional(path: string, was: Json | undefined, is: Json | undefined): Bilingual {
    const title = this.words.state(path);
    const said = is === 'off' ? text('停用步骤', 'switched off') : is === 'keep' ? text('须保留步骤', 'must be kept') : was === 'off' ? text('恢复步骤', 'switched on again') : text('不再要求保留步骤', 'need not be kept any more');
    return text(`${said['zh-CN']}“${title['zh-CN']}”`, `step “${title.en}” ${said.en}`);
  }

  private step(was: Step | undefined, is: Step | undefined): Bilingual {
    const step = is ?? was;
    if (step === undefined) return text('', '');
    const { title } = (was ?? step).task;
    if (was === undefined) return under(this.point(step.at), text(`新增一步“${title['zh-CN']}”${this.summary(step.task)['zh-CN']}`, `step “${title.en}” added${this.summary(step.task).en}`));
    if (is === undefined) return under(this.point(was.at), text(`删去一步“${title['zh-CN']}”`, `step “${title.en}” removed`));
    const parts = this.stepParts(was, is);
    const point = this.point(was.at);
    return under(text(`${point['zh-CN']}的步骤“${title['zh-CN']}”`, `step “${title.en}” ${point.en}`), text(parts.map((part) => part['zh-CN']).join('；'), parts.map((part) => part.en).join('; ')));
  }

  /** `“已化解”前`. */
  private point(at: string): Bilingual {
    const { where, path } = pointOf(at);
    const state = findState(this.draft, path) === undefined ? text(path, path) : this.words.state(path);
    const [zh, en] = { before: ['前', 'before'], after: ['后', 'after'], inside: ['中', 'inside'] }[where];
    return text(`“${state['zh-CN']}”${zh}`, `${en} “${state.en}”`);
  }

  /** `（辅警，2 天，风险等级是“红色”时，含 2 个问题）`. */
  private summary(task: ExtraTask): Bilingual {
    const parts = [
      task.role !== undefined ? this.value(task.role, this.after) : task.assign !== undefined ? ASSIGNED : undefined,
      task.due === undefined ? undefined : this.value(task.due, this.after),
      task.when === undefined ? undefined : this.condition(task.when),
      task.fields === undefined ? undefined : text(`含 ${task.fields.length} 个问题`, task.fields.length === 1 ? '1 question' : `${task.fields.length} questions`),
    ].filter((part) => part !== undefined);
    return parts.length === 0 ? text('', '') : text(`（${parts.map((part) => part['zh-CN']).join('，')}）`, ` (${parts.map((part) => part.en).join(', ')})`);
  }

  private condition(source: string): Bilingual {
    const said = conditionInWords(source, this.base.data as JsonObject);
    return said === undefined ? text('有条件', 'under a condition') : text(`${said['zh-CN']}时`, `when ${said.en}`);
  }

  private stepParts(was: Step, is: Step): Bilingual[] {
    const [left, right] = [was.task, is.task] as readonly [ExtraTask, ExtraTask];
    const parts: Bilingual[] = [];
    if (was.at !== is.at) parts.push(text(`移到${this.point(is.at)['zh-CN']}`, `moved to ${this.point(is.at).en}`));
    if (!same(left.title, right.title)) parts.push(text(`改名为“${right.title['zh-CN']}”`, `now called “${right.title.en}”`));
    for (const part of ['role', 'due', 'remind', 'escalate'] as const) {
      if (!same(left[part], right[part])) parts.push(changeInWords(this.words.part(part), text('', ''), this.value(left[part], this.before), this.value(right[part], this.after)));
    }
    if (!same(left.when, right.when)) parts.push(right.when === undefined ? text('不再有条件', 'always asked for') : text(`仅当${this.condition(right.when)['zh-CN']}办理`, `only ${this.condition(right.when).en}`));
    parts.push(...questionsOf(left, right));
    for (const part of ['assign', 'dueAt', 'form'] as const) if (!same(left[part], right[part])) parts.push(text(`修改${this.words.part(part)['zh-CN']}`, `${this.words.part(part).en} changed`));
    return parts.length > 0 ? parts : [text('调整', 'changed')];
  }

  /** Questions of a form, and steps, that both sides have in another order. */
  private reordered(): Change[] {
    const groupOf = ({ kind, of }: Setting) => (kind === 'field' ? `forms.${of}` : kind === 'step' ? 'steps' : '');
    const groups = new Set([...this.after.values()].map(groupOf).filter((group) => group !== ''));
    return [...groups].flatMap((place): Change[] => {
      const order = (side: Side, other: Side) => [...side.values()].filter((setting) => groupOf(setting) === place && other.has(setting.place)).map((setting) => setting.place);
      const [was, is] = [order(this.before, this.after), order(this.after, this.before)];
      const said = place === 'steps' ? text('调整新增步骤的顺序', 'order of the added steps changed') : under(this.words.named('forms', place.slice('forms.'.length)), REORDERED);
      return same(was, is) ? [] : [{ place, kind: 'changed', before: was, after: is, text: said }];
    });
  }
}

function questionsOf({ fields: left = [] }: ExtraTask, { fields: right = [] }: ExtraTask): Bilingual[] {
  const keys = [...new Set([...right, ...left].map(({ key }) => key))];
  const told = keys.flatMap((key) => {
    const [was, is] = [left, right].map((fields) => fields.find((field) => field.key === key));
    return same(was as Json | undefined, is as Json | undefined) ? [] : [questionsInWords(was, is)];
  });
  const order = (fields: readonly ExtraField[], others: readonly ExtraField[]) => fields.flatMap(({ key }) => (others.some((other) => other.key === key) ? [key] : []));
  return same(order(left, right), order(right, left)) ? told : [...told, REORDERED];
}

/** `走访记录：…`. */
function under(place: Bilingual, said: Bilingual): Bilingual {
  return text(`${place['zh-CN']}：${said['zh-CN']}`, `${place.en}: ${said.en}`);
}
