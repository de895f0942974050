/**
 * Makes the template of the after-action review that scenic-area drills bring: `npm run ts -- tools/documents/drill-review.ts`.
 * Stations replace it by their own in Word.
 */
import { writeFileSync } from 'node:fs';
import { paragraph, table, wordFile } from './word.js';

const heading = (words: string) => paragraph(words, { font: '黑体', bold: true, room: [6, 2], keepNext: true });
const text = (words: string) => paragraph(words, { indent: true });
const small = (words: string) => paragraph(words, { size: 9, line: 1.2 });
const cell = (words: string, align?: 'center') => paragraph(words, { size: 10.5, line: 1.1, ...(align === undefined ? {} : { align }) });
const middle = (words: string) => cell(words, 'center');
const head = (titles: readonly string[]) => titles.map((title) => paragraph(title, { size: 10.5, line: 1.1, bold: true, align: 'center' }));
const looped = (name: string, tags: readonly string[], align: readonly ((words: string) => string)[]) =>
  tags.map((tag, index) => (align[index] ?? middle)(`${index === 0 ? `{#${name}}` : ''}${tag}${index === tags.length - 1 ? `{/${name}}` : ''}`));
/** What stands only where a tag says so. */
const where = (name: string, content: string) => [paragraph(`{#${name}}`), content, paragraph(`{/${name}}`)].join('');

const body = [
  paragraph('演练 · EXERCISE', { size: 12, bold: true, align: 'center' }),
  paragraph('演练复盘报告', { size: 22, bold: true, font: '宋体', align: 'center', room: [0, 4] }),
  paragraph('{drillTitle}', { size: 14, align: 'center', font: '宋体' }),
  paragraph('编号：{number}', { size: 12, align: 'right', room: [0, 6] }),
  heading('一、基本情况'),
  text('{#siteName}景区：{siteName}。{/siteName}{startedAt}开始，{stoppedAt}结束{#halted}（转实警停止）{/halted}。'),
  text('总分：{total}（目标完成 {measured}，观察员评分 {rated}；未评定的不计入）。'),
  heading('二、目标完成情况'),
  table([1.4, 6.2, 2.6, 2.6, 2.8], [head(['序号', '目标', '要求', '实际', '结果']), looped('objectives', ['{place}', '{title}', '{target}', '{measured}', '{result}'], [middle, cell])], { head: true }),
  heading('三、观察员评分'),
  table([6.6, 3, 3, 3], [head(['项目', '平均分', '评分人数', '权重']), looped('items', ['{title}', '{mean}', '{raters}', '{weight}'], [cell])], { head: true }),
  heading('四、经过'),
  where('mapPicture', paragraph('{%mapPicture}', { align: 'center', line: 1, keepNext: true })),
  table([3.4, 12.2], [head(['演练时间', '经过']), looped('lines', ['{at}', '{what}'], [middle, cell])], { head: true }),
  heading('五、观察记录'),
  where('notesListed', table([3.4, 2.2, 10], [head(['演练时间', '类别', '记录']), looped('notes', ['{at}', '{kind}', '{words}'], [middle, middle, cell])], { head: true })),
  paragraph('{^notesListed}'), text('没有观察记录。'), paragraph('{/notesListed}'),
  heading('六、好的做法'),
  ...['{#wentWell}', '{.}', '{/wentWell}'].map(text),
  heading('七、存在问题'),
  ...['{#toImprove}', '{.}', '{/toImprove}'].map(text),
  heading('八、整改事项'),
  where('actionsListed', table([6.6, 3, 3, 3], [head(['内容', '薄弱环节', '责任岗位', '完成期限']), looped('actions', ['{title}', '{weakness}', '{owner}', '{dueOn}'], [cell])], { head: true })),
  paragraph('{^actionsListed}'), text('没有整改事项。'), paragraph('{/actionsListed}'),
  paragraph('{station}', { size: 12, align: 'right', right: 30, room: [10, 0], keepNext: true }),
  paragraph('{madeOn}', { size: 12, align: 'right', right: 30, keepNext: true }),
  small('本报告为演练资料，人员、警情均为虚构；不计入任何统计。'),
].join('');

const file = new URL('../../plugins/scenic-drills/documents/drill-review.docx', import.meta.url);
writeFileSync(file, wordFile(body));
console.log('plugins/scenic-drills/documents/drill-review.docx');
