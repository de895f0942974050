import { text, type Bilingual } from '@stationhouse/kernel';
import type { Scope } from '@stationhouse/plugin-web';
import { plugins } from '../composition.js';
import { PERMISSIONS } from '../permissions.js';

export interface NavigationItem {
  readonly path: string;
  readonly title: Bilingual;
  readonly badge?: 'tasks';
}

export interface NavigationSection {
  readonly title?: Bilingual;
  readonly items: readonly NavigationItem[];
}

interface Entry extends NavigationItem {
  readonly permission?: string;
}

interface Section {
  readonly title?: Bilingual;
  readonly entries: readonly Entry[];
  /** Pages of plugins come first in it. */
  readonly ofPlugins?: true;
}

const ANALYSIS = text('分析', 'Analysis');
const PEOPLE = text('人员与值班', 'People and duty');
const SETTINGS = text('设置与运行', 'Settings and operation');

const STATION: readonly Section[] = [
  {
    entries: [
      { path: 'workbench', title: text('工作台', 'Workbench') },
      { path: 'incidents', title: text('警情', 'Incidents'), permission: PERMISSIONS.readIncidents },
      { path: 'tasks', title: text('任务', 'Tasks'), permission: PERMISSIONS.readInstances, badge: 'tasks' },
      { path: 'away', title: text('外出办理', 'Away'), permission: PERMISSIONS.readInstances },
      { path: 'instances', title: text('事项', 'Instances'), permission: PERMISSIONS.readInstances },
      { path: 'shares', title: text('协查', 'Help for neighbours'), permission: PERMISSIONS.openEmergencyCards },
      { path: 'patrols', title: text('定点定向巡逻', 'Directed patrol'), permission: PERMISSIONS.readPatrols },
      { path: 'briefings', title: text('警情分析周报', 'Weekly briefings'), permission: PERMISSIONS.readBriefings },
    ],
  },
  { title: text('工作流', 'Workflows'), ofPlugins: true, entries: [{ path: 'exercises', title: text('演练', 'Exercises'), permission: PERMISSIONS.readInstances }] },
  {
    title: ANALYSIS,
    entries: [
      { path: 'dashboards', title: text('看板', 'Dashboards'), permission: PERMISSIONS.readMetrics },
      { path: 'figures', title: text('统计指标', 'Figures'), permission: PERMISSIONS.readMetrics },
      { path: 'conformance', title: text('流程执行分析', 'What really happens'), permission: PERMISSIONS.readMetrics },
      { path: 'flags', title: text('异常提示', 'Flags'), permission: PERMISSIONS.readPatternFlags },
      { path: 'studies', title: text('研究课题', 'Studies'), permission: PERMISSIONS.conductStudies },
      { path: 'queries', title: text('查询工作台', 'Query workbench'), permission: PERMISSIONS.keepQueries },
      { path: 'exports', title: text('数据导出', 'Exports'), permission: PERMISSIONS.exportEventLog },
    ],
  },
  {
    title: PEOPLE,
    entries: [
      { path: 'duty', title: text('值班', 'Duty'), permission: PERMISSIONS.readDuty },
      { path: 'hours', title: text('作息与班次', 'Hours and shifts'), permission: PERMISSIONS.manageStationHours },
      { path: 'members', title: text('人员与角色', 'Members and roles'), permission: PERMISSIONS.readMembers },
      { path: 'outside', title: text('外部人员', 'People outside'), permission: PERMISSIONS.readOutside },
      { path: 'access', title: text('授权查看', 'Access grants'), permission: PERMISSIONS.readAccessGrants },
      { path: 'emergency', title: text('应急卡查看复核', 'Emergency cards opened'), permission: PERMISSIONS.readEmergencyViews },
    ],
  },
  {
    title: SETTINGS,
    entries: [
      { path: 'workflows', title: text('工作流配置', 'Workflow settings'), permission: PERMISSIONS.readConfiguration },
      { path: 'documents', title: text('文书模板', 'Document templates'), permission: PERMISSIONS.manageTemplates },
      { path: 'plugins', title: text('插件', 'Plugins'), permission: PERMISSIONS.managePlugins },
      { path: 'configuration', title: text('配置文件', 'Configuration as files'), permission: PERMISSIONS.publishConfiguration },
      { path: 'imports', title: text('数据导入', 'Imports'), permission: PERMISSIONS.manageImports },
      { path: 'events', title: text('外部事件', 'Inbound events'), permission: PERMISSIONS.readInboundEvents },
      { path: 'retention', title: text('留存与清除', 'Retention'), permission: PERMISSIONS.readRetention },
      { path: 'operations', title: text('运行状况', 'Operations'), permission: PERMISSIONS.readOperations },
      { path: 'audit', title: text('审计', 'Audit'), permission: PERMISSIONS.readAudit },
    ],
  },
];

