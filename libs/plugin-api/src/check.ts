import { conformanceSchedule } from '@stationhouse/analytics';
import { satisfies, valid } from 'semver';
import { findRole } from '@stationhouse/access';
import { inboundProblems } from '@stationhouse/inbound';
import { durationMilliseconds, isDuration, isStationhouseError, StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { compile, compileSchema, isAuthored, parseDefinition, personalPaths, tellingProblems, writtenTasks, type CompiledWorkflow, type Definition, type Extension, type JsonObject, type ParsedExtension } from '@stationhouse/workflow';
import { automationProblems, egressProblems, campaignSchedule, LONGEST_ATTEMPT_MS, planProblems, retentionSchedule, type Automation } from '@stationhouse/workflow-runtime';
import { checkMetrics } from './checks-metrics.js';
import { documentProblems } from './checks-documents.js';
import { checkExtensions, extensionFields, readExtensions } from './checks-extensions.js';
import { checkPublicQuestions, checkShownNotices } from './checks-public.js';
import { checkSchedules } from './checks-schedules.js';
import { checkStorage } from './checks-storage.js';
import { checkLookups } from './checks-lookups.js';
import { checkBetween } from './checks-between.js';
import { checkTyped } from './checks-typed.js';
import { PLATFORM_VERSION, type PluginDeclaration, type WorkflowSource } from './plugin.js';

/** A plugin that passed every check, with its workflows ready to run. */
export interface CheckedPlugin {
  readonly declaration: PluginDeclaration;
  readonly workflows: readonly CompiledWorkflow[];
  readonly definitions: readonly Definition[];
  /** What it adds to workflows of other plugins that are installed. */
  readonly extensions: readonly Extension[];
}

/**
 * Checks the plugins of a composition before anything starts: platform range, unique ids of plugins, workflows and
 * permissions, definitions that compile also with what plugins add to them, automations and linked workflows that exist, roles that exist, personal data declared.
 * @throws StationhouseError PLUGIN_INVALID naming the plugin, the file and the mend of everything found
 */
export function checkPlugins(plugins: readonly PluginDeclaration[]): CheckedPlugin[] {
  const problems: Bilingual[] = [];
  refuseTwice(plugins.map(({ id }) => id), text('插件', 'plugin'), problems);
  refuseTwice(plugins.flatMap(({ permissions }) => (permissions ?? []).map(({ id }) => id)), text('权限', 'permission'), problems);
  const checked = plugins.map((plugin) => checkOne(plugin, problems));
  const workflows = checked.flatMap((plugin) => plugin.workflows.map(({ id }) => id));
  const compiled = new Map(checked.flatMap((plugin) => plugin.workflows.map((one) => [one.id, one] as const)));
  const automations = plugins.flatMap((plugin) => plugin.automations ?? []);
  refuseTwice(plugins.flatMap(({ inbound }) => (inbound ?? []).map(({ type }) => type)), text('外部事件类型', 'inbound event'), problems);
  refuseTwice(plugins.flatMap(({ documents }) => (documents ?? []).map(({ id }) => id)), text('文书', 'document'), problems);
  refuseTwice([retentionSchedule.id, campaignSchedule.id, conformanceSchedule.id, ...plugins.flatMap(({ schedules }) => (schedules ?? []).map(({ id }) => id))], text('计划', 'schedule'), problems);
  refuseTwice(plugins.flatMap(({ exercises }) => (exercises ?? []).map(({ id }) => id)), text('演练方案', 'exercise plan'), problems);
  refuseTwice(workflows, text('流程', 'workflow'), problems);
  refuseTwice(automations.map(({ id }) => id), text('自动步骤', 'automation'), problems);
  for (const { ready } of checked) for (const one of ready) checkActions(one, new Set(ready.map(({ definition }) => definition.workflow)), new Map(automations.map((automation) => [automation.id, automation])), new Set(workflows), problems);
  for (const { ready } of checked) for (const one of ready) checkTellings(one, compiled, problems);
  for (const { ready } of checked) for (const one of ready) checkBureauTasks(one, problems);
  checkBetween(checked, problems);
  const extensions = checkExtensions(checked, problems);
  checkMetrics(checked, problems);
  checkTyped(checked.flatMap(({ ready }) => ready), problems);
  if (problems.length > 0) throw invalid(problems);
  return checked.map(({ declaration, workflows: own, definitions }) => ({ declaration, workflows: own, definitions, extensions: extensions.get(declaration.id) ?? [] }));
}

function checkOne(plugin: PluginDeclaration, problems: Bilingual[]): Checking {
  const note = (zhCN: string, en: string) => problems.push(text(`插件 ${plugin.id}：${zhCN}`, `Plugin ${plugin.id}: ${en}`));
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(plugin.id)) note('编号须为 kebab-case。', 'write the id in kebab-case.');
  if (valid(plugin.version) === null) note(`版本“${plugin.version}”不是语义化版本。`, `"${plugin.version}" is not a semantic version.`);
  if (!satisfies(PLATFORM_VERSION, plugin.platform)) {
    note(`面向平台 ${plugin.platform}，当前平台为 ${PLATFORM_VERSION}，请升级插件。`, `is written for platform ${plugin.platform}; this is ${PLATFORM_VERSION}. Update the plugin.`);
  }
  for (const permission of plugin.permissions ?? []) {
    if (!permission.defaultRoles.some((role) => findRole(role) !== undefined)) note(`没有角色可以持有权限 ${permission.id}。`, `nobody can hold the permission ${permission.id}; give it a default role.`);
  }
  for (const automation of plugin.automations ?? []) for (const problem of automationProblems(automation)) note(problem['zh-CN'], problem.en);
  for (const type of plugin.inbound ?? []) for (const problem of inboundProblems(type)) note(problem['zh-CN'], problem.en);
  checkPublicQuestions(plugin, note);
  for (const problem of documentProblems(plugin.documents ?? [])) note(problem['zh-CN'], problem.en);
  checkStorage(plugin, note);
  for (const problem of egressProblems(plugin.egress ?? [])) note(problem['zh-CN'], problem.en);
  const ready = plugin.workflows.flatMap((source) => compileOne(plugin, source, problems));
  const workflows = ready.map(({ compiled }) => compiled);
  const added = readExtensions(plugin, problems);
  // A definition that did not compile has no fields to compare.
  if (ready.length === plugin.workflows.length && added.length === (plugin.extensions ?? []).length) {
    checkPersonalData(plugin, workflows, added, note);
    checkSchedules(plugin, workflows, note);
    checkLookups(plugin, workflows, note);
    checkShownNotices(plugin, workflows, note);
    for (const plan of plugin.exercises ?? []) for (const problem of planProblems(plan, (workflow) => workflows.find(({ id }) => id === workflow))) note(problem['zh-CN'], problem.en);
  }
  return { declaration: plugin, workflows, definitions: ready.map(({ definition }) => definition), ready, added };
}

