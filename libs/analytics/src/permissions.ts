import { definePermission, STATION_MEMBERS, type Permission } from '@stationhouse/access';
import { text } from '@stationhouse/kernel';

export const readMetrics = definePermission({
  id: 'metric.read',
  title: text('查看统计指标', 'Read figures'),
  description: text('按指标、时间和维度查看统计数，不含个人信息；分局角色只看整月、派出所和另外一个维度。', 'Read figures by metric, time and dimension, without personal data; roles of the bureau see whole months, stations and one more dimension.'),
  defaultRoles: [...STATION_MEMBERS, 'bureau-admin', 'bureau-approver', 'bureau-legal', 'bureau-leader', 'anti-fraud-centre', 'bureau-auditor'],
  reachesStations: true,
});

export const keepQueries = definePermission({
  id: 'query.keep',
  title: text('使用查询工作台', 'Use the query workbench'),
  description: text('编写、保存、共享 GraphQL 查询；查询结果仍按本人权限给出。', 'Write, keep and share GraphQL queries; what they answer still follows from one’s own rights.'),
  defaultRoles: ['analyst', 'auditor', 'chief', 'instructor', 'legal-officer', 'bureau-admin', 'bureau-leader', 'bureau-legal', 'anti-fraud-centre', 'bureau-auditor'],
  reachesStations: true,
});

export const analyticsPermissions: readonly Permission[] = [readMetrics, keepQueries];
