/**
 * Makes the template of the weekly analysis briefing that the platform brings: `npm run ts -- tools/documents/weekly-briefing.ts`.
 * Bureau and stations replace it by their own in Word.
 */
import { writeFileSync } from 'node:fs';
import { paragraph, table, wordFile } from './word.js';

const heading = (words: string) => paragraph(words, { font: '黑体', bold: true, room: [6, 2], keepNext: true });
const text = (words: string, keepNext = false) => paragraph(words, { indent: true, keepNext });
const small = (words: string) => paragraph(words, { size: 9, line: 1.2 });
const cell = (words: string, align?: 'center') => paragraph(words, { size: 10.5, line: 1.1, ...(align === undefined ? {} : { align }) });
const middle = (words: string) => cell(words, 'center');
const head = (titles: readonly string[]) => titles.map((title) => paragraph(title, { size: 10.5, line: 1.1, bold: true, align: 'center' }));
const looped = (name: string, tags: readonly string[], align: readonly ((words: string) => string)[]) =>
  tags.map((tag, index) => (align[index] ?? middle)(`${index === 0 ? `{#${name}}` : ''}${tag}${index === tags.length - 1 ? `{/${name}}` : ''}`));
/** What stands only where a tag says so. */
const where = (name: string, content: string) => [paragraph(`{#${name}}`), content, paragraph(`{/${name}}`)].join('');
/** A text that somebody may have written. */
const note = (name: string) => where(name, text(`{${name}}`));
const due = (name: string) => [
  text(`{${name}Said}`, true),
  where(`${name}Listed`, table([4, 3, 4, 4.6], [head(['编号', '流程', '事项', '到期时间']), looped(name, ['{number}', '{workflow}', '{matter}', '{dueAt}{#overdue}（逾期）{/overdue}'], [middle, cell, cell, middle])], { head: true })),
].join('');

const body = [
  paragraph('{station}', { size: 14, align: 'center', font: '宋体' }),
  paragraph('警情分析周报', { size: 22, bold: true, font: '宋体', align: 'center', room: [0, 4] }),
  paragraph('（{week}）{edition}', { size: 12, align: 'center', room: [0, 6] }),
  heading('一、总体情况'),
  text('{headline}'),
  note('overview'),
  heading('二、分类警情'),
  table([4.6, 2, 2, 2.4, 2.2, 2.4], [head(['类别', '本周', '上周', '环比', '去年同期', '同比']), looped('incidents', ['{category}', '{value}', '{previous}', '{change}', '{lastYear}', '{yearChange}'], [cell])], { head: true }),
  note('incidentsNote'),
  heading('三、热点分布'),
  text('{mapWeeks}，共四周。图上编号与下表序号一致。', true),
  paragraph('{%mapPicture}', { align: 'center', line: 1, keepNext: true }),
  small('颜色越深警情越多；加框为统计上显著的热点。{mapMethod}'),
  table([1.6, 5.4, 2.4, 2.8, 3.4], [head(['序号', '中心坐标（经度、纬度）', '警情数', '前四周', '热度']), looped('hotSpots', ['{rank}', '{place}', '{value}', '{previous}', '{heat}'], [])], { head: true }),
  note('mapNote'),
  heading('四、逾期时限'),
  due('clocks'),
  note('clocksNote'),
  heading('五、待办跟进'),
  due('followUps'),
  note('followUpsNote'),
  heading('六、演练待改进'),
  where('drillsListed', table([4.6, 5.4, 2.8, 2.8], [head(['演练', '目标', '要求', '实际']), looped('drills', ['{exercise}', '{objective}', '{target}', '{measured}'], [cell, cell])], { head: true })),
  paragraph('{^drillsListed}'), text('近三十天的演练没有未达到的目标。'), paragraph('{/drillsListed}'),
  note('drillsNote'),
  where('tasking', `${heading('七、工作部署')}${text('{tasking}')}`),
  paragraph('{station}', { size: 12, align: 'right', right: 30, room: [10, 0] }),
  paragraph('{madeOn}', { size: 12, align: 'right', right: 30 }),
  small('数据截至 {asOf}；不含演练和封存记录，涉及个人情况的类别合并计算。'),
].join('');

const file = new URL('../../libs/analytics/documents/weekly-briefing.docx', import.meta.url);
writeFileSync(file, wordFile(body));
console.log('libs/analytics/documents/weekly-briefing.docx');
