import { text } from '@stationhouse/kernel';
import { defineAuditAction, definePermission } from '@stationhouse/plugin-api';

export const issueCallbackCodes = definePermission({
  id: 'callbackCode.issue',
  title: text('生成回拨码', 'Issue call-back codes'),
  description: text('为办理中的预警生成回拨码，念给群众，由其拨打 110、96110 或到派出所核实。', 'Issue a code for an alert, for the person to read back at 110, 96110 or a police station.'),
  defaultRoles: ['duty-officer', 'command-room', 'duty-commander', 'community-officer', 'case-officer', 'auxiliary'],
});

export const checkCallbackCodes = definePermission({
  id: 'callbackCode.check',
  title: text('核验回拨码', 'Check call-back codes'),
  description: text('接到群众来电或到所核实时核验回拨码：只显示是哪个派出所的哪位民警，不显示群众和预警。', 'Check a code that somebody reads back: it tells the station and the officer, nothing about the person or the alert.'),
  defaultRoles: ['duty-officer', 'command-room', 'duty-commander', 'anti-fraud-centre'],
});

export const overseeCallbackChecks = definePermission({
  id: 'callbackCode.oversee',
  title: text('查看核验记录', 'See checks of call-back codes'),
  description: text('查看全分局回拨码核验的时间、派出所和结果，掌握冒充民警的动向；不显示任何人员。', 'See when and where codes were checked in the bureau and what came of it, to know when somebody poses as an officer; nobody is shown.'),
  defaultRoles: ['anti-fraud-centre'],
});

export const callbackIssued = defineAuditAction({ id: 'callbackCode.issued', title: text('生成回拨码', 'Issued a call-back code') });
export const callbackChecked = defineAuditAction({ id: 'callbackCode.checked', title: text('核验回拨码', 'Checked a call-back code') });