const BUREAU: readonly Section[] = [
  {
    entries: [
      { path: 'tasks', title: text('分局待办', 'Bureau tasks'), permission: PERMISSIONS.workBureauTasks },
      { path: 'overview', title: text('派出所总览', 'Overview'), permission: PERMISSIONS.readConfiguration },
      { path: 'stations', title: text('派出所', 'Stations') },
    ],
  },
  { title: text('工作流', 'Workflows'), ofPlugins: true, entries: [] },
  {
    title: ANALYSIS,
    entries: [
      { path: 'dashboards', title: text('看板', 'Dashboards'), permission: PERMISSIONS.readMetrics },
      { path: 'figures', title: text('统计指标', 'Figures'), permission: PERMISSIONS.readMetrics },
      { path: 'compare', title: text('派出所对比', 'Compare stations'), permission: PERMISSIONS.readMetrics },
      { path: 'conformance', title: text('流程执行分析', 'What really happens'), permission: PERMISSIONS.readMetrics },
      { path: 'studies', title: text('研究课题', 'Studies'), permission: PERMISSIONS.reviewStudies },
      { path: 'queries', title: text('查询工作台', 'Query workbench'), permission: PERMISSIONS.keepQueries },
    ],
  },
  {
    title: text('人员与权限', 'People and rights'),
    entries: [
      { path: 'members', title: text('人员与角色', 'Members and roles'), permission: PERMISSIONS.readBureauMembers },
      { path: 'access', title: text('授权查看', 'Access grants'), permission: PERMISSIONS.readAccessGrants },
      { path: 'keys', title: text('接口密钥', 'API keys'), permission: PERMISSIONS.overseeApiKeys },
      { path: 'security', title: text('登录安全', 'Sign-in security'), permission: PERMISSIONS.secureBureau },
    ],
  },
  {
    title: SETTINGS,
    entries: [
      { path: 'workflows', title: text('工作流配置', 'Workflow settings'), permission: PERMISSIONS.readConfiguration },
      { path: 'reviews', title: text('复核规则', 'Review rules'), permission: PERMISSIONS.readConfiguration },
      { path: 'calendar', title: text('工作日历', 'Working calendar'), permission: PERMISSIONS.manageCalendars },
      { path: 'documents', title: text('文书模板', 'Document templates'), permission: PERMISSIONS.readTemplates },
      { path: 'plugins', title: text('插件策略', 'Policies on plugins'), permission: PERMISSIONS.readPlugins },
      { path: 'configuration', title: text('配置文件', 'Configuration as files'), permission: PERMISSIONS.publishConfiguration },
      { path: 'imports', title: text('数据导入', 'Imports'), permission: PERMISSIONS.manageImports },
      { path: 'sources', title: text('外部事件来源', 'Sources of events'), permission: PERMISSIONS.manageEventSources },
      { path: 'operations', title: text('运行状况', 'Operations'), permission: PERMISSIONS.readOperations },
      { path: 'audit', title: text('审计', 'Audit'), permission: PERMISSIONS.readAudit },
    ],
  },
];

const allowed = (scope: Scope) => ({ permission }: { permission?: string }) => permission === undefined || scope.may(permission);

/** What the workbench is about: without any of it there is nothing to see on it. */
const WORK = [PERMISSIONS.readIncidents, PERMISSIONS.createIncident, PERMISSIONS.startInstance, PERMISSIONS.readDuty, PERMISSIONS.manageContactBoards];

/** True where the reader has work to do at the station. */
export function worksHere({ may }: Scope): boolean {
  return may(PERMISSIONS.readInstances) || (!may(PERMISSIONS.conductStudies) && WORK.some(may));
}

/** Where the reader begins at the station: whoever only analyses with the studies, and whoever was given a part of its administration with that. */
export function homeOf(scope: Scope): string {
  if (worksHere(scope)) return 'workbench';
  return scope.may(PERMISSIONS.conductStudies) ? 'studies' : (navigationOf(scope)[0]?.items[0]?.path ?? 'workbench');
}

/** What the reader may open here. Sections without anything allowed are left out. */
export function navigationOf(scope: Scope): NavigationSection[] {
  const sections = (scope.stationId === undefined ? BUREAU : STATION).map(({ title, entries, ofPlugins }) => ({
    ...(title ? { title } : {}),
    items: (ofPlugins ? [...pluginEntries(scope.stationId === undefined ? 'bureau' : 'station'), ...entries] : entries).filter(allowed(scope)).filter(({ path }) => path !== 'workbench' || worksHere(scope)),
  }));
  return sections.filter(({ items }) => items.length > 0);
}

function pluginEntries(at: 'station' | 'bureau'): Entry[] {
  return plugins.flatMap((plugin) => plugin.pages.filter(({ inNavigation, place = 'station' }) => inNavigation !== false && place === at).map((page) => ({
    path: ['p', plugin.id, page.path].filter(Boolean).join('/'),
    title: page.title,
    ...(page.permission ? { permission: page.permission } : {}),
  })));
}
