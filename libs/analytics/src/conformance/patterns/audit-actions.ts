import { defineAuditAction } from '@stationhouse/audit';
import { text } from '@stationhouse/kernel';

export const patternFlagOpened = defineAuditAction({ id: 'patternFlag.opened', title: text('查看异常提示涉及的人员', 'Looked at whom a flag is about') });
export const patternFlagAnswered = defineAuditAction({ id: 'patternFlag.answered', title: text('处理异常提示', 'Answered a flag') });
export const patternRuleChanged = defineAuditAction({ id: 'patternRule.changed', title: text('调整异常提示规则', 'Changed a rule of flags') });
