import type { Page } from 'playwright-core';
import { prepareExercises, type TourExercises } from './exercises.js';
import type { TourHouse } from './house.js';

/** Where the tour goes, found once in the running house. */
export interface Ground {
  readonly stationId: string;
  readonly incidentId: string;
  readonly instanceId: string;
  readonly exercises: TourExercises;
}

/** One picture of the tour. */
export interface Stop {
  readonly image: string;
  readonly login: string;
  readonly path: (ground: Ground) => string;
  readonly width?: number;
  readonly language?: 'zh-CN' | 'en';
  readonly act?: (page: Page) => Promise<void>;
  readonly title: string;
  readonly text: string;
}

export const STOPS: readonly Stop[] = [
  { image: 'workbench', login: 'chief-dongmen', path: (at) => `/s/${at.stationId}/workbench`, title: '工作台 · Workbench', text: '我的事项与最先超时的事项。What is mine, what breaches next.' },
  { image: 'incidents', login: 'duty-officer-dongmen', path: (at) => `/s/${at.stationId}/incidents`, title: '警情登记簿 · Incidents', text: '两年警情，中文全文检索，筛选写在地址栏里。Two years of calls, full-text search in Chinese, filters in the address bar.' },
  { image: 'incident', login: 'duty-officer-dongmen', path: (at) => `/s/${at.stationId}/incidents/${at.incidentId}`, title: '警情 · An incident', text: '接警事实不可更改，个人信息默认脱敏，查看须填事由。Intake facts never change; personal data are masked until a purpose is given.' },
  { image: 'instance', login: 'chief-dongmen', path: (at) => `/s/${at.stationId}/instances/${at.instanceId}`, title: '纠纷事项 · A dispute', text: '在哪一步、何时到期、依据什么、下一步谁办。Where it is, what is due and why, who acts next.' },
  { image: 'why', login: 'chief-dongmen', path: (at) => `/s/${at.stationId}/instances/${at.instanceId}?why=open`, act: showWhy, title: '为何停在这里 · Why it is here', text: '在等谁、等什么，到时自动做什么，怎样才会往下走。Who or what it is waiting for, what comes by itself, what moves it on.' },
  { image: 'disputes', login: 'chief-dongmen', path: (at) => `/s/${at.stationId}/p/dispute-mediation`, title: '矛盾纠纷 · Disputes', text: '插件自带的页面：各状态的纠纷与回访。A page the plugin brings: disputes in every state, and their visits.' },
  { image: 'tasks', login: 'community-officer-dongmen', path: (at) => `/s/${at.stationId}/tasks`, title: '任务 · Tasks', text: '按剩余时间排序，可签领、办理。Sorted by time left; claim and complete.' },
  { image: 'duty', login: 'chief-dongmen', path: (at) => `/s/${at.stationId}/duty`, title: '值班 · Duty', text: '现在谁在岗，带班与后备；无人在岗时由谁接手。Who is on now, who commands, who takes over an unstaffed shift.' },
  { image: 'exercise', login: 'chief-dongmen', path: (at) => `/s/${at.stationId}/exercises/${at.exercises.running}`, title: '演练 · An exercise', text: '虚拟时钟可加速，导调按时触发，目标自动评定；一键停止演练·转实警。A clock that can run faster, injects at their time, objectives measured by what happened; one press makes it real.' },
  { image: 'exercise-plan', login: 'chief-dongmen', path: (at) => `/s/${at.stationId}/exercises/${at.exercises.planned}/plan`, title: '演练方案 · The plan of an exercise', text: '谁参演、时钟、导调、目标，随时可改。Who takes part, the clock, injects, objectives; each can be changed in place.' },
  { image: 'exercise-review', login: 'chief-dongmen', path: (at) => `/s/${at.stationId}/exercises/${at.exercises.ended}`, title: '复盘 · After-action review', text: '目标达成与否、每条导调、按演练时间排列的时间线。What was met, each inject, one timeline in exercise time.' },
  { image: 'operations', login: 'chief-dongmen', path: (at) => `/s/${at.stationId}/operations`, title: '运行状况 · Operations', text: '一句话说明是否正常；停滞、迟到的定时、搁置的后台任务，可重试、跳过、批量处理。One sentence first: whether all is well. Then what is stuck, late or parked, to be retried, skipped or repaired in bulk.' },
  { image: 'exports', login: 'chief-dongmen', path: (at) => `/s/${at.stationId}/exports`, title: '数据导出 · Exports', text: '流程日志导出为 XES 或 OCEL 2.0，流程定义导出为 JSON 或 Mermaid。Event logs as XES or OCEL 2.0, definitions as JSON or Mermaid.' },
  { image: 'imports', login: 'bureau-admin', path: () => '/bureau/imports/new', title: '导入 · Import', text: '上传、对应列、试运行、正式导入，坏行给出行号与原因。Upload, map, dry run, run; bad rows come back with line and reason.' },
  { image: 'members', login: 'chief-dongmen', path: (at) => `/s/${at.stationId}/members`, title: '成员与角色 · Members and roles', text: '一人一角色，未授权即拒绝。Roles are rows; default deny.' },
  { image: 'audit', login: 'chief-dongmen', path: (at) => `/s/${at.stationId}/audit`, title: '审计 · Audit', text: '谁在何时因何查看或办理了什么，哈希链封存。Who did or read what, when and why, sealed in a hash chain.' },
  { image: 'stations', login: 'bureau-admin', path: () => '/bureau/stations', title: '分局 · Bureau', text: '六个派出所，一套制度。Six stations, one policy.' },
  { image: 'operations-bureau', login: 'bureau-admin', path: () => '/bureau/operations', title: '分局的运行状况 · Operations of the bureau', text: '各派出所只见数量，不见事项。Every station in counts, no instance.' },
  { image: 'calendar', login: 'bureau-admin', path: () => '/bureau/calendar', title: '工作日历 · Working calendar', text: '导入年度放假通知，等待日历的时限自动确定。Import the yearly holiday notice; clocks that waited for it are determined.' },
  { image: 'security', login: 'bureau-admin', path: () => '/bureau/security', title: '登录安全 · Sign-in security', text: '哪些角色必须用双因素验证；改动先说清楚，再保存。Which roles must use a second factor; what changes is said before it is saved.' },
  { image: 'workbench-en', login: 'chief-dongmen', path: (at) => `/s/${at.stationId}/workbench`, language: 'en', title: '英文界面 · In English', text: '所有文字均有中英两种。Everything a person reads, in both languages.' },
  { image: 'workbench-phone', login: 'community-officer-dongmen', path: (at) => `/s/${at.stationId}/workbench`, width: 390, title: '手机 · On a phone', text: '单手、一事、大按钮。One hand, one task, big targets.' },
  { image: 'instance-phone', login: 'chief-dongmen', path: (at) => `/s/${at.stationId}/instances/${at.instanceId}`, width: 390, title: '手机上的事项 · A dispute on a phone', text: '时限与下一步在最前。Clocks and the next step come first.' },
  { image: 'exercise-phone', login: 'duty-officer-dongmen', path: (at) => `/s/${at.stationId}/exercises/${at.exercises.running}`, width: 390, title: '手机上的演练 · An exercise on a phone', text: '紫色条纹处处标明演练，停止按钮就在手边。Violet stripes mark it everywhere, the stop button is at hand.' },
];

