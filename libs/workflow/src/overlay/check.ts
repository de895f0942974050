import { isDuration, text, type Bilingual } from '@stationhouse/kernel';
import type { Definition, ParameterDefinition } from '../grammar.js';
import { Words } from '../merge/words.js';
import { Problems, type SourceMap } from '../problems.js';
import type { DefinitionProblem } from '../types.js';
import { compareValues } from '../validate.js';
import { whyBound } from './apply.js';
import type { Extension, ExtraField, ExtraTask, Overlay } from './grammar.js';
import { draftOf, findState, findTask, followReference, stateKeys, type Draft } from './places.js';
import { composeOverlays, isTighter, settingsOf, type Setting, type Settings } from './settings.js';
import { hasExit, pointOf } from './steps.js';

/** A workflow as overlays find it: its plugin's definition, and which edition of it this is (1, 2, 3, …). */
export interface Template {
  readonly definition: Definition;
  readonly template: number;
}

/** An overlay to be put in, a person's or a plugin's, with its source when the text is at hand. */
export interface Layer {
  readonly overlay: Overlay | Extension;
  readonly source?: SourceMap;
}

type Value = string | number | boolean;

/**
 * Everything an overlay may not say on this base under these overlays: beyond a bound, locked above, a place that does
 * not exist, a name that is taken, a personal class that is missing. Each with file, line and mend; empty when it may be put in.
 * @param above the overlays above, composed and themselves checked
 */
export function checkOverlay(base: Template, above: Settings, { overlay, source }: Layer): readonly DefinitionProblem[] {
  const problems = new Problems(source);
  const { workflow } = overlay.of;
  const template = overlay.overlay === 'plugin' ? base.template : overlay.of.template;
  if (workflow !== base.definition.workflow) problems.add('OTHER_WORKFLOW', ['of', 'workflow'], text(`此处是流程“${base.definition.workflow}”的配置，请核对 of.workflow。`, `This is for the workflow "${base.definition.workflow}". Check of.workflow.`));
  else if (template !== base.template) problems.add('OTHER_TEMPLATE', ['of', 'template'], text(`配置基于第 ${template} 版，现为第 ${base.template} 版，请先合并到新版。`, `This overlay is for template ${template}; the present one is ${base.template}. Merge it onto the new one first.`));
  const own = settingsOf(overlay);
  new Check(base.definition, above, own, problems).run();
  return problems.list;
}

class Check {
  private readonly draft: Draft;
  private readonly aboveByPlace: ReadonlyMap<string, Setting>;
  private readonly together: ReadonlyMap<string, Setting>;
  private readonly keys: Set<string>;
  private readonly fields: Set<string>;

  constructor(
    private readonly base: Definition,
    above: Settings,
    private readonly own: Settings,
    private readonly problems: Problems,
  ) {
    this.draft = draftOf(base);
    this.aboveByPlace = new Map(above.map((setting) => [setting.place, setting]));
    this.together = new Map(composeOverlays(above, own).map((setting) => [setting.place, setting]));
    this.keys = stateKeys(base);
    this.fields = new Set(Object.keys((base.data['properties'] as object | undefined) ?? {}));
    for (const setting of above) {
      if (setting.kind === 'step') this.noteStep(setting);
      if (setting.kind === 'field') this.fields.add(setting.part);
    }
  }

  run(): void {
    for (const setting of this.own) {
      const locked = setting.kind === 'parameter' || setting.kind === 'task' ? this.lockOf(setting) : undefined;
      if (locked !== undefined) this.say('LOCKED', setting, text(`“${setting.of}”已由上级锁定（${locked}），请删除此项。`, `"${setting.of}" is locked from above (${locked}). Remove this.`));
      else CHECKS[setting.kind](this, setting);
    }
    for (const name of Object.keys(this.base.parameters ?? {})) this.checkBounds(name);
  }

  say(code: string, { at }: Pick<Setting, 'at'>, message: Bilingual): void {
    this.problems.add(code, at, message);
  }

  /** Why a place is locked above; undefined when it is free. */
  private lockOf({ kind, of, place }: Setting): string | undefined {
    const lock = this.aboveByPlace.get(`${place}.locked`);
    if (lock !== undefined) return lock.because;
    const parameter = kind === 'parameter' ? this.parameter(of) : undefined;
    return parameter?.locked === true ? (parameter.because ?? '') : undefined;
  }

  private parameter(name: string): ParameterDefinition | undefined {
    const parameters = this.base.parameters ?? {};
    return Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  }

  known(setting: Setting): ParameterDefinition | undefined {
    const parameter = this.parameter(setting.of);
    if (parameter === undefined) this.say('UNKNOWN_PLACE', setting, text(`没有参数“${setting.of}”，请核对名称。`, `There is no parameter "${setting.of}". Check the name.`));
    return parameter;
  }

