import { defineAuditAction } from '@stationhouse/audit';
import { text } from '@stationhouse/kernel';

export const noticeSigned = defineAuditAction({ id: 'notice.signed', title: text('签收紧急通知', 'Signed an urgent notice') });
export const noticeClimbed = defineAuditAction({ id: 'notice.climbed', title: text('紧急通知无人签收，已上报', 'An urgent notice went unsigned and was escalated') });
export const noticeTaken = defineAuditAction({ id: 'notice.taken', title: text('分局接手本所未签收的紧急通知', 'The bureau took on an urgent notice its station had not signed') });
