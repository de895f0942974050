import { definePermission, STATION_MEMBERS, type Permission } from '@stationhouse/access';
import { defineAuditAction } from '@stationhouse/audit';
import { text } from '@stationhouse/kernel';

export const readMetrics = definePermission({
  id: 'metric.read',
  title: text('查看统计指标', 'Read figures'),
  description: text('按指标、时间和维度查看统计数，不含个人信息；分局角色只看整月、派出所和另外一个维度。', 'Read figures by metric, time and dimension, without personal data; roles of the bureau see whole months, stations and one more dimension.'),
  defaultRoles: [...STATION_MEMBERS, 'bureau-admin', 'bureau-approver', 'bureau-legal', 'bureau-leader', 'anti-fraud-centre', 'bureau-auditor'],
  reachesStations: true,
});

export const keepFigures = definePermission({
  id: 'figure.keep',
  title: text('维护统计汇总', 'Keep figures in order'),
  description: text('重算各所已汇总的统计数，查看核对时发现的差异。', 'Have what is kept of figures counted anew, and see where it differed from the records.'),
  defaultRoles: ['bureau-admin'],
  reachesStations: true,
});

export const analyticsPermissions: readonly Permission[] = [readMetrics, keepFigures];

export const rebuildStarted = defineAuditAction({ id: 'figure.rebuild', title: text('开始重算统计汇总', 'Rebuild of figures started') });
export const rebuildCancelled = defineAuditAction({ id: 'figure.rebuildCancelled', title: text('取消重算统计汇总', 'Rebuild of figures cancelled') });