/** A plugin whose own parts are checked, with what it adds to others. */
interface Checking extends Omit<CheckedPlugin, 'extensions'> {
  readonly ready: readonly Ready[];
  readonly added: readonly ParsedExtension[];
}

/** A definition that compiled, and the file it stands in. */
interface Ready {
  readonly definition: Definition;
  readonly compiled: CompiledWorkflow;
  readonly fileName: string;
}

function compileOne(plugin: PluginDeclaration, file: WorkflowSource, problems: Bilingual[]): Ready[] {
  try {
    const { definition, source } = parseDefinition(file.text, file.fileName);
    if (isAuthored(definition.workflow)) problems.push(text(`插件 ${plugin.id}：流程编号“${definition.workflow}”不能有句点，那是各分局自建流程的写法。`, `Plugin ${plugin.id}: the id "${definition.workflow}" has a dot, as only workflows of bureaus have. Write it without.`));
    const compiled = compile(definition, { source, ...(plugin.rules === undefined ? {} : { rules: plugin.rules }) });
    return [{ definition, compiled, fileName: file.fileName }];
  } catch (error) {
    if (!isStationhouseError(error)) throw error;
    problems.push(text(`插件 ${plugin.id}：${error.text['zh-CN']}`, `Plugin ${plugin.id}: ${error.text.en}`));
    return [];
  }
}

/** What the actions of a definition name must be there: better refused at the start than never done. */
function checkActions({ definition, fileName }: Ready, own: ReadonlySet<string>, automations: ReadonlyMap<string, Automation>, workflows: ReadonlySet<string>, problems: Bilingual[]): void {
  for (const [name, action] of Object.entries(definition.actions ?? {})) {
    const note = (zhCN: string, en: string) => problems.push(text(`${fileName} actions.${name}：${zhCN}`, `${fileName} actions.${name}: ${en}`));
    if ('startLinked' in action && !workflows.has(action.startLinked.workflow)) {
      note(`没有流程“${action.startLinked.workflow}”，请核对编号，或安装带来它的插件。`, `there is no workflow "${action.startLinked.workflow}". Check its id, or add the plugin that brings it.`);
    }
    if ('startLinked' in action && definition.apart === true && !own.has(action.startLinked.workflow)) {
      note(`本流程标为 apart，资料只用于本流程，不能发起其他插件的流程“${action.startLinked.workflow}”。`, `this workflow is kept apart: what it holds serves it alone, and it cannot start "${action.startLinked.workflow}" of another plugin.`);
    }
    if (!('automation' in action)) continue;
    const automation = automations.get(action.automation);
    if (automation === undefined) note(`没有自动步骤“${action.automation}”，请在插件的 automations 中用 defineAutomation 声明，或更正编号。`, `there is no automation "${action.automation}". Declare it with defineAutomation in the plugin’s automations, or correct the id.`);
    else if (action.timeout !== undefined && isDuration(action.timeout) && durationMilliseconds(action.timeout) > LONGEST_ATTEMPT_MS) note('timeout 最长 PT30M。', 'a timeout is PT30M at most.');
    else if (action.dry !== undefined) checkDry(automation, action.dry as JsonObject, note);
  }
}

