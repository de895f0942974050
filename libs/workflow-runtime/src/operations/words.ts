import { findRole } from '@stationhouse/access';
import { text, type Bilingual } from '@stationhouse/kernel';
import { timerInWords, type CompiledWorkflow } from '@stationhouse/workflow';
import type { RepairKind } from './entities.js';
import type { Stuck, StuckRule } from './stuck.js';

/** A rule for people: what it finds, and what can be done about it. */
export interface RuleWords {
  readonly title: Bilingual;
  readonly mend: Bilingual;
  /** The bulk repair that mends it; none where a person must act. */
  readonly repair?: RepairKind;
}

export const RULE_WORDS: Readonly<Record<StuckRule, RuleWords>> = {
  'nothing-pending': {
    title: text('无事可推动', 'Nothing can move it'),
    mend: text('打开事项查看可登记的事件；没有可登记的，请联系流程负责人。', 'Open the instance and see which events it accepts; if none, ask whoever is responsible for the workflow.'),
  },
  'timer-late': {
    title: text('定时迟到', 'A timer is late'),
    mend: text('重新触发；仍然失败的，请确认后台进程在运行并查看服务日志。', 'Fire it again; if it still fails, check that a worker is running and read the server’s log.'),
    repair: 'fire-timers',
  },
  'task-unattended': {
    title: text('任务无人可办', 'Nobody can do a task'),
    mend: text('指派给本所人员，或为该岗位配备人员、安排值班。', 'Assign it to somebody of the station, or staff the role or the shift.'),
  },
  'call-failed': {
    title: text('自动步骤失败', 'An automation failed'),
    mend: text('在“自动步骤”中查看原因，重试、改后重试或跳过；未能发起的关联事项请打开事项处理。', 'See the cause under “Automations”, then retry, change and retry, or skip. A linked instance that could not be started is handled on the instance’s page.'),
    repair: 'retry-calls',
  },
  'not-determined': {
    title: text('时限未确定', 'A clock is not determined'),
    mend: text('由分局导入放假通知或由所长设置班次后，重算时限。', 'Recalculate once the bureau has imported the holiday notice or the chief has set the shifts.'),
    repair: 'determine',
  },
  'definition-lost': {
    title: text('流程版本无法加载', 'Its workflow version does not load'),
    mend: text('请联系运维恢复所属插件的版本；恢复前事项保持原状，不会丢失。', 'Ask the system’s maintainer to restore the plugin’s version; until then the instance stays as it is and nothing is lost.'),
  },
};

/** What one finding is about, by the titles of its definition. @param called what the automation or workflow of a call is called */
export function findingInWords(found: Stuck, compiled: CompiledWorkflow | undefined, called: Bilingual): Bilingual {
  const task = compiled?.tasks[found.place ?? '']?.title ?? text('任务', 'task');
  const clock = compiled?.clocks[found.place ?? '']?.title ?? compiled?.tasks[found.place ?? '']?.title ?? text('时限', 'clock');
  switch (found.rule) {
    case 'nothing-pending':
      return text('没有任务、定时、自动步骤或关联事项能推动它。', 'No task, timer, automation or linked instance can move it.');
    case 'timer-late': {
      const timer = compiled === undefined ? text('定时', 'a timer') : timerInWords(compiled, found.place ?? '');
      return text(`到时未触发：${timer['zh-CN']}`, `Due and not fired: ${timer.en}`);
    }
    case 'task-unattended': {
      if (found.holderLeft) return text(`“${task['zh-CN']}”的办理人已不在本所`, `Whoever holds "${task.en}" no longer works at the station`);
      const roles = (found.roles ?? []).map((role) => findRole(role)?.title ?? text(role, role));
      return text(`“${task['zh-CN']}”：本所无人担任${roles.map((role) => role['zh-CN']).join('、')}或在班`, `"${task.en}": nobody at the station is ${roles.map((role) => role.en).join(' or ')}, or on duty`);
    }
    case 'call-failed':
      return found.place === 'linked' ? text(`关联事项“${called['zh-CN']}”未能发起`, `The linked instance "${called.en}" could not be started`) : text(`自动步骤“${called['zh-CN']}”多次失败`, `The automation "${called.en}" kept failing`);
    case 'not-determined':
      return text(`“${clock['zh-CN']}”缺少放假通知或班次，未确定到期时间`, `"${clock.en}" has no due moment: a holiday notice or shifts are missing`);
    case 'definition-lost':
      return text(`版本 ${found.definition.slice(0, 8)} 无法加载`, `Version ${found.definition.slice(0, 8)} does not load`);
  }
}
