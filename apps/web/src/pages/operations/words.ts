import type { Words } from '@stationhouse/plugin-web';
import type { AutomationCallStatus } from '../../gql/calls.js';
import type { JobStanding, RepairKind, RepairStatus } from '../../gql/operations.js';

type Say = Words['say'];

/** A span in the largest units that matter: 不到 1 秒, 45 秒, 3 分 20 秒, 5 小时 12 分, 3 天 4 小时. */
export function spanInWords(seconds: number, say: Say): string {
  const whole = Math.floor(seconds);
  if (whole < 1) return say('不到 1 秒', 'under 1 s');
  if (whole < 60) return say('{s} 秒', '{s} s', { s: whole });
  if (whole < 3_600) return say('{m} 分 {s} 秒', '{m} min {s} s', { m: Math.floor(whole / 60), s: whole % 60 });
  if (whole < 86_400) return say('{h} 小时 {m} 分', '{h} h {m} min', { h: Math.floor(whole / 3_600), m: Math.floor((whole % 3_600) / 60) });
  return say('{d} 天 {h} 小时', '{d} d {h} h', { d: Math.floor(whole / 86_400), h: Math.floor((whole % 86_400) / 3_600) });
}

/** How a job stands. */
export function standingWords(say: Say): Record<JobStanding, string> {
  return { PARKED: say('已搁置', 'Parked'), RETRYING: say('等待重试', 'Retrying'), RUNNING: say('运行中', 'Running'), WAITING: say('排队中', 'Waiting') };
}

/** What a bulk repair does. */
export function repairWords(say: Say): Record<RepairKind, string> {
  return { FIRE_TIMERS: say('触发迟到的定时', 'Fire late timers'), DETERMINE: say('重算未确定的时限', 'Recalculate undetermined clocks'), RESEND_JOBS: say('重新运行搁置的任务', 'Run parked jobs again'), RETRY_CALLS: say('重试失败的自动步骤', 'Retry failed automations') };
}

/** How far a bulk repair is. */
export function repairStatusWords(say: Say): Record<RepairStatus, string> {
  return { RUNNING: say('进行中', 'Running'), SUSPENDED: say('已暂停', 'Suspended'), CANCELLED: say('已取消', 'Cancelled'), DONE: say('已完成', 'Done') };
}

/** More than this many seconds behind, no worker seems to run. */
export const LATE_SECONDS = 60;

/** How a call of an automation stands. */
export function callStatusWords(say: Say): Record<AutomationCallStatus, string> {
  return { WAITING: say('等待', 'Waiting'), RUNNING: say('运行中', 'Running'), SUCCEEDED: say('成功', 'Succeeded'), FAILED: say('失败', 'Failed'), SKIPPED: say('已跳过', 'Skipped'), ABANDONED: say('已放弃', 'Abandoned') };
}

/** Why an attempt failed, as far as the platform knows the code; a plugin's own code says itself. */
export function callErrorInWords(error: string, say: Say): string {
  const words: Record<string, string> = {
    timeout: say('超时未返回', 'No answer in time'),
    workerDied: say('运行它的进程异常退出', 'The process running it stopped unexpectedly'),
    handlerFailed: say('处理程序出错', 'Its handler failed'),
    inputInvalid: say('参数不符合要求，请改后重试', 'Its input is not accepted: change it and retry'),
    outputInvalid: say('返回结果不符合约定', 'Its result does not match its definition'),
    processEnded: say('所在进程异常退出，反复出现请联系插件作者', 'Its process ended unexpectedly; if it keeps doing so, tell the plugin’s author'),
    memoryExceeded: say('占用内存超限，已终止，反复出现请联系插件作者', 'It took too much memory and was ended; if it keeps doing so, tell the plugin’s author'),
    crowded: say('该插件的其他步骤尚未完成，排队等候', 'Waits its turn: other automations of the plugin are under way'),
    egressUndeclared: say('访问了插件未声明的外部地址，已拦截，请联系插件作者', 'It tried to reach an outside address that its plugin does not declare: tell the plugin’s author'),
    egressNotAllowed: say('本系统未允许该外部目标，请联系运维设置 EGRESS', 'This installation does not allow its destination: ask the system’s maintainer to set EGRESS'),
    egressInvalid: say('外发请求不合规定，已拦截，请联系插件作者', 'Its request to the outside is not allowed: tell the plugin’s author'),
    egressAddressRefused: say('外部域名指向内部网络，已拦截，请联系运维核对', 'The outside name leads into a private network: tell the system’s maintainer'),
    egressFailed: say('外部系统未应答', 'The outside system did not answer'),
    egressTooLarge: say('外部系统的应答过大', 'The outside system answered with too much'),
    breakerOpen: say('连续失败，暂停调用', 'Paused after repeated failures'),
    unknownAutomation: say('没有插件提供此步骤，请联系运维', 'No plugin provides it: tell the system’s maintainer'),
  };
  return words[/^\w+/.exec(error)?.[0] ?? ''] ?? say('插件报告失败', 'The plugin reports a failure');
}