  checkParameter(setting: Setting): void {
    const parameter = this.known(setting);
    if (parameter === undefined) return;
    const { value } = setting;
    const type = parameter.type === 'text' || parameter.type === 'role' ? 'string' : parameter.type;
    const fits = type === 'duration' ? isDuration(value) && (parameter.calendar !== 'workingDays' || /^P\d+D$/.test(value)) : typeof value === type;
    if (!fits) this.say('PARAMETER_TYPE', setting, text(`“${setting.of}”的值 ${String(value)} 应为${parameter.calendar === 'workingDays' ? '整天的' : ''} ${parameter.type}。`, `${String(value)} is no ${parameter.calendar === 'workingDays' ? 'duration of whole days' : parameter.type} for "${setting.of}".`));
  }

  checkBound(setting: Setting): void {
    const parameter = this.known(setting);
    if (parameter === undefined) return;
    const side = setting.part as 'min' | 'max';
    const written = parameter[side];
    const value = setting.value as string | number;
    if (typeof written === 'string' && written.startsWith('$')) return this.say('BOUND_IS_REFERENCE', setting, text(`“${setting.of}”的界限随 ${written}，请改 ${written.slice(1)}。`, `The bound of "${setting.of}" follows ${written}. Set ${written.slice(1)} instead.`));
    const comparable = parameter.type === 'duration' ? isDuration(value) : parameter.type === 'number' && typeof value === 'number';
    if (!comparable) return this.say('PARAMETER_TYPE', setting, text(`${String(value)} 不能作为“${setting.of}”的界限。`, `${String(value)} cannot bound "${setting.of}".`));
    const upper = this.aboveByPlace.get(setting.place)?.value ?? written;
    if (upper !== undefined && isTighter({ part: side, value: upper }, setting)) this.say('WIDENS_BOUND', setting, text(`界限只能收紧：上级规定${side === 'max' ? '不超过' : '不少于'} ${String(upper)}。`, `A bound may only be narrowed: from above it is ${String(upper)}.`));
    const [min, max] = [this.bound(setting.of, 'min'), this.bound(setting.of, 'max')];
    if (min !== undefined && max !== undefined && (compareValues(min, max) ?? 0) > 0) this.say('EMPTY_RANGE', setting, text(`最小值 ${String(min)} 大于最大值 ${String(max)}，请改其一。`, `The least value, ${String(min)}, is above the greatest, ${String(max)}. Change one.`));
  }

  /** The value of a parameter with these overlays. */
  private valueOf(name: string): Value | undefined {
    return (this.together.get(`parameters.${name}.value`)?.value as Value | undefined) ?? this.parameter(name)?.default;
  }

  /** The tightest bound of a parameter with these overlays. */
  private bound(name: string, side: 'min' | 'max'): Value | undefined {
    const set = this.together.get(`parameters.${name}.${side}`);
    const written = this.parameter(name)?.[side];
    const own = typeof written === 'string' && written.startsWith('$') ? this.valueOf(written.slice(1)) : written;
    if (set === undefined || own === undefined) return (set?.value as Value | undefined) ?? own;
    return isTighter(set, { value: own }) ? (set.value as Value) : own;
  }

  /** A value must lie within its bounds, and stay there when a bound moves that it depends on. */
  private checkBounds(name: string): void {
    const value = this.valueOf(name);
    for (const side of ['min', 'max'] as const) {
      const limit = this.bound(name, side);
      if (limit === undefined || value === undefined) continue;
      const order = compareValues(value, limit);
      if (order === undefined || (side === 'max' ? order <= 0 : order >= 0)) continue;
      const at = this.blamed(name, side);
      // Without an own setting in play the layers above have said so already.
      if (at === undefined) continue;
      const because = whyBound(this.parameter(name), [...this.together.values()], name, side);
      const why = because === undefined ? text('', '') : text(`（${because}）`, ` (${because})`);
      // Somebody who never saw the file reads it, too: the title and what the values come to, and the name by which the file is searched.
      const words = new Words(this.base);
      const [title, is, most] = [words.named('parameters', name), words.parameterValue(name, value), words.parameterValue(name, limit)];
      const head = text(`“${title['zh-CN']}”（${name}）为 ${is['zh-CN']}，不得`, `"${title.en}" (${name}) is ${is.en} and may not `);
      this.say('OUT_OF_BOUNDS', at, side === 'max'
        ? text(`${head['zh-CN']}超过 ${most['zh-CN']}${why['zh-CN']}，请改小。`, `${head.en}exceed ${most.en}${why.en}. Make it smaller.`)
        : text(`${head['zh-CN']}少于 ${most['zh-CN']}${why['zh-CN']}，请改大。`, `${head.en}be below ${most.en}${why.en}. Make it larger.`));
    }
  }

