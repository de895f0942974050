import { definePermission, STATION_MEMBERS, STATION_OFFICERS, type Permission } from '@stationhouse/access';
import { defineAuditAction } from '@stationhouse/audit';
import { text } from '@stationhouse/kernel';
import { briefingPermissions } from './briefings/permissions.js';
import { answerPatternFlags, readAllPatternFlags, readPatternFlags, setPatternRules } from './conformance/patterns/permissions.js';
import { studyPermissions } from './studies/permissions.js';

export const readMetrics = definePermission({
  id: 'metric.read',
  title: text('查看统计指标', 'Read figures'),
  description: text('按指标、时间和维度查看统计数，不含个人信息；分局角色只看整月、派出所和另外一个维度。', 'Read figures by metric, time and dimension, without personal data; roles of the bureau see whole months, stations and one more dimension.'),
  defaultRoles: [...STATION_MEMBERS, 'analyst', 'bureau-admin', 'bureau-approver', 'bureau-legal', 'bureau-leader', 'anti-fraud-centre', 'bureau-auditor'],
  reachesStations: true,
});

export const readPatrols = definePermission({
  id: 'patrol.read',
  title: text('查看定点定向巡逻', 'Read directed patrols'),
  description: text('查看本所警情热点、推荐的巡逻地点和时段，以及巡逻方案；只含地点、时间和类别。', 'Read where and when patrols are recommended, and the station’s patrol plans: places, times and categories alone.'),
  defaultRoles: [...STATION_OFFICERS, 'auxiliary', 'analyst'],
});

export const planPatrols = definePermission({
  id: 'patrol.plan',
  title: text('制定巡逻方案', 'Plan patrols'),
  description: text('采用、修改和撤回本所的巡逻方案。', 'Make, change and withdraw the station’s patrol plans.'),
  defaultRoles: ['chief', 'instructor', 'duty-commander', 'team-leader', 'command-room'],
});

export const keepQueries = definePermission({
  id: 'query.keep',
  title: text('使用查询工作台', 'Use the query workbench'),
  description: text('编写、保存、共享 GraphQL 查询；查询结果仍按本人权限给出。', 'Write, keep and share GraphQL queries; what they answer still follows from one’s own rights.'),
  defaultRoles: ['analyst', 'auditor', 'chief', 'instructor', 'legal-officer', 'bureau-admin', 'bureau-leader', 'bureau-legal', 'anti-fraud-centre', 'bureau-auditor'],
  reachesStations: true,
});

export const keepFigures = definePermission({
  id: 'figure.keep',
  title: text('维护统计汇总', 'Keep figures in order'),
  description: text('重算各所已汇总的统计数，查看核对时发现的差异。', 'Have what is kept of figures counted anew, and see where it differed from the records.'),
  defaultRoles: ['bureau-admin'],
  reachesStations: true,
});

export const analyticsPermissions: readonly Permission[] = [readMetrics, keepFigures, ...studyPermissions, keepQueries, readPatrols, planPatrols, ...briefingPermissions, readPatternFlags, readAllPatternFlags, answerPatternFlags, setPatternRules];

export const rebuildStarted = defineAuditAction({ id: 'figure.rebuild', title: text('开始重算统计汇总', 'Rebuild of figures started') });
export const rebuildCancelled = defineAuditAction({ id: 'figure.rebuildCancelled', title: text('取消重算统计汇总', 'Rebuild of figures cancelled') });
