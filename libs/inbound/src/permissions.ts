import { definePermission, type Permission } from '@stationhouse/access';
import { defineAuditAction } from '@stationhouse/audit';
import { text } from '@stationhouse/kernel';

export const manageEventSources = definePermission({
  id: 'eventSource.manage',
  title: text('管理外部事件来源', 'Manage sources of events'),
  description: text('登记哪些外部系统可以向本分局发送事件、发给哪个所、哪些类型，更换密钥，停用；看不到事件内容。', 'Say which systems outside may send events to the bureau, to which station and of which types; change their secrets; stop them. Sees no event’s content.'),
  defaultRoles: ['bureau-admin'],
});

export const readInboundEvents = definePermission({
  id: 'inboundEvent.read',
  title: text('查看外部事件', 'See inbound events'),
  description: text('查看发给本所的外部事件及其处理情况；个人信息按角色脱敏，填写用途后方可查看全文。', 'See the events that came for the station and what became of them; personal data are masked by role and shown in full only with a purpose.'),
  defaultRoles: ['chief', 'duty-commander', 'command-room', 'bureau-leader'],
  reachesStations: true,
});

export const settleInboundEvents = definePermission({
  id: 'inboundEvent.settle',
  title: text('处置外部事件', 'See to inbound events'),
  description: text('重新处理未能处理的外部事件，或登记已由人工处置。', 'Handle again what could not be handled, or record that a person has seen to it.'),
  defaultRoles: ['chief', 'duty-commander', 'command-room'],
});

export const inboundPermissions: readonly Permission[] = [manageEventSources, readInboundEvents, settleInboundEvents];

export const sourceCreated = defineAuditAction({ id: 'eventSource.create', title: text('登记外部事件来源', 'Source of events registered') });
export const sourceRekeyed = defineAuditAction({ id: 'eventSource.rekey', title: text('更换来源密钥', 'Secret of a source changed') });
export const sourceStopped = defineAuditAction({ id: 'eventSource.stop', title: text('停用外部事件来源', 'Source of events stopped') });
export const eventReplayed = defineAuditAction({ id: 'inboundEvent.replay', title: text('重新处理外部事件', 'Inbound event handled again') });
export const eventSettled = defineAuditAction({ id: 'inboundEvent.settle', title: text('登记人工处置外部事件', 'Inbound event seen to by a person') });
