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

export const makeDashboards = definePermission({
  id: 'dashboard.make',
  title: text('制作看板', 'Make dashboards'),
  description: text('用统计指标制作、修改和删除自己的看板；看板不含数字，谁看就按谁的权限取数。', 'Make, change and remove one’s own dashboards of figures; a dashboard carries no figure: whoever looks sees what they may.'),
  defaultRoles: [...STATION_OFFICERS, 'analyst', 'auditor', 'bureau-admin', 'bureau-approver', 'bureau-legal', 'bureau-leader', 'anti-fraud-centre', 'bureau-auditor'],
});

export const shareDashboards = definePermission({
  id: 'dashboard.share',
  title: text('共享、定期发送看板', 'Share dashboards and have them sent'),
  description: text('把看板共享给全所（分局角色共享给全分局），安排定期发送。', 'Share a dashboard with the station, or as a role of the bureau with the bureau, and have it sent regularly.'),
  defaultRoles: ['chief', 'instructor', 'duty-commander', 'command-room', 'analyst', 'bureau-admin', 'bureau-leader'],
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

export const analyticsPermissions: readonly Permission[] = [readMetrics, keepFigures, ...studyPermissions, keepQueries, readPatrols, planPatrols, ...briefingPermissions, readPatternFlags, readAllPatternFlags, answerPatternFlags, setPatternRules, makeDashboards, shareDashboards];

export const rebuildStarted = defineAuditAction({ id: 'figure.rebuild', title: text('开始重算统计汇总', 'Rebuild of figures started') });
export const rebuildCancelled = defineAuditAction({ id: 'figure.rebuildCancelled', title: text('取消重算统计汇总', 'Rebuild of figures cancelled') });
