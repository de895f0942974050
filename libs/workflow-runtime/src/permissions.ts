import { definePermission, STATION_OFFICERS, type Permission } from '@stationhouse/access';
import { text } from '@stationhouse/kernel';

export const readInstances = definePermission({
  id: 'instance.read',
  title: text('查看事项与任务', 'Read instances and tasks'),
  description: text('查看本所事项、任务和时限；个人信息按角色脱敏，填写用途后方可查看全文。', 'Read the station’s instances, tasks and clocks; personal data are masked by role and shown in full only with a purpose.'),
  defaultRoles: [...STATION_OFFICERS, 'property-custodian', 'auxiliary', 'analyst'],
});

export const startInstances = definePermission({
  id: 'instance.start',
  title: text('发起事项', 'Start instances'),
  description: text('由警情发起事项，或直接登记事项。', 'Start an instance from an incident or by itself.'),
  defaultRoles: [...STATION_OFFICERS, 'auxiliary'],
});

export const sendEvents = definePermission({
  id: 'instance.event',
  title: text('登记事件', 'Report events'),
  description: text('在事项中登记事件，例如登记反复。', 'Report an event of an instance, for example a recurrence.'),
  defaultRoles: [...STATION_OFFICERS],
});

export const workTasks = definePermission({
  id: 'task.work',
  title: text('领取和办理任务', 'Take and do tasks'),
  description: text('领取、退回和完成本岗位的任务。', 'Take, release and complete the tasks of one’s role.'),
  defaultRoles: [...STATION_OFFICERS, 'property-custodian', 'auxiliary'],
});

export const assignTasks = definePermission({
  id: 'task.assign',
  title: text('指派任务', 'Assign tasks'),
  description: text('把任务指派给本所人员，或收回他人领取的任务。', 'Assign a task to somebody of the station, or take it back from whoever holds it.'),
  defaultRoles: ['chief', 'duty-commander', 'team-leader'],
});

export const editClocks = definePermission({
  id: 'clock.edit',
  title: text('调整时限', 'Change clocks'),
  description: text('按流程规定，填写原因后调整本人岗位可调整的时限，或审批他人的调整；不得超过法定上限。', 'Change clocks as far as the workflow lets one’s role, with a reason, or approve somebody else’s change; never beyond a bound of the law.'),
  defaultRoles: STATION_OFFICERS,
});

export const manageCalendars = definePermission({
  id: 'calendar.manage',
  title: text('维护工作日历', 'Manage working calendars'),
  description: text('导入每年放假通知，查看因缺少通知而未确定的时限数。', 'Import the yearly holiday notice, and see how many clocks wait for one.'),
  defaultRoles: ['bureau-admin'],
  reachesStations: true,
});

export const manageStationHours = definePermission({
  id: 'calendar.station',
  title: text('设置本所作息与班次', 'Set hours and shifts'),
  description: text('设置本所下班时间和班次，供工作日与班次时限使用。', 'Set the station’s close of business and shifts, which clocks in working days and shifts count by.'),
  defaultRoles: ['chief'],
});

export const readOperations = definePermission({
  id: 'operation.read',
  title: text('查看运行状况', 'See how the house runs'),
  description: text('查看事项数量、超时时限、停滞原因以及后台任务的积压和失败；只有数量和技术状态，不含事项内容和个人信息。查看停滞的具体事项另须“查看事项与任务”。', 'See counts of instances, overdue clocks, what is stuck, and the backlog and failures of background jobs: counts and technical state, nothing of a record or a person. Which instances are stuck is shown to those who also read instances.'),
  defaultRoles: ['chief', 'duty-commander', 'bureau-admin'],
  reachesStations: true,
});

export const repairOperations = definePermission({
  id: 'operation.repair',
  title: text('处置运行问题', 'Mend what does not run'),
  description: text('重新运行或丢弃失败的后台任务，批量触发迟到的定时、重算时限，并可暂停或取消；每一项都记入审计。', 'Run failed background jobs again or drop them, fire late timers and determine clocks in bulk, suspend or cancel that; each item is audited.'),
  defaultRoles: ['chief', 'bureau-admin'],
  reachesStations: true,
});

export const repairAutomations = definePermission({
  id: 'automation.repair',
  title: text('处理失败的自动步骤', 'Repair failed automations'),
  description: text('查看自动步骤的运行情况；填写原因后重试、改参数后重试或跳过失败的自动步骤和关联事项。', 'See how automations fare, and retry, change and retry, or skip failed ones and instances that could not be started, with a reason.'),
  defaultRoles: ['chief', 'bureau-admin'],
  reachesStations: true,
});

export const cancelInstances = definePermission({
  id: 'instance.cancel',
  title: text('撤销事项', 'Call off instances'),
  description: text('填写原因后撤销进行中的事项：未完成的任务和时限一并关闭，已执行的自动步骤作撤回处理。', 'Call off a running instance with a reason: what is open closes, and what automations did is made good.'),
  defaultRoles: ['chief'],
});

export const linkInstances = definePermission({
  id: 'instance.link',
  title: text('关联事项', 'Link instances'),
  description: text('把本所同属一个系列的事项关联起来，或解除关联，须填写原因。', 'Put instances of the station that belong together into a series, or take one out, with a reason.'),
  defaultRoles: STATION_OFFICERS,
});

export const referInstances = definePermission({
  id: 'instance.refer',
  title: text('转派与接收', 'Refer and receive'),
  description: text('把事项转派给其他派出所，接收或退回其他所转来的事项；随转的只有编号、名称和不含个人信息的字段。', 'Refer an instance to another station, and accept or decline what others refer; only number, title and fields that are not personal go along.'),
  defaultRoles: ['chief', 'duty-commander', 'duty-officer'],
});

/** Every permission of this library. */
export const workflowPermissions: readonly Permission[] = [readInstances, startInstances, sendEvents, workTasks, assignTasks, editClocks, manageCalendars, manageStationHours, readOperations, repairOperations, repairAutomations, cancelInstances, linkInstances, referInstances];
