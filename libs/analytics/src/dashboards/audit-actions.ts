import { defineAuditAction } from '@stationhouse/audit';
import { text } from '@stationhouse/kernel';

export const dashboardMade = defineAuditAction({ id: 'dashboard.made', title: text('新建看板', 'Made a dashboard') });
export const dashboardChanged = defineAuditAction({ id: 'dashboard.changed', title: text('修改看板', 'Changed a dashboard') });
export const dashboardRemoved = defineAuditAction({ id: 'dashboard.removed', title: text('删除看板', 'Removed a dashboard') });
export const deliveryPlanned = defineAuditAction({ id: 'dashboard.deliveryPlanned', title: text('安排看板定期发送', 'Planned the delivery of a dashboard') });
export const deliveryChanged = defineAuditAction({ id: 'dashboard.deliveryChanged', title: text('修改看板定期发送', 'Changed the delivery of a dashboard') });
export const deliveryMade = defineAuditAction({ id: 'dashboard.delivered', title: text('发送看板', 'Delivered a dashboard') });
