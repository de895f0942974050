import { isStationhouseError } from '@stationhouse/kernel';
import { assumeFound, start, type CompiledWorkflow, type JsonObject, type StartEvent } from '@stationhouse/workflow';
import { scheduleProblems } from '@stationhouse/workflow-runtime';
import type { PluginDeclaration } from './plugin.js';

/** A schedule starts a workflow of its own plugin, with data that the workflow takes: better refused at the start than every week. */
export function checkSchedules(plugin: PluginDeclaration, workflows: readonly CompiledWorkflow[], note: (zhCN: string, en: string) => void): void {
  for (const schedule of plugin.schedules ?? []) {
    for (const problem of scheduleProblems(schedule)) note(problem['zh-CN'], problem.en);
    const compiled = workflows.find(({ id }) => id === schedule.does.start);
    if (compiled === undefined) {
      note(`计划 ${schedule.id} 发起的流程“${schedule.does.start}”不在本插件中，请更正编号。`, `the schedule ${schedule.id} starts the workflow "${schedule.does.start}", which is not of this plugin. Correct its id.`);
      continue;
    }
    const refused = startRefused(compiled, schedule.does.data);
    if (refused !== undefined) note(`计划 ${schedule.id} 的 data 不能发起流程“${compiled.id}”：${refused}。`, `the data of the schedule ${schedule.id} do not start "${compiled.id}": ${refused}.`);
  }
}

/** The fields that are wrong, or the code of another refusal. */
function startRefused(compiled: CompiledWorkflow, data: JsonObject): string | undefined {
  try {
    const result = start(compiled, assumeFound<StartEvent>(compiled, { type: 'start', data }).event, { now: new Date(0), timeZone: 'UTC' });
    if (result.ok) return undefined;
    const problems = result.refusal.details?.['problems'];
    return Array.isArray(problems) ? problems.map((problem: { readonly field: string }) => problem.field).join(', ') : result.refusal.code;
  } catch (error) {
    if (!isStationhouseError(error)) throw error;
    return error.code;
  }
}
