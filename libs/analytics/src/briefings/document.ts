import { defineDocument, documentTemplate } from '@stationhouse/files';
import { inLocale, text } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { gridOf, type GridShape } from '../places/grid.js';
import type { BriefingRow } from './briefings.js';
import { TEXT_NAMES, type BriefingTexts, type ComparedCount, type DueItem, type Listed } from './contents.js';
import { drawMap, MARKED, PRINTED } from './picture.js';
import { changeInWords, headlineOf, momentInChinese, weekInWords } from './words.js';

const words = (zhCN: string, en: string) => ({ 'zh-CN': zhCN, en });
const line = (zhCN: string, en: string, example: string) => ({ type: 'string', title: words(zhCN, en), examples: [example] });
const list = (zhCN: string, en: string, properties: Readonly<Record<string, object>>) => ({ type: 'array', title: words(zhCN, en), items: { type: 'object', properties } });

const counts = {
  value: line('本周', 'This week', '222'),
  previous: line('上周', 'The week before', '197'),
  change: line('环比', 'Against the week before', '+12.7 %'),
  lastYear: line('去年同期', 'Same days of last year', '215'),
  yearChange: line('同比', 'Against last year', '+3.3 %'),
};
const due = {
  number: line('事项编号', 'Number', 'JF-示例-00001'),
  workflow: line('流程', 'Workflow', '矛盾纠纷排查化解'),
  matter: line('名称', 'What', '回访当事人'),
  dueAt: line('到期时间', 'Due', '3月2日 17:30'),
  overdue: { type: 'boolean', title: words('已逾期', 'Overdue'), examples: [true] },
};

/** 警情分析周报: the weekly briefing as it is printed; bureau and station may have templates of their own. */
export const weeklyBriefing = defineDocument({
  id: 'weekly-briefing',
  title: text('警情分析周报', 'Weekly analysis briefing'),
  template: documentTemplate('../../documents/weekly-briefing.docx', import.meta.url),
  data: {
    type: 'object',
    required: ['station', 'week', 'headline', 'incidents', 'asOf'],
    properties: {
      station: line('派出所', 'Station', '示例派出所'),
      week: line('统计期', 'Period', '2026年3月2日至3月8日'),
      edition: line('版次', 'Edition, where it is a correction', '第 2 版（更正）'),
      asOf: line('数据截至', 'Figures as of', '2026年3月9日 07:30'),
      madeOn: line('印发日期', 'Day it was sent', '2026年3月9日'),
      headline: line('概要', 'The week in a sentence', '本周接报警情 222 起；上周 197 起，环比 +12.7 %；去年同期 215 起，同比 +3.3 %。'),
      overview: line('总体研判', 'Analysis', '侵财类警情上升，主要集中在商圈。'),
      incidents: list('警情分类', 'Incidents by category', { category: line('类别', 'Category', '治安'), ...counts }),
      incidentsNote: line('警情研判', 'Remark on incidents', '盗窃多发于 18 时至 21 时。'),
      mapPicture: { type: 'string', contentEncoding: 'base64', contentMediaType: 'image/png', title: words('热点图', 'Map of hot spots'), 'x-print': PRINTED },
      mapWeeks: line('热点统计期', 'Period of the map', '2026年2月9日至3月8日'),
      mapMethod: line('热点方法', 'Method of the map', '500 米方格，Getis-Ord Gi*。'),
      hotSpots: list('热点', 'Hot spots', { rank: line('序号', 'Rank', '1'), place: line('中心坐标', 'Middle', '112.6410, 29.9410'), value: line('警情数', 'Incidents', '12'), previous: line('前四周', 'Four weeks before', '7'), heat: line('热度', 'Heat', '高热点') }),
      mapNote: line('热点研判', 'Remark on hot spots', '东门市场周边持续高发。'),
      clocksSaid: line('逾期时限概况', 'How many clocks are overdue', '共 2 件。'),
      clocksListed: { type: 'boolean', title: words('有逾期明细', 'Overdue clocks are listed'), examples: [true] },
      clocks: list('逾期时限', 'Overdue clocks', due),
      clocksNote: line('逾期说明', 'Remark on overdue clocks', '已逐件督办。'),
      followUpsSaid: line('待办跟进概况', 'How many follow-ups are due', '共 2 件。'),
      followUpsListed: { type: 'boolean', title: words('有待办明细', 'Follow-ups are listed'), examples: [true] },
      followUps: list('待办跟进', 'Follow-ups due', due),
      followUpsNote: line('跟进说明', 'Remark on follow-ups', '本周内完成。'),
      drillsListed: { type: 'boolean', title: words('有演练明细', 'Objectives are listed'), examples: [true] },
      drills: list('演练待改进', 'Objectives that drills missed', { exercise: line('演练', 'Exercise', '校园安全演练'), objective: line('目标', 'Objective', '10 分钟内到场'), target: line('要求', 'Target', '10 分钟'), measured: line('实际', 'Measured', '12 分钟') }),
      drillsNote: line('改进说明', 'Remark on drills', '下周复训。'),
      tasking: line('工作部署', 'Tasking', '一、晚高峰在商圈加派步巡。'),
    },
  },
});

