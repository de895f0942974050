import { defineAuditAction } from '@stationhouse/audit';
import { text } from '@stationhouse/kernel';

export const instanceStarted = defineAuditAction({ id: 'instance.started', title: text('发起事项', 'Started an instance') });
export const eventSent = defineAuditAction({ id: 'instance.event', title: text('登记事件', 'Sent an event') });
export const taskCompleted = defineAuditAction({ id: 'task.completed', title: text('完成任务', 'Completed a task') });
export const taskClaimed = defineAuditAction({ id: 'task.claimed', title: text('领取任务', 'Claimed a task') });
export const taskReleased = defineAuditAction({ id: 'task.released', title: text('退回任务', 'Released a task') });
export const taskAssigned = defineAuditAction({ id: 'task.assigned', title: text('指派任务', 'Assigned a task') });
export const clockEdited = defineAuditAction({ id: 'clock.edited', title: text('调整时限', 'Changed a clock') });
export const clockEditAnswered = defineAuditAction({ id: 'clock.answered', title: text('审批时限调整', 'Answered a change of a clock') });
export const noticeImported = defineAuditAction({ id: 'calendar.noticeImported', title: text('导入放假通知', 'Imported a holiday notice') });
export const calendarChanged = defineAuditAction({ id: 'calendar.changed', title: text('设置作息与班次', 'Set hours and shifts') });
export const taskDelegated = defineAuditAction({ id: 'task.delegated', title: text('转办任务', 'Delegated a task') });
export const taskRecalled = defineAuditAction({ id: 'task.recalled', title: text('撤回任务', 'Took a completed task back') });
export const attachmentAdded = defineAuditAction({ id: 'attachment.added', title: text('添加附件', 'Attached a file') });
export const attachmentRemoved = defineAuditAction({ id: 'attachment.removed', title: text('移除附件', 'Removed an attachment') });
export const pluginToggled = defineAuditAction({ id: 'plugin.toggled', title: text('启用或停用插件', 'Enabled or disabled a plugin') });