  private blamed(name: string, side: 'min' | 'max'): Setting | undefined {
    const reference = this.parameter(name)?.[side];
    const places = [`parameters.${name}.value`, `parameters.${name}.${side}`, ...(typeof reference === 'string' ? [`parameters.${reference.slice(1)}.value`] : [])];
    return places.flatMap((place) => this.own.find((setting) => setting.place === place) ?? []).at(0);
  }

  checkTask(setting: Setting): void {
    const { of: ref, part } = setting;
    const found = findTask(this.draft, ref);
    if (found === undefined) return this.say('UNKNOWN_PLACE', setting, text(`没有任务“${ref}”，请写成 状态路径#任务。`, `There is no task "${ref}". Write state#task, states from the outside in.`));
    const { task, written } = found;
    if (part === 'role' && task.card !== undefined && 'for' in task.card) return this.say('OF_BUREAU', setting, text('此任务由分局办理，不能改由派出所办理，请删除此项。', 'The bureau does this task: it cannot be given to anybody else. Remove this.'));
    if (part === 'due' && task.dueAt !== undefined) return this.say('FOLLOWS', setting, text('此任务的期限由表达式 dueAt 得出，请改其中的参数。', 'The due moment of this task follows from its dueAt. Set the parameters in it.'));
    const before = task[part as 'role' | 'due' | 'remind' | 'escalate'];
    const texts = Array.isArray(before) ? before.flatMap(({ after, to }) => [after, to]) : [before];
    // What a parameter bounds stays bounded: a literal in its place would slip out of its bounds and locks.
    for (const said of texts) {
      const reached = typeof said === 'string' && said.startsWith('$') ? followReference(said, written.uses) : undefined;
      if (reached !== undefined && 'parameter' in reached && this.parameter(reached.parameter) !== undefined) {
        return this.say('SET_THE_PARAMETER', setting, text(`此处由参数“${reached.parameter}”决定，请改 parameters.${reached.parameter}。`, `The parameter "${reached.parameter}" decides this. Set parameters.${reached.parameter}.`));
      }
    }
  }

  checkLock(setting: Setting): void {
    const { of, part } = setting;
    if (part === 'value.locked') return void this.known(setting);
    if (findTask(this.draft, of) === undefined) this.say('UNKNOWN_PLACE', setting, text(`没有任务“${of}”。`, `There is no task "${of}".`));
  }

  checkField(setting: Setting): void {
    const { of: form, value } = setting;
    const schema = this.base.forms?.[form]?.schema;
    if (schema === undefined) return this.say('UNKNOWN_PLACE', setting, text(`没有表单“${form}”，请核对名称。`, `There is no form "${form}". Check the name.`));
    this.requirePoint(`form ${form}`, setting);
    const asked = Object.keys((schema['properties'] as object | undefined) ?? {});
    this.checkQuestion(value as unknown as ExtraField, new Set(asked), setting);
  }

  private checkQuestion(field: ExtraField, asked: ReadonlySet<string>, setting: Setting): void {
    if (asked.has(field.key) || this.fields.has(field.key)) this.say('FIELD_TAKEN', setting, text(`字段名“${field.key}”已被使用，请换一个。`, `The field name "${field.key}" is taken. Choose another.`));
    this.fields.add(field.key);
    if (field['x-personal'] === undefined) this.say('PERSONAL_CLASS_MISSING', setting, text(`请为“${field.key}”写明个人信息等级 x-personal: P0、P1、P2 或 P3。`, `Say how personal "${field.key}" is with x-personal: P0, P1, P2 or P3.`));
    for (const name of Object.keys(field.when ?? {}).filter((one) => !asked.has(one))) this.say('UNKNOWN_FIELD', setting, text(`条件中的字段“${name}”不在此表单中。`, `The condition reads "${name}", which this form does not ask.`));
    const choices = field.oneOf?.map((choice) => choice.const) ?? [];
    const wanted = field.type === 'integer' ? 'number' : field.type;
    if (choices.some((choice) => typeof choice !== wanted)) this.say('FIELD_TYPE', setting, text(`选项须为 ${field.type}。`, `Every choice must be a ${field.type}.`));
    if (field.format !== undefined && field.type !== 'string') this.say('FIELD_TYPE', setting, text('format 只用于 string。', 'Only a string has a format.'));
  }