const HEATS = { VERY_HOT: '高热点', HOT: '热点', NONE: '', COLD: '' } as const;

/** What the paper says of a briefing, in Chinese, as official papers are. */
export function paperOf({ figures, from, to, edition, sentAt, ...row }: BriefingRow, station: string, now: Date): JsonObject {
  const texts = written(row.texts);
  const { asOf, timeZone, incidents, map, clocks, followUps, drills } = figures;
  return {
    station,
    week: zh(weekInWords({ from, to })),
    edition: edition === 1 ? '' : `第 ${edition} 版（更正）`,
    asOf: momentInChinese(asOf, timeZone),
    madeOn: momentInChinese((sentAt ?? now).toISOString(), timeZone).split(' ')[0] ?? '',
    headline: onOneLine(zh(headlineOf(incidents.total))),
    overview: texts.overview,
    incidents: [...incidents.categories.map((row) => ({ category: zh(row.title), ...countsOf(row) })), { category: '合计', ...countsOf(incidents.total) }],
    incidentsNote: texts.incidents,
    mapPicture: drawMap(map).toString('base64'),
    mapWeeks: zh(weekInWords(map)),
    mapMethod: zh(map.method),
    hotSpots: map.cells.slice(0, MARKED).map(({ cell, count, previous, heat }, index) => ({ rank: String(index + 1), place: middleOf(map.grid, cell), value: String(count), previous: String(previous), heat: HEATS[heat] })),
    mapNote: texts.map,
    clocksSaid: howMany(clocks, '没有逾期时限。'),
    clocksListed: clocks.items.length > 0,
    clocks: clocks.items.map((item) => dueOf(item, timeZone)),
    clocksNote: texts.clocks,
    followUpsSaid: howMany(followUps, '未来七天内没有到期任务。'),
    followUpsListed: followUps.items.length > 0,
    followUps: followUps.items.map((item) => dueOf(item, timeZone)),
    followUpsNote: texts.followUps,
    drillsListed: drills.items.length > 0,
    drills: drills.items.map(({ exercise, objective, targetSeconds, measuredSeconds }) => ({ exercise, objective, target: spanOf(targetSeconds), measured: measuredSeconds === null ? '未完成' : spanOf(measuredSeconds) })),
    drillsNote: texts.drills,
    tasking: texts.tasking,
  };
}

function countsOf({ value, previous, change, lastYear, yearChange }: ComparedCount): Record<keyof typeof counts, string> {
  return { value: String(value), previous: String(previous), change: changeInWords(change), lastYear: String(lastYear), yearChange: changeInWords(yearChange) };
}

function dueOf({ number, workflow, title, dueAt, overdue }: DueItem, timeZone: string): Record<string, string | boolean> {
  return { number, workflow: zh(workflow), matter: zh(title), dueAt: momentInChinese(dueAt, timeZone).replace(/^\d+年/, ''), overdue };
}

function howMany({ total, items }: Listed<unknown>, none: string): string {
  if (total === 0) return none;
  return items.length > 0 && items.length < total ? `共 ${total} 件，列出 ${items.length} 件。` : `共 ${total} 件。`;
}

/** Lines of a text that somebody wrote, each set in as a paragraph is. */
function written(texts: BriefingTexts): BriefingTexts {
  return Object.fromEntries(TEXT_NAMES.map((name) => [name, texts[name].replace(/\n/g, '\n\u3000\u3000')])) as BriefingTexts;
}

/** A sign of per cent stays beside its number. */
function onOneLine(words: string): string {
  return words.replace(/ %/g, '\u00a0%');
}

function spanOf(seconds: number): string {
  return seconds < 60 ? `${seconds} 秒` : seconds % 60 === 0 ? `${seconds / 60} 分钟` : `${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`;
}

/** The middle of a square: there are no names of places in a grid. */
function middleOf(shape: GridShape, cell: string): string {
  const corners = (gridOf(shape).outlineOf(cell).coordinates[0] ?? []).slice(1);
  const mean = (axis: 0 | 1) => corners.reduce((sum, corner) => sum + corner[axis], 0) / Math.max(1, corners.length);
  return `${mean(0).toFixed(4)}, ${mean(1).toFixed(4)}`;
}

function zh(said: { readonly 'zh-CN': string; readonly en: string }): string {
  return inLocale(said, 'zh-CN');
}
