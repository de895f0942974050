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

const STATION: readonly { title?: Bilingual; entries: readonly Entry[] }[] = [
  {
    entries: [
      { path: 'workbench', title: text('工作台', 'Workbench') },
      { path: 'incidents', title: text('警情', 'Incidents'), permission: PERMISSIONS.readIncidents },
      { path: 'tasks', title: text('任务', 'Tasks'), permission: PERMISSIONS.readInstances, badge: 'tasks' },
      { path: 'away', title: text('外出办理', 'Away'), permission: PERMISSIONS.readInstances },
      { path: 'instances', title: text('事项', 'Instances'), permission: PERMISSIONS.readInstances },
      { path: 'patrols', title: text('定点定向巡逻', 'Directed patrol'), permission: PERMISSIONS.readPatrols },
      { path: 'briefings', title: text('警情分析周报', 'Weekly briefings'), permission: PERMISSIONS.readBriefings },
    ],
  },
  { title: text('工作流', 'Workflows'), entries: [{ path: 'exercises', title: text('演练', 'Exercises'), permission: PERMISSIONS.readInstances }] },
  {
    title: text('管理', 'Management'),
    entries: [
      { path: 'figures', title: text('统计指标', 'Figures'), permission: PERMISSIONS.readMetrics },
      { path: 'workflows', title: text('工作流配置', 'Workflow settings'), permission: PERMISSIONS.readConfiguration },
      { path: 'conformance', title: text('流程执行分析', 'What really happens'), permission: PERMISSIONS.readMetrics },
      { path: 'flags', title: text('异常提示', 'Flags'), permission: PERMISSIONS.readPatternFlags },
      { path: 'duty', title: text('值班', 'Duty'), permission: PERMISSIONS.readDuty },
      { path: 'hours', title: text('作息与班次', 'Hours and shifts'), permission: PERMISSIONS.manageStationHours },
      { path: 'members', title: text('人员与角色', 'Members and roles'), permission: PERMISSIONS.readMembers },
      { path: 'access', title: text('授权查看', 'Access grants'), permission: PERMISSIONS.readAccessGrants },
      { path: 'outside', title: text('外部人员', 'People outside'), permission: PERMISSIONS.readOutside },
      { path: 'events', title: text('外部事件', 'Inbound events'), permission: PERMISSIONS.readInboundEvents },
      { path: 'plugins', title: text('插件', 'Plugins'), permission: PERMISSIONS.managePlugins },
      { path: 'documents', title: text('文书模板', 'Document templates'), permission: PERMISSIONS.manageTemplates },
      { path: 'configuration', title: text('配置文件', 'Configuration as files'), permission: PERMISSIONS.publishConfiguration },
      { path: 'retention', title: text('留存与清除', 'Retention'), permission: PERMISSIONS.readRetention },
      { path: 'imports', title: text('数据导入', 'Imports'), permission: PERMISSIONS.manageImports },
      { path: 'queries', title: text('查询工作台', 'Query workbench'), permission: PERMISSIONS.keepQueries },
      { path: 'exports', title: text('数据导出', 'Exports'), permission: PERMISSIONS.exportEventLog },
      { path: 'studies', title: text('研究课题', 'Studies'), permission: PERMISSIONS.conductStudies },
      { path: 'operations', title: text('运行状况', 'Operations'), permission: PERMISSIONS.readOperations },
      { path: 'audit', title: text('审计', 'Audit'), permission: PERMISSIONS.readAudit },
    ],
  },
];

const BUREAU: readonly Entry[] = [
  { path: 'overview', title: text('派出所总览', 'Overview'), permission: PERMISSIONS.readConfiguration },
  { path: 'stations', title: text('派出所', 'Stations') },
  { path: 'workflows', title: text('工作流配置', 'Workflow settings'), permission: PERMISSIONS.readConfiguration },
  { path: 'reviews', title: text('复核规则', 'Review rules'), permission: PERMISSIONS.readConfiguration },
  { path: 'compare', title: text('派出所对比', 'Compare stations'), permission: PERMISSIONS.readMetrics },
  { path: 'queries', title: text('查询工作台', 'Query workbench'), permission: PERMISSIONS.keepQueries },
  { path: 'figures', title: text('统计指标', 'Figures'), permission: PERMISSIONS.readMetrics },
  { path: 'conformance', title: text('流程执行分析', 'What really happens'), permission: PERMISSIONS.readMetrics },
  { path: 'calendar', title: text('工作日历', 'Working calendar'), permission: PERMISSIONS.manageCalendars },
  { path: 'plugins', title: text('插件策略', 'Policies on plugins'), permission: PERMISSIONS.readPlugins },
  { path: 'documents', title: text('文书模板', 'Document templates'), permission: PERMISSIONS.readTemplates },
  { path: 'configuration', title: text('配置文件', 'Configuration as files'), permission: PERMISSIONS.publishConfiguration },
  { path: 'members', title: text('人员与角色', 'Members and roles'), permission: PERMISSIONS.readBureauMembers },
  { path: 'access', title: text('授权查看', 'Access grants'), permission: PERMISSIONS.readAccessGrants },
  { path: 'keys', title: text('接口密钥', 'API keys'), permission: PERMISSIONS.overseeApiKeys },
  { path: 'security', title: text('登录安全', 'Sign-in security'), permission: PERMISSIONS.secureBureau },
  { path: 'imports', title: text('数据导入', 'Imports'), permission: PERMISSIONS.manageImports },
  { path: 'studies', title: text('研究课题', 'Studies'), permission: PERMISSIONS.reviewStudies },
  { path: 'sources', title: text('外部事件来源', 'Sources of events'), permission: PERMISSIONS.manageEventSources },
  { path: 'operations', title: text('运行状况', 'Operations'), permission: PERMISSIONS.readOperations },
  { path: 'audit', title: text('审计', 'Audit'), permission: PERMISSIONS.readAudit },
];

const allowed = (scope: Scope) => ({ permission }: { permission?: string }) => permission === undefined || scope.may(permission);

/** True where the reader has work to do at the station; whoever only analyses begins with the studies. */
export function worksHere({ may }: Scope): boolean {
  return may(PERMISSIONS.readInstances) || !may(PERMISSIONS.conductStudies);
}

/** What the reader may open here. Sections without anything allowed are left out. */
export function navigationOf(scope: Scope): NavigationSection[] {
  if (scope.stationId === undefined) return [{ items: BUREAU.filter(allowed(scope)) }];
  const sections = STATION.map(({ title, entries }, index) => ({
    ...(title ? { title } : {}),
    items: (index === 1 ? [...pluginEntries(), ...entries] : entries).filter(allowed(scope)).filter(({ path }) => path !== 'workbench' || worksHere(scope)),
  }));
  return sections.filter(({ items }) => items.length > 0);
}

function pluginEntries(): Entry[] {
  return plugins.flatMap((plugin) => plugin.pages.filter(({ inNavigation }) => inNavigation !== false).map((page) => ({
    path: ['p', plugin.id, page.path].filter(Boolean).join('/'),
    title: page.title,
    ...(page.permission ? { permission: page.permission } : {}),
  })));
}