  private requirePoint(point: string, setting: Setting): void {
    const points = this.base['extension-points'] ?? [];
    if (points.includes(point)) return;
    const offered = points.length === 0 ? text('无', 'none') : text(points.join('、'), points.join(', '));
    this.say('NOT_EXTENSIBLE', setting, text(`流程没有开放扩展点“${point}”。可用的有：${offered['zh-CN']}。`, `The workflow offers no extension point "${point}". It offers: ${offered.en}.`));
  }

  checkOptional(setting: Setting): void {
    const written = findState(this.draft, setting.of);
    if (written === undefined) return this.say('UNKNOWN_PLACE', setting, text(`没有状态“${setting.of}”。`, `There is no state "${setting.of}".`));
    if (written.state.optional === undefined) return this.say('NOT_OPTIONAL', setting, text(`“${setting.of}”不是可选步骤，不能关闭。`, `"${setting.of}" is not optional and cannot be switched off.`));
    const upper = this.aboveByPlace.get(setting.place);
    if (upper?.value === 'keep' && setting.value === 'off') this.say('LOCKED', setting, text(`“${setting.of}”须保留（${upper.because}），请删除此项。`, `"${setting.of}" must be kept (${upper.because}). Remove this.`));
    if (upper?.value === 'off' && setting.value === 'keep') this.say('LOCKED', setting, text(`“${setting.of}”已由上级关闭（${upper.because}），请删除此项。`, `"${setting.of}" is switched off from above (${upper.because}). Remove this.`));
  }

  checkStep(setting: Setting): void {
    const { at, task } = setting.value as unknown as { at: string; task: ExtraTask };
    const { where, path } = pointOf(at);
    this.requirePoint(at, setting);
    const written = findState(this.draft, path);
    if (written === undefined) return this.say('UNKNOWN_PLACE', setting, text(`没有状态“${path}”。`, `There is no state "${path}".`));
    if (where === 'before' && written.around?.parallel !== undefined) this.say('NO_ROOM', setting, text(`“${path}”是并行的一部分，前面不能加步骤，请用 inside。`, `"${path}" is one of several parallel parts; nothing comes before it. Use inside.`));
    if (where === 'after' && !hasExit(this.draft, written)) this.say('NO_ROOM', setting, text(`“${path}”之后没有去向，不能加步骤。`, `Nothing follows "${path}", so that no step can come after it.`));
    if (where === 'inside' && written.body.final === true) this.say('NO_ROOM', setting, text(`“${path}”是终点，里面不能加步骤。`, `"${path}" is final; nothing can be done inside.`));
    if (task.when !== undefined && where === 'inside' && written.body.parallel === undefined) this.say('NO_CONDITION', setting, text(`“${path}”里面的步骤随该状态打开，不能另设条件；请删除 when，或放在它之前、之后。`, `A step inside "${path}" is open as long as that is, and takes no condition. Remove when, or put it before or after.`));
    if (this.keys.has(task.key)) this.say('STEP_TAKEN', setting, text(`步骤名“${task.key}”已被使用，请换一个。`, `The name "${task.key}" is taken. Choose another for the step.`));
    if (task.role === undefined && task.assign === undefined) this.say('UNASSIGNABLE_TASK', setting, text('请写明由谁办理：role 或 assign。', 'Say who does it: role or assign.'));
    if (task.form !== undefined && task.fields !== undefined) this.say('FORM', setting, text('form 与 fields 只能写一个。', 'Give either form or fields.'));
    if (task.form !== undefined && !Object.hasOwn(this.base.forms ?? {}, task.form)) this.say('UNKNOWN_FORM', setting, text(`没有表单“${task.form}”。`, `There is no form "${task.form}".`));
    if (task.fields !== undefined && Object.hasOwn(this.base.forms ?? {}, task.key)) this.say('STEP_TAKEN', setting, text(`已有表单“${task.key}”，请换一个步骤名。`, `There is a form "${task.key}". Choose another name for the step.`));
    this.noteStep(setting);
    const earlier = new Set<string>();
    for (const field of task.fields ?? []) {
      this.checkQuestion(field, earlier, setting);
      earlier.add(field.key);
    }
  }

  private noteStep(setting: Setting): void {
    const { task } = setting.value as unknown as { task: ExtraTask };
    this.keys.add(task.key);
    if (this.aboveByPlace.has(setting.place)) for (const field of task.fields ?? []) this.fields.add(field.key);
  }
}

const CHECKS: Readonly<Record<Setting['kind'], (check: Check, setting: Setting) => void>> = {
  parameter: (check, setting) => check.checkParameter(setting),
  bound: (check, setting) => check.checkBound(setting),
  lock: (check, setting) => check.checkLock(setting),
  task: (check, setting) => check.checkTask(setting),
  field: (check, setting) => check.checkField(setting),
  optional: (check, setting) => check.checkOptional(setting),
  step: (check, setting) => check.checkStep(setting),
};