/** A task of a role that is held at the bureau alone says what the bureau sees of it, and only such a task does: nobody else could open what is P3, and nobody would see what the card lacks. */
function checkBureauTasks({ definition, fileName }: Ready, problems: Bilingual[]): void {
  for (const { at, task } of writtenTasks(definition)) {
    const ofBureau = findRole(task.role ?? '')?.scope === 'BUREAU';
    const said = task.card !== undefined && 'for' in task.card;
    const note = (zhCN: string, en: string) => problems.push(text(`${fileName} ${at.join('.')}：${zhCN}`, `${fileName} ${at.join('.')}: ${en}`));
    if (ofBureau && !said) note(`岗位“${task.role ?? ''}”属分局，请用 card: { for: bureau, fields: […] } 写明分局看到的字段。`, `the role "${task.role ?? ''}" is the bureau’s: say by card: { for: bureau, fields: […] } what it sees.`);
    if (said && !ofBureau) note('card 写明由分局（for: bureau）办理，请把 role 写成分局岗位，或删除 for。', 'the card is for the bureau, so the task needs a role of the bureau, by its id. Or remove the for.');
  }
}

/** What an action tells the instances that this workflow started, their own definitions hear. */
function checkTellings({ compiled, fileName }: Ready, workflows: ReadonlyMap<string, CompiledWorkflow>, problems: Bilingual[]): void {
  const found = compiled.tellings.flatMap((telling) => telling.workflows.flatMap((id) => {
    const hearer = workflows.get(id);
    // One that is not there is named where it is started.
    return hearer === undefined ? [] : tellingProblems(telling, hearer).map((problem) => text(`${fileName} actions.${telling.action}：${problem['zh-CN']}`, `${fileName} actions.${telling.action}: ${problem.en}`));
  }));
  problems.push(...new Map(found.map((problem) => [problem.en, problem])).values());
}

/** In an exercise the definition's result stands for the handler's: it must be one. */
function checkDry(automation: Automation, dry: JsonObject, note: (zhCN: string, en: string) => void): void {
  const checked = compileSchema(automation.output).check(dry);
  if ('value' in checked) return;
  const fields = checked.problems.map(({ field }) => field).join(', ');
  note(`dry 不符合自动步骤 ${automation.id} 的结果约定：${fields}。`, `dry is not what the automation ${automation.id} declares as its output: ${fields}.`);
}

function checkPersonalData(plugin: PluginDeclaration, workflows: readonly CompiledWorkflow[], added: readonly ParsedExtension[], note: (zhCN: string, en: string) => void): void {
  const marked = new Map([...workflows.flatMap((compiled) => [...personalPaths(compiled.dataSchema)]), ...added.flatMap(({ overlay }) => extensionFields(overlay))]);
  for (const [field, dataClass] of marked) {
    const declared = plugin.personalData[field];
    if (declared === undefined) note(`字段 ${field} 标为个人信息，但未在 personalData 中声明目的与期限。`, `${field} is marked x-personal but personalData names no purpose and expiry for it.`);
    else if (declared.dataClass !== dataClass) note(`字段 ${field} 的等级不一致：${dataClass} 与 ${declared.dataClass}。`, `${field} is ${dataClass} in the definition and ${declared.dataClass} in personalData.`);
  }
  const outcomes = new Set(workflows.flatMap(({ states }) => Object.values(states).flatMap(({ outcome }) => outcome ?? [])));
  for (const [field, { keep, after = {} }] of Object.entries(plugin.personalData)) {
    if (!marked.has(field)) note(`personalData 声明了不存在的字段 ${field}。`, `personalData names ${field}, which no definition marks x-personal.`);
    if (!isDuration(keep)) note(`字段 ${field} 的保存期限“${keep}”不是时长，例如 P3Y。`, `the expiry of ${field}, "${keep}", is not a duration like P3Y.`);
    for (const [outcome, other] of Object.entries(after)) {
      if (!outcomes.has(outcome)) note(`字段 ${field} 的保存期限按办理结果“${outcome}”另定，但没有流程以此办结。`, `${field} is kept for another time after "${outcome}", but no workflow of the plugin ends so.`);
      if (!isDuration(other)) note(`字段 ${field} 在“${outcome}”后的保存期限“${other}”不是时长，例如 P90D。`, `the expiry of ${field} after "${outcome}", "${other}", is not a duration like P90D.`);
    }
  }
}

function refuseTwice(ids: readonly string[], what: Bilingual, problems: Bilingual[]): void {
  for (const id of new Set(ids.filter((one, index) => ids.indexOf(one) !== index))) {
    problems.push(text(`${what['zh-CN']} ${id} 重复声明。`, `The ${what.en} ${id} is declared twice.`));
  }
}

function invalid(problems: readonly Bilingual[]): StationhouseError {
  const lines = (locale: keyof Bilingual) => problems.map((problem) => problem[locale]).join('\n');
  return new StationhouseError('PLUGIN_INVALID', text(lines('zh-CN'), lines('en')));
}
