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

export const addAttachments = definePermission({
  id: 'attachment.add',
  title: text('添加附件', 'Attach files'),
  description: text('为办理中的事项上传附件，移除本人上传的附件。', 'Attach files to running instances, and remove one’s own.'),
  defaultRoles: [...STATION_OFFICERS, 'auxiliary'],
});

export const removeAttachments = definePermission({
  id: 'attachment.remove',
  title: text('移除附件', 'Remove attachments'),
  description: text('移除他人上传的附件；历史记录及其 SHA-256 保留。', 'Remove what others attached; the history entry with its SHA-256 stays.'),
  defaultRoles: ['chief', 'duty-commander'],
});

export const exportEventLog = definePermission({
  id: 'eventlog.export',
  title: text('导出流程日志', 'Export event logs'),
  description: text('导出本所某一流程的办理日志（XES、OCEL），供流程分析使用；不含个人信息，人员以本次导出的代号表示。', 'Export the event log of a workflow (XES, OCEL) for process mining; without personal data, people under pseudonyms of the one export.'),
  defaultRoles: ['chief'],
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

/** Every permission of this library. */
export const workflowPermissions: readonly Permission[] = [readInstances, startInstances, sendEvents, workTasks, assignTasks, editClocks, manageCalendars, manageStationHours, addAttachments, removeAttachments, exportEventLog];