/** Waits for what was asked for and brings it into the picture. */
async function showWhy(page: Page): Promise<void> {
  await page.locator('.why-summary').waitFor();
  await page.locator('[data-card="why"]').evaluate((card) => window.scrollTo(0, card.getBoundingClientRect().top + window.scrollY - 80));
}

/** Finds a dispute in its follow-up and the incident it came from, and prepares exercises. */
export async function findGround(house: TourHouse): Promise<Ground> {
  const { me } = await house.ask<{ me: { stations: { station: { id: string } }[] } }>('chief-dongmen', '{ me { stations { station { id } } } }');
  const stationId = me.stations[0]?.station.id ?? '';
  const { instances } = await house.ask<{ instances: { edges: { node: { id: string; closed: boolean; incident: { id: string } | null } }[] } }>(
    'chief-dongmen',
    'query($stationId: ID!) { instances(stationId: $stationId, filter: { closed: false }, first: 50) { edges { node { id closed incident { id } tasks { id } clocks { key } } } } }',
    { stationId },
  );
  const nodes = instances.edges.map(({ node }) => node as typeof node & { tasks: unknown[]; clocks: unknown[] });
  const chosen = [...nodes].sort((left, right) => right.tasks.length + right.clocks.length - left.tasks.length - left.clocks.length).find((node) => node.incident !== null) ?? nodes[0];
  if (chosen === undefined) throw new Error('The demo shows no open dispute.');
  return { stationId, instanceId: chosen.id, incidentId: chosen.incident?.id ?? '', exercises: await prepareExercises(house, stationId) };
}
