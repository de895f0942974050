import { definePermission, STATION_MEMBERS, type Permission } from '@stationhouse/access';
import { text } from '@stationhouse/kernel';
import { studyPermissions } from './studies/permissions.js';

export const readMetrics = definePermission({
  id: 'metric.read',
  title: text('查看统计指标', 'Read figures'),
  description: text('按指标、时间和维度查看统计数，不含个人信息；分局角色只看整月、派出所和另外一个维度。', 'Read figures by metric, time and dimension, without personal data; roles of the bureau see whole months, stations and one more dimension.'),
  defaultRoles: [...STATION_MEMBERS, 'analyst', 'bureau-admin', 'bureau-approver', 'bureau-legal', 'bureau-leader', 'anti-fraud-centre', 'bureau-auditor'],
  reachesStations: true,
});

export const analyticsPermissions: readonly Permission[] = [readMetrics, ...studyPermissions];
