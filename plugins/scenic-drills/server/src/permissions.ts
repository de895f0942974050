import { text } from '@stationhouse/kernel';
import { defineAuditAction, definePermission } from '@stationhouse/plugin-api';

export const readDrills = definePermission({
  id: 'drill.read',
  title: text('查看景区和演练', 'See scenic sites and drills'),
  description: text('查看辖区景区、演练安排和年度计划；未触发的导调须有导调权限。', 'See the scenic sites of the area, its drills and the plan of the year; injects that have yet to fire are for who directs exercises.'),
  defaultRoles: ['chief', 'instructor', 'duty-commander', 'team-leader', 'duty-officer', 'command-room', 'community-officer', 'case-officer', 'auxiliary'],
});

export const planDrills = definePermission({
  id: 'drill.plan',
  title: text('制定景区演练', 'Plan drills'),
  description: text('选择景区和科目制定演练方案，重复以往的演练，安排演练。', 'Plan a drill of a pack at a site, repeat a past one, arrange its exercise.'),
  defaultRoles: ['chief', 'duty-commander'],
});

export const keepSites = definePermission({
  id: 'drillSite.keep',
  title: text('维护景区资料和年度计划', 'Keep scenic sites and the plan of the year'),
  description: text('登记、更正、删除景区资料，制定每个景区的年度演练计划。', 'Write down, correct and remove scenic sites, and say which drills each holds in a year.'),
  defaultRoles: ['chief', 'duty-commander'],
});

export const overseeDrills = definePermission({
  id: 'drill.oversee',
  title: text('查看全分局演练计划', 'See the bureau’s drills'),
  description: text('查看各所景区的年度演练计划和完成情况。', 'See which drills the stations’ sites planned for the year, and who is behind.'),
  defaultRoles: ['bureau-leader', 'bureau-admin', 'bureau-auditor'],
  reachesStations: true,
});

export const siteAdded = defineAuditAction({ id: 'drillSite.added', title: text('登记景区', 'Added a scenic site') });
export const siteChanged = defineAuditAction({ id: 'drillSite.changed', title: text('更正景区', 'Changed a scenic site') });
export const siteRemoved = defineAuditAction({ id: 'drillSite.removed', title: text('删除景区', 'Removed a scenic site') });
export const yearPlanned = defineAuditAction({ id: 'drillYear.planned', title: text('制定年度演练计划', 'Planned the drills of a year') });
export const drillPlanned = defineAuditAction({ id: 'drill.planned', title: text('制定景区演练', 'Planned a drill') });
