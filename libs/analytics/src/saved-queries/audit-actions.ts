import { defineAuditAction } from '@stationhouse/audit';
import { text } from '@stationhouse/kernel';

export const querySaved = defineAuditAction({ id: 'query.saved', title: text('保存查询', 'Saved a query') });
export const queryRemoved = defineAuditAction({ id: 'query.removed', title: text('删除保存的查询', 'Removed a saved query') });
