import { defineAuditAction } from '@stationhouse/audit';
import { text } from '@stationhouse/kernel';

export const personalRead = defineAuditAction({ id: 'personal.read', title: text('查看完整个人信息', 'Read personal data in full') });
